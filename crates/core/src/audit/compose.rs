//! Writes the history of a finished run: one event for each change that was tried.

use super::{AuditEvent, AuditStatus};
use crate::journal::{Run, Settlement};
use crate::operation::{Operation, OperationId, Refusal};
use crate::plan::{Change, Provenance};
use crate::time::Timestamp;
use crate::verify::{Deeds, Discrepancies};
use std::collections::BTreeMap;

/// When each operation was settled, from the journal.
pub type SettledAt = BTreeMap<OperationId, Timestamp>;

/// One event for each change of the run, in the plan's order.
pub fn compose(
    run: &Run,
    deeds: &Deeds,
    settled_at: &SettledAt,
    unverified: &Discrepancies,
) -> Vec<AuditEvent> {
    (0..)
        .zip(&run.plan.body.changes)
        .map(|(number, change)| event(run, number, change, deeds, settled_at, unverified))
        .collect()
}

fn event(
    run: &Run,
    number: u32,
    change: &Change,
    deeds: &Deeds,
    settled_at: &SettledAt,
    unverified: &Discrepancies,
) -> AuditEvent {
    let end = deeds.ends.get(&number);
    let (status, correlation, error) = ending(end);
    let operation = end.map(|(operation, _)| operation.id.clone());
    let at = operation.as_ref().and_then(|id| settled_at.get(id)).copied().unwrap_or(run.started_at);
    let done = matches!(status, AuditStatus::Applied | AuditStatus::AlreadySo);
    AuditEvent {
        at,
        run: run.id,
        plan: run.plan.id.clone(),
        change: number,
        operation,
        person: change.subject.person.clone(),
        display_name: change.subject.display_name.clone(),
        transition: change.transition,
        account: deeds.account_of(change),
        external_id: change.subject.person.anchor.to_string(),
        slot: change.slot.clone(),
        described: run.plan.body.basis.catalogue.describe(&change.slot),
        added: change.after.clone(),
        removed: change.before.clone(),
        because: change.because.iter().map(Provenance::sentence).collect(),
        status,
        correlation,
        error,
        verified: done && !unverified.contains_key(&number),
        discrepancy: unverified.get(&number).filter(|_| done).cloned(),
    }
}

fn ending(end: Option<&(Operation, Settlement)>) -> (AuditStatus, Option<String>, Option<Refusal>) {
    match end.map(|(_, settlement)| settlement) {
        Some(Settlement::Applied(effect)) => (AuditStatus::Applied, effect.correlation.clone(), None),
        Some(Settlement::AlreadySo(effect)) => (AuditStatus::AlreadySo, effect.correlation.clone(), None),
        Some(Settlement::Failed(refusal)) => {
            (AuditStatus::Failed, refusal.correlation.clone(), Some(refusal.clone()))
        }
        Some(Settlement::Skipped { .. } | Settlement::Split) | None => (AuditStatus::Skipped, None, None),
    }
}
