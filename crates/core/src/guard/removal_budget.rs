//! How much may be taken away: in one plan, of a kind, of accounts, and in any 24 hours.

use super::source_shrink::{percent, removals};
use super::{Facts, Observation};
use crate::entitlement::Kind;
use crate::plan::PlanBody;
use std::collections::{BTreeMap, BTreeSet};

/// Below this many owned entitlements a percentage says nothing.
const OWNED_FLOOR: u64 = 20;

/// Holds all removals that a budget is about, never only those beyond it: which of them are the mistaken ones, nobody
/// can know.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let removals = removals(plan);
    let mut by_kind: BTreeMap<Kind, BTreeSet<usize>> = BTreeMap::new();
    for index in &removals {
        by_kind.entry(plan.changes[*index].slot.kind()).or_default().insert(*index);
    }
    let mut observations: Vec<Observation> =
        by_kind.iter().filter_map(|(kind, changes)| share(*kind, changes, facts)).collect();
    let deactivations = by_kind.get(&Kind::Account).cloned().unwrap_or_default();
    observations.extend(count(
        "deactivations",
        "deactivates",
        &deactivations,
        facts.limits.deactivations_max,
    ));
    observations.extend(count("removals", "takes away", &removals, facts.limits.removals_max));
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

fn count(what: &str, verb: &str, changes: &BTreeSet<usize>, limit: u64) -> Option<Observation> {
    let planned = changes.len() as u64;
    let noun = if what == "deactivations" { "accounts" } else { "things" };
    let sentence = format!("the plan {verb} {planned} {noun} (limit {limit})");
    (planned > limit).then(|| Observation::hold(format!("{what}:{planned}"), sentence, HINT, changes.clone()))
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
