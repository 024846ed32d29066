//! A source that is suddenly much smaller was probably not read well, whatever it says of itself.

use super::justify::Witness;
use super::{Facts, Observation};
use crate::plan::PlanBody;
use crate::record::SourceBatch;
use std::collections::BTreeSet;

/// Holds removals that a source could have justified where it has far fewer records than in its last complete read, or
/// none while people of it are linked.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let mut observations: Vec<Observation> =
        facts.input.batches.iter().filter_map(|batch| observe(batch, plan, facts)).collect();
    observations.sort_by(|one, other| one.key.cmp(&other.key));
    observations
}

fn observe(batch: &SourceBatch, plan: &PlanBody, facts: &Facts<'_>) -> Option<Observation> {
    let now = batch.population;
    let linked = || facts.input.links.of_source(&batch.source).count() as u64;
    let unknown = || if now == 0 { linked() } else { now };
    let before = facts.baselines.get(&batch.source).copied().unwrap_or_else(unknown);
    let lost = before.saturating_sub(now);
    if lost * 100 <= facts.limits.shrink_percent * before {
        return None;
    }
    let sentence = format!(
        "{} has {now} records, {} % fewer than the {before} of its last complete read (limit {} %)",
        batch.source,
        percent(lost, before),
        facts.limits.shrink_percent
    );
    let hint = "check search base, filter and rights of the source";
    let witness = Witness::new(batch, facts.input);
    let numbered = plan.changes.iter().enumerate();
    let justified = numbered.filter(|(_, change)| change.takes_away() && witness.could_justify(change));
    let changes = justified.map(|(index, _)| index).collect();
    Some(Observation::hold(format!("{}:{now}", batch.source), sentence, hint, changes))
}

/// A share in percent, to a tenth where it is not whole: never rounded to a limit that it exceeds.
pub(super) fn percent(part: u64, whole: u64) -> String {
    let thousandths = part * 1000 / whole.max(1);
    match thousandths % 10 {
        0 => (thousandths / 10).to_string(),
        tenth => format!("{}.{tenth}", thousandths / 10),
    }
}

/// Every change that takes something away.
pub(super) fn removals(plan: &PlanBody) -> BTreeSet<usize> {
    let numbered = plan.changes.iter().enumerate();
    numbered.filter(|(_, change)| change.is_removal()).map(|(index, _)| index).collect()
}
