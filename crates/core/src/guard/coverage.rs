//! Law 1: a removal needs a complete read of every source that could have justified the grant.

use super::justify::Witness;
use super::{Facts, Observation, Verdict};
use crate::entitlement::{Slot, Value};
use crate::id::SourceId;
use crate::plan::{Change, Hold, PlanBody, Provenance};
use crate::record::Coverage;

/// Holds everything that may take something away while a source that could justify it is partial.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let mut observations: Vec<Observation> = facts
        .input
        .batches
        .iter()
        .filter_map(|batch| {
            if batch.coverage.is_complete() {
                return None;
            }
            let witness = Witness::new(batch, facts.input);
            observe(plan, &batch.source, &batch.coverage, |change| witness.could_justify(change))
        })
        .collect();
    observations.sort_by(|one, other| one.key.cmp(&other.key));
    let tenant = SourceId::new("the tenant");
    let doubtful = |change: &Change| !is_records_word(change);
    observations.extend(observe(plan, &tenant, &facts.input.snapshot.coverage, doubtful));
    observations
}

/// What one read holds; `None` where it is complete.
fn observe(
    plan: &PlanBody,
    source: &SourceId,
    coverage: &Coverage,
    concerns: impl Fn(&Change) -> bool,
) -> Option<Observation> {
    let Coverage::Partial { missing } = coverage else {
        return None;
    };
    let numbered = plan.changes.iter().enumerate();
    let held = numbered.filter(|(_, change)| may_take_away(change) && concerns(change));
    let changes = held.map(|(index, _)| index).collect();
    let hold = Hold::SourcePartial { source: source.clone(), missing: missing.clone() };
    let hint = "read again once the source is well";
    let observation = Observation::hold(source.to_string(), hold.sentence(), hint, changes);
    Some(Observation { hold: Some(hold), verdict: Verdict::Hold, ..observation })
}

/// Whether a change takes something away or puts something else in its place.
fn may_take_away(change: &Change) -> bool {
    match (&change.slot, &change.before, &change.after) {
        (Slot::Account, _, _) => change.is_removal(),
        (_, None, _) => false,
        (_, Some(Value::Level(had)), Some(Value::Level(level))) => level < had,
        (_, Some(_), _) => true,
    }
}

/// Whether a change only writes what the person's record says, whatever the tenant holds.
fn is_records_word(change: &Change) -> bool {
    let from_record = |because: &Provenance| matches!(because, Provenance::Record { .. });
    change.slot != Slot::Account && change.after.is_some() && change.because.iter().all(from_record)
}
