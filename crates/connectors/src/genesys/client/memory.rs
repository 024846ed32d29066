//! What a client remembers: for a short while what the tenant may not show yet, and how large its pages are.

use crate::genesys::unready::{known, receivers};
use muster_core::id::AccountId;
use muster_core::operation::{Call, Effect, Leave};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Longer than any lag of the tenant that was ever reported.
const MEMORY: Duration = Duration::from_secs(600);

/// Accounts that were created lately, and mails that the tenant said are taken.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Lately>);

#[derive(Debug, Default)]
struct Lately {
    /// Until when a 404 on an account means no more than that it is new.
    created: BTreeMap<AccountId, Instant>,
    taken: BTreeMap<String, Instant>,
    holders_page: Option<usize>,
    /// Whether the tenant has no call that sets many presences.
    presences_singly: bool,
}

impl Memory {
    /// A call is done.
    pub(super) fn done(&self, call: &Call, effect: &Effect) {
        if let (Some(_), Some(account)) = (call.creates(), effect.account) {
            self.created(account, Duration::ZERO);
        }
    }

    /// An account was created so long ago.
    pub(super) fn created(&self, account: AccountId, ago: Duration) {
        let until = Instant::now() + MEMORY.saturating_sub(ago);
        self.lately().created.insert(account, until);
    }

    /// The tenant answered a call with a conflict.
    pub(super) fn conflict(&self, call: &Call) {
        if let Call::CreateAccount { mail, .. } | Call::ProvisionAccount { mail, .. } = call {
            self.lately().taken.insert(mail.to_lowercase(), Instant::now());
        }
    }

    /// Whether the call gives something to an account that was created a moment ago.
    pub(super) fn is_fresh(&self, call: &Call) -> bool {
        let lately = self.lately();
        let mut accounts = receivers(call).iter().filter_map(|account| known(account).ok());
        accounts.any(|id| lately.created.contains_key(&id))
    }

    /// Whether the call is a creation whose mail the tenant said is taken.
    pub(super) fn is_taken(&self, call: &Call) -> bool {
        match call {
            Call::CreateAccount { mail, .. } | Call::ProvisionAccount { mail, .. } => {
                self.lately().taken.contains_key(&mail.to_lowercase())
            }
            _ => false,
        }
    }

    /// The tenant answered a call with a status: 405 and 501 say that it has no such call.
    pub(super) fn answered(&self, call: &Call, status: u16) {
        if matches!(status, 405 | 501) && sets_many_presences(call) {
            self.lately().presences_singly = true;
        }
    }

    /// Whether the tenant is known to have no such call.
    pub(super) fn is_unsupported(&self, call: &Call) -> bool {
        sets_many_presences(call) && self.lately().presences_singly
    }

    /// How many holders of a role the tenant gives in one page, once that is known.
    pub(super) fn holders_page(&self) -> Option<usize> {
        self.lately().holders_page
    }

    pub(super) fn learn_holders_page(&self, size: usize) {
        self.lately().holders_page = Some(size);
    }

    fn lately(&self) -> MutexGuard<'_, Lately> {
        let mut lately = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lately.created.retain(|_, until| *until > Instant::now());
        lately.taken.retain(|_, since| since.elapsed() < MEMORY);
        lately
    }
}

fn sets_many_presences(call: &Call) -> bool {
    match call {
        Call::Leave(Leave::SetPresence { accounts, .. }) => {
            accounts.iter().any(|account| Some(account) != accounts.first())
        }
        _ => false,
    }
}
