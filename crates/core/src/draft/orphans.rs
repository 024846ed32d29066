//! Accounts that belong to nobody in the sources.

use super::PlanInput;
use crate::correlate::{Situation, unlinked};
use crate::id::{AccountId, PersonId};
use crate::plan::Orphan;
use crate::tenant::{Account, AccountState};
use std::collections::{BTreeMap, BTreeSet};

/// Active accounts that nobody who is here could own: not paired, not in question, and with nobody's mail.
pub(super) fn orphans(input: &PlanInput<'_>, situations: &BTreeMap<PersonId, Situation>) -> Vec<Orphan> {
    let mut alone: BTreeMap<AccountId, &Account> = unlinked(input.links, input.snapshot)
        .filter(|account| account.state == AccountState::Active)
        .map(|account| (account.id, account))
        .collect();
    if alone.is_empty() {
        return Vec::new();
    }
    for claimed in situations.values().flat_map(Situation::accounts) {
        alone.remove(&claimed);
    }
    let records = input.batches.iter().flat_map(|batch| &batch.records);
    let here = records.filter(|record| record.usable_at(input.as_of));
    let mails: BTreeSet<&str> = here.filter_map(|record| record.mail.as_deref()).collect();
    let mut orphans: Vec<Orphan> = alone
        .into_values()
        .filter(|account| !mails.contains(account.mail().to_lowercase().as_str()))
        .map(|account| Orphan {
            name: account.name().into(),
            mail: account.mail().into(),
            account: account.id,
        })
        .collect();
    orphans.sort();
    orphans
}
