//! Licences that accounts hold.

use crate::genesys::client::Client;
use crate::genesys::licences;
use muster_core::entitlement::Kind;
use muster_core::id::{AccountId, LicenceId};
use muster_core::tenant::Work;
use std::collections::BTreeMap;

/// `POST /api/v2/license/users`, 100 accounts a call.
pub(super) async fn fill(client: &Client, accounts: &[AccountId], work: &mut BTreeMap<AccountId, Work>) {
    for chunk in accounts.chunks(licences::ACCOUNTS_MAX) {
        let held = licences::held(client, chunk).await;
        for account in chunk {
            let Some(work) = work.get_mut(account) else { continue };
            let licences = match &held {
                Ok(held) => held.get(account).ok_or_else(|| super::NOT_SHOWN.to_owned()),
                Err(error) => Err(error.to_string()),
            };
            match licences {
                Ok(licences) => {
                    work.licences = licences.iter().map(LicenceId::new).collect();
                    work.unread.remove(&Kind::Licence);
                }
                Err(reason) => _ = work.unread.insert(Kind::Licence, reason),
            }
        }
    }
}
