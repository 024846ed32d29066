//! The least number of calls that a plan can take in its sending half, from the batch limits alone: it knows nothing of
//! how plans are compiled. No way of sending can go below it; whether any can reach it is not said.

use muster_core::entitlement::Slot;
use muster_core::id::PersonId;
use muster_core::plan::{Change, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts in one grant call, members in one group call, members in one queue call.
const GRANTS: u64 = 100;
const GROUP: u64 = 50;
const QUEUE: u64 = 100;

/// The sum of what must be sent about accounts, about roles, and about each group and queue.
pub(crate) fn bound(plan: &Plan) -> u64 {
    let changes = &plan.body.changes;
    let gains = |change: &&Change| change.after.is_some();
    accounts(changes) + grants(changes.iter().filter(gains)) + losses(changes) + members(changes)
}

/// Whoever gets or has an account changed takes one call at least; a change of state stands alone beside the rest.
fn accounts(changes: &[Change]) -> u64 {
    let of_account = |change: &&Change| {
        matches!(
            change.slot,
            Slot::Field { .. }
                | Slot::Manager
                | Slot::ExternalId
                | Slot::Skill { .. }
                | Slot::Language { .. }
        ) || change.creates_account()
    };
    let people: BTreeSet<&PersonId> =
        changes.iter().filter(of_account).map(|change| &change.subject.person).collect();
    let states =
        changes.iter().filter(|change| change.slot == Slot::Account && !change.creates_account()).count();
    people.len() as u64 + states as u64
}

/// Each account's grants take one call for the account, or a hundredth of a call for each role: the cheaper of both.
fn grants<'a>(gains: impl Iterator<Item = &'a Change>) -> u64 {
    let mut of: BTreeMap<&PersonId, u64> = BTreeMap::new();
    for change in gains.filter(|change| matches!(change.slot, Slot::Role(_))) {
        *of.entry(&change.subject.person).or_default() += 1;
    }
    of.values().map(|roles| (*roles).min(GRANTS)).sum::<u64>().div_ceil(GRANTS)
}

/// Roles can only be taken away account by account.
fn losses(changes: &[Change]) -> u64 {
    let lost = changes.iter().filter(|change| matches!(change.slot, Slot::Role(_)) && change.after.is_none());
    lost.map(|change| &change.subject.person).collect::<BTreeSet<_>>().len() as u64
}

/// Full batches for each group and queue, those who come and those who go.
fn members(changes: &[Change]) -> u64 {
    let mut batches: BTreeMap<(&Slot, bool), u64> = BTreeMap::new();
    for change in changes {
        *batches.entry((&change.slot, change.after.is_some())).or_default() += 1;
    }
    let calls = batches.iter().map(|((slot, _), members)| match slot {
        Slot::Group { .. } => members.div_ceil(GROUP),
        Slot::Queue { .. } => members.div_ceil(QUEUE),
        _ => 0,
    });
    calls.sum()
}
