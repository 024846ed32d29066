//! An account is deleted only where somebody has looked at this one.

use super::{Facts, Observation};
use crate::entitlement::{Slot, Value};
use crate::plan::{Change, PlanBody};
use crate::tenant::AccountState;
use std::collections::BTreeSet;

/// Holds every deletion until it is accepted by its own key.
pub(super) fn check(plan: &PlanBody, _: &Facts<'_>) -> Vec<Observation> {
    let deletes = |change: &Change| {
        change.slot == Slot::Account && change.after == Some(Value::State(AccountState::Deleted))
    };
    let numbered = plan.changes.iter().enumerate();
    let deletions = numbered.filter(|(_, change)| deletes(change));
    deletions.map(|(index, change)| one(index, change)).collect()
}

fn one(index: usize, change: &Change) -> Observation {
    let subject = &change.subject;
    let sentence = format!("the account of {} would be deleted", subject.display_name);
    let hint = "keep it with departure.delete = false";
    Observation::hold(subject.person.to_string(), sentence, hint, BTreeSet::from([index]))
}
