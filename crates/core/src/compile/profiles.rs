//! External ids, divisions, profile fields and managers.

use super::accounts::goes_with_creation;
use super::{StepDraft, account_of};
use crate::entitlement::{Slot, Value};
use crate::id::DivisionId;
use crate::operation::{AccountRef, Call, Profile, Stage};
use crate::plan::{Change, Plan};
use std::collections::BTreeMap;

/// How many accounts one division move carries. The limit of the endpoint is not published.
const MOVE_MAX: usize = 50;

/// One call for each external id and profile, one for up to [`MOVE_MAX`] accounts that move to the same division. A move
/// raises an account's version and does not say to what, so it waits for the updates, which send the version that was read.
pub(super) fn steps(plan: &Plan, changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let ids = changes.iter().filter_map(|(number, change)| external_id(plan, *number, change));
    ids.chain(updates(changes)).chain(moves(changes)).collect()
}

fn external_id(plan: &Plan, number: u32, change: &Change) -> Option<StepDraft> {
    let (Slot::ExternalId, Some(Value::Text(key))) = (&change.slot, &change.after) else {
        return None;
    };
    let call = Call::AddExternalId {
        account: account_of(&change.subject),
        authority: plan.body.basis.authority.clone(),
        key: key.clone(),
    };
    Some(StepDraft { stage: Stage::Profiles, call, changes: vec![number] })
}

fn moves(changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let mut by_division: BTreeMap<DivisionId, Vec<(AccountRef, u32)>> = BTreeMap::new();
    for (number, change) in changes.iter().copied().filter(|(_, change)| change.subject.account.is_some()) {
        if let (Slot::Division, Some(Value::Division(division))) = (&change.slot, &change.after) {
            by_division.entry(*division).or_default().push((account_of(&change.subject), number));
        }
    }
    let chunks =
        by_division.iter().flat_map(|(division, all)| all.chunks(MOVE_MAX).map(move |part| (division, part)));
    chunks
        .map(|(division, part)| {
            let (accounts, changes) = part.iter().cloned().unzip();
            StepDraft {
                stage: Stage::Gains,
                call: Call::MoveToDivision { division: *division, accounts },
                changes,
            }
        })
        .collect()
}

/// One account's profile changes.
#[derive(Default)]
struct Update {
    profile: Profile,
    manager: Option<Option<AccountRef>>,
    version: Option<i64>,
    changes: Vec<u32>,
}

impl Update {
    fn add(&mut self, number: u32, change: &Change) {
        self.version = change.subject.version;
        match (&change.slot, &change.after) {
            (Slot::Field { field }, Some(Value::Text(text))) => {
                self.profile.insert(*field, Some(text.clone()));
            }
            (Slot::Field { field }, None) => {
                self.profile.insert(*field, None);
            }
            (Slot::Manager, Some(Value::Account(account))) => {
                self.manager = Some(Some(AccountRef::Known(*account)))
            }
            (Slot::Manager, Some(Value::Person(person))) => {
                self.manager = Some(Some(AccountRef::CreatedFor(person.clone())));
            }
            _ => return,
        }
        self.changes.push(number);
    }
}

/// A manager who is created in this run, and everything about a newcomer, has to wait for the accounts. The manager
/// goes alone then, so that a profile does not fail with the creation of somebody else's account.
fn waits(change: &Change) -> bool {
    matches!((&change.slot, &change.after), (Slot::Manager, Some(Value::Person(_))))
}

fn updates(changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let mut by_account: BTreeMap<(AccountRef, bool), Update> = BTreeMap::new();
    for (number, change) in changes.iter().copied() {
        let created = change.subject.account.is_none() && goes_with_creation(&change.slot);
        if matches!(change.slot, Slot::Field { .. } | Slot::Manager) && !created {
            let key = (account_of(&change.subject), waits(change));
            by_account.entry(key).or_default().add(number, change);
        }
    }
    by_account
        .into_iter()
        .map(|((account, waits), update)| {
            let stage = match account {
                AccountRef::Known(_) if !waits => Stage::Profiles,
                AccountRef::Known(_) | AccountRef::CreatedFor(_) => Stage::Gains,
            };
            let Update { profile, manager, version, changes } = update;
            StepDraft { stage, call: Call::UpdateProfile { account, profile, manager, version }, changes }
        })
        .collect()
}
