//! Accounts that belong to nobody in the sources.

use super::PlanInput;
use crate::correlate::Situation;
use crate::id::{AccountId, PersonId};
use crate::plan::Orphan;
use crate::tenant::{Account, AccountState};
use std::collections::{BTreeMap, BTreeSet};

/// Active accounts that nobody who is here could own: not paired, not in question, and with nobody's mail.
pub(super) fn orphans(input: &PlanInput<'_>, situations: &BTreeMap<PersonId, Situation>) -> Vec<Orphan> {
    let claimed: BTreeSet<AccountId> = situations.values().flat_map(Situation::accounts).collect();
    let records = input.batches.iter().flat_map(|batch| &batch.records);
    let here = records.filter(|record| record.usable_at(input.as_of));
    let mails: BTreeSet<&str> = here.filter_map(|record| record.mail.as_deref()).collect();
    let nobodys = |account: &&Account| {
        let linked = input.links.of_account(account.id).is_some();
        !linked && !claimed.contains(&account.id) && !mails.contains(account.mail().to_lowercase().as_str())
    };
    let mut orphans: Vec<Orphan> = input
        .snapshot
        .accounts
        .values()
        .filter(|account| account.state == AccountState::Active)
        .filter(nobodys)
        .map(|account| Orphan {
            name: account.name().into(),
            mail: account.mail().into(),
            account: account.id,
        })
        .collect();
    orphans.sort();
    orphans
}
