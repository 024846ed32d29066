//! How much may be taken away: in one plan, of a kind, of accounts, and in any 24 hours.

use super::source_shrink::{percent, removals};
use super::{Facts, Observation};
use crate::entitlement::{Kind, Slot};
use crate::id::PersonId;
use crate::plan::{Change, PlanBody};
use std::collections::{BTreeMap, BTreeSet};

/// Below this many owned entitlements a percentage says nothing.
const OWNED_FLOOR: u64 = 20;

/// Holds all removals that a budget is about, never only those beyond it: which of them are the mistaken ones, nobody
/// can know.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let removals: BTreeSet<usize> =
        removals(plan).into_iter().filter(|index| !plan.changes[*index].is_ordered()).collect();
    let mut by_kind: BTreeMap<Kind, BTreeSet<usize>> = BTreeMap::new();
    for index in &removals {
        by_kind.entry(plan.changes[*index].slot.kind()).or_default().insert(*index);
    }
    let mut observations: Vec<Observation> =
        by_kind.iter().filter_map(|(kind, changes)| share(*kind, changes, facts)).collect();
    observations.extend(leavers(plan, facts.limits.deactivations_max));
    observations.extend(things(&removals, facts.limits.removals_max));
    observations.extend(day(&removals, facts));
    observations
}

fn share(kind: Kind, changes: &BTreeSet<usize>, facts: &Facts<'_>) -> Option<Observation> {
    let owned = facts.owned.get(&kind).copied().unwrap_or(0);
    let planned = changes.len() as u64;
    if owned < OWNED_FLOOR || planned * 100 <= facts.limits.removals_percent * owned {
        return None;
    }
    let sentence = format!(
        "the plan takes away {planned} of the {owned} {}s that Muster granted: {} % (limit {} %)",
        kind.word(),
        percent(planned, owned),
        facts.limits.removals_percent
    );
    Some(Observation::hold(format!("{}:{planned}", kind.word()), sentence, HINT, changes.clone()))
}

const HINT: &str = "look at the removals in the plan";

/// People whose account is closed, or who get no new work because it will be: a thousand agents who go offline at once
/// are the same accident.
fn leavers(plan: &PlanBody, limit: u64) -> Option<Observation> {
    let leaves = |change: &Change| {
        change.slot == Slot::Account && change.is_removal() || change.slot.kind().is_of_departure()
    };
    let numbered = plan.changes.iter().enumerate();
    let of_leavers = numbered.filter(|(_, change)| leaves(change) && !change.is_ordered());
    let (mut changes, people): (BTreeSet<usize>, BTreeSet<&PersonId>) =
        of_leavers.map(|(index, change)| (index, &change.subject.person)).unzip();
    let planned = people.len() as u64;
    // A departure is held whole: out of the queues and still on the phone would be the worst of both.
    let steps = changes.iter().map(|index| &plan.changes[*index]);
    let departing: BTreeSet<&PersonId> =
        steps.filter(|step| step.slot.kind().is_of_departure()).map(|step| &step.subject.person).collect();
    let numbered = plan.changes.iter().enumerate();
    let rest = numbered.filter(|(_, change)| {
        change.takes_away() && !change.is_ordered() && departing.contains(&change.subject.person)
    });
    changes.extend(rest.map(|(index, _)| index));
    let sentence = format!("the plan deactivates {planned} accounts (limit {limit})");
    (planned > limit).then(|| Observation::hold(format!("deactivations:{planned}"), sentence, HINT, changes))
}

fn things(removals: &BTreeSet<usize>, limit: u64) -> Option<Observation> {
    let planned = removals.len() as u64;
    let sentence = format!("the plan takes away {planned} things (limit {limit})");
    (planned > limit)
        .then(|| Observation::hold(format!("removals:{planned}"), sentence, HINT, removals.clone()))
}

fn day(removals: &BTreeSet<usize>, facts: &Facts<'_>) -> Option<Observation> {
    let planned = removals.len() as u64;
    let done: u64 = facts.removed_today.values().sum();
    let limit = facts.limits.removals_per_day_max;
    let sentence =
        format!("{done} removals in the last 24 hours and {planned} in this plan are more than {limit}");
    (planned > 0 && done + planned > limit)
        .then(|| Observation::hold(format!("day:{}", done + planned), sentence, HINT, removals.clone()))
}
