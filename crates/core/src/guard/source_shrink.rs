//! A source that is suddenly much smaller was probably not read well, whatever it says of itself.

use super::{Facts, Observation};
use crate::plan::PlanBody;
use crate::record::SourceBatch;
use std::collections::BTreeSet;

/// Holds removals where a source has far fewer records than in its last complete read, or none while people of it are
/// linked.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    facts
        .batches
        .iter()
        .filter_map(|batch| observe(batch, plan, facts))
        .collect()
}

fn observe(batch: &SourceBatch, plan: &PlanBody, facts: &Facts<'_>) -> Option<Observation> {
    let now = batch.records.len() as u64;
    let linked = facts
        .links
        .iter()
        .filter(|link| link.person.source == batch.source)
        .count() as u64;
    let before = facts
        .baselines
        .get(&batch.source)
        .copied()
        .unwrap_or(if now == 0 { linked } else { now });
    let lost_percent = before.saturating_sub(now) * 100 / before.max(1);
    if lost_percent <= facts.limits.shrink_percent {
        return None;
    }
    let sentence = format!(
        "{} has {now} records, {lost_percent} % fewer than the {before} of its last complete read (limit {} %)",
        batch.source, facts.limits.shrink_percent
    );
    let hint = "check search base, filter and rights of the source";
    Some(Observation::hold(
        format!("{}:{now}", batch.source),
        sentence,
        hint,
        removals(plan),
    ))
}

/// Every change that takes something away.
pub(super) fn removals(plan: &PlanBody) -> BTreeSet<usize> {
    let numbered = plan.changes.iter().enumerate();
    numbered
        .filter(|(_, change)| change.is_removal())
        .map(|(index, _)| index)
        .collect()
}
