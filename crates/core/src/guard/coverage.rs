//! Law 1: a removal needs a complete read of every source that could have justified the grant.

use super::{Facts, Observation, Verdict};
use crate::entitlement::{Slot, Value};
use crate::plan::{Change, Hold, PlanBody, Provenance};
use crate::record::Coverage;

/// Holds everything that may take something away while a source is partial.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let sources = facts.batches.iter().map(|batch| (batch.source.clone(), &batch.coverage));
    let mut observations: Vec<Observation> = sources
        .filter_map(|(source, coverage)| match coverage {
            Coverage::Complete => None,
            Coverage::Partial { missing } => Some((source, missing.clone())),
        })
        .map(|(source, missing)| observe(plan, Hold::SourcePartial { source, missing }))
        .collect();
    observations.sort_by(|one, other| one.key.cmp(&other.key));
    if let Coverage::Partial { missing } = &facts.snapshot.coverage {
        observations.push(observe(
            plan,
            Hold::SourcePartial { source: "the tenant".into(), missing: missing.clone() },
        ));
    }
    observations
}

fn observe(plan: &PlanBody, hold: Hold) -> Observation {
    let risky = plan.changes.iter().enumerate().filter(|(_, change)| may_take_away(change));
    let changes = risky.map(|(index, _)| index).collect();
    let sentence = hold.sentence();
    let key = if let Hold::SourcePartial { source, .. } = &hold { source.to_string() } else { String::new() };
    let observation = Observation::hold(key, sentence, "read again once the source is well", changes);
    Observation { hold: Some(hold), verdict: Verdict::Hold, ..observation }
}

/// Whether a change could be wrong because a membership or record was not read: everything but a plain gain and what
/// the person's own record says.
fn may_take_away(change: &Change) -> bool {
    let from_record = change.because.iter().all(|because| matches!(because, Provenance::Record { .. }));
    match (&change.slot, &change.before, &change.after) {
        (Slot::Account, _, _) => change.is_removal(),
        (_, None, _) => false,
        (_, Some(Value::Level(had)), Some(Value::Level(level))) => level < had,
        (_, Some(_), Some(_)) => !from_record,
        (_, Some(_), None) => true,
    }
}
