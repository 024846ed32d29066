//! What was taken away lately, for budgets that roll over runs.

use super::query::all as rows;
use super::{Param, Session, journal, runs};
use crate::StoreError;
use muster_core::apply::{Apply, Effort};
use muster_core::audit::{AuditEvent, AuditStatus};
use muster_core::entitlement::{Kind, Slot, Value};
use muster_core::journal::{JournalEntry, JournalEvent, Run, Settlement};
use muster_core::operation::OperationId;
use muster_core::tenant::AccountState;
use muster_core::time::Timestamp;
use muster_core::verify::Deeds;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn since(session: &mut dyn Session, since: Timestamp) -> Result<BTreeMap<Kind, u64>, StoreError> {
    let mut removals = audited(session, since)?;
    if let Some(run) = runs::open(session)? {
        for kind in settled(&run, &journal::of(session, run.id)?, since) {
            *removals.entry(kind).or_default() += 1;
        }
    }
    Ok(removals)
}

/// The kind of what an applied change took away: an entitlement, or the use of an account.
pub(super) fn of_event(event: &AuditEvent) -> Option<Kind> {
    let takes_away = if event.slot == Slot::Account {
        let left = event.added.as_ref();
        left != Some(&Value::State(AccountState::Active)) && (left.is_some() || event.removed.is_some())
    } else {
        event.slot.is_entitlement() && event.removed.is_some() && event.added.is_none()
    };
    (takes_away && event.status == AuditStatus::Applied).then(|| event.slot.kind())
}

fn audited(session: &mut dyn Session, since: Timestamp) -> Result<BTreeMap<Kind, u64>, StoreError> {
    let sql = "SELECT removed_kind, COUNT(*) FROM audit
               WHERE removed_kind IS NOT NULL AND at_us >= $1 GROUP BY removed_kind";
    let counts = rows(session, sql, &[Param::Number(since.as_microsecond())], |row| {
        Ok((kind(row.text(0)?)?, row.number(1)?))
    })?;
    Ok(counts.into_iter().collect())
}

fn kind(word: &str) -> Result<Kind, StoreError> {
    let known = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    known.ok_or_else(|| StoreError::damaged("an audit entry", format!("`{word}` is not a kind")))
}

/// The kinds of the removals that an open run has applied since then, one for each change: what its audit entries will
/// say when it is closed.
fn settled(run: &Run, journal: &[JournalEntry], since: Timestamp) -> Vec<Kind> {
    let lately: BTreeSet<&OperationId> = journal
        .iter()
        .filter(|entry| entry.at.as_microsecond() >= since.as_microsecond())
        .filter(|entry| matches!(entry.event, JournalEvent::Settled(_)))
        .map(|entry| &entry.operation)
        .collect();
    let progress = Apply::new(run, journal, Effort::default());
    let deeds = Deeds::new(progress.settlements());
    deeds
        .ends
        .iter()
        .filter(|(_, (operation, end))| is_applied(end) && lately.contains(&operation.id))
        .filter_map(|(number, _)| run.plan.body.changes.get(*number as usize))
        .filter(|change| change.is_removal())
        .map(|change| change.slot.kind())
        .collect()
}

fn is_applied(end: &Settlement) -> bool {
    matches!(end, Settlement::Applied(_))
}
