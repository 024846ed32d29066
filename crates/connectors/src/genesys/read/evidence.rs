//! What correlation asks about people who have no link yet.

use super::mails;
use crate::genesys::client::Client;
use crate::genesys::dto::{ExternalId, User};
use crate::genesys::error::TenantError;
use crate::genesys::probe::external_id::lookup;
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::correlate::{Evidence, Questions};
use muster_core::id::{AccountId, Anchor};
use muster_core::tenant::TenantSnapshot;
use std::collections::{BTreeMap, BTreeSet};

/// Answers `questions` under our `authority` (such as `ad:objectGUID`) with the fewest calls; no question, no call.
///
/// External ids: one call for each key, or one for each unlinked account, whichever is fewer. Mails: none where
/// `snapshot` is whole and shows deleted accounts, as then nobody else has a mail; otherwise one for 500 deleted
/// accounts, or one for 50 mails, whichever is fewer.
pub async fn evidence(
    client: &Client,
    authority: &str,
    questions: &Questions,
    snapshot: &TenantSnapshot,
) -> Result<Evidence, TenantError> {
    let mut evidence = Evidence {
        accounts: mails::unlisted(client, &questions.mails, snapshot).await?,
        ..Evidence::default()
    };
    let mut to_ask = questions.mail_hits.clone();
    to_ask.extend(evidence.accounts.keys());
    if questions.unlinked.len() < questions.keys.len() + questions.mail_hits.len() {
        to_ask.extend(&questions.unlinked);
    } else {
        evidence.by_external_id = by_key(client, authority, &questions.keys).await?;
        to_ask.retain(|account| !evidence.by_external_id.values().any(|found| found == account));
    }
    let carried = keys_of(client, authority, &to_ask).await?;
    for (account, keys) in &carried {
        let pairs = keys.iter().map(|key| (key.clone(), *account));
        evidence.by_external_id.extend(pairs);
    }
    evidence.external_ids_of = carried;
    for (key, account) in &evidence.by_external_id {
        evidence.external_ids_of.entry(*account).or_default().insert(key.clone());
    }
    Ok(evidence)
}

/// Which account carries each key.
async fn by_key(
    client: &Client,
    authority: &str,
    keys: &BTreeSet<Anchor>,
) -> Result<BTreeMap<Anchor, AccountId>, TenantError> {
    let found: Vec<Option<(Anchor, AccountId)>> = stream::iter(keys)
        .map(|key| async move {
            match client.get::<User>(lookup(authority, key.as_str())).await {
                Ok(user) => Ok(Some((key.clone(), AccountId(user.id)))),
                Err(TenantError::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .buffered(client.config().parallel_reads.max(1))
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Which keys under our authority each account carries.
async fn keys_of(
    client: &Client,
    authority: &str,
    accounts: &BTreeSet<AccountId>,
) -> Result<BTreeMap<AccountId, BTreeSet<Anchor>>, TenantError> {
    stream::iter(accounts.iter().copied())
        .map(|account| async move {
            let path = format!("/api/v2/users/{account}/externalid");
            let request = Request::get("/api/v2/users/{userId}/externalid", path);
            match client.get::<Vec<ExternalId>>(request).await {
                Ok(ids) => Ok((account, ours(authority, ids))),
                Err(TenantError::NotFound { .. }) => Ok((account, BTreeSet::new())),
                Err(error) => Err(error),
            }
        })
        .buffered(client.config().parallel_reads.max(1))
        .try_collect()
        .await
}

fn ours(authority: &str, ids: Vec<ExternalId>) -> BTreeSet<Anchor> {
    let ours = ids.into_iter().filter(|id| id.authority_name == authority);
    ours.map(|id| Anchor::new(id.external_key)).collect()
}
