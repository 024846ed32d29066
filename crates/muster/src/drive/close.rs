//! Closes the books of a run: history, report, baselines.

use super::books::{returned, still_ours};
use super::carry_out::blocking;
use super::{DriveError, Tools};
use muster_core::audit::{self, AuditEvent, AuditStatus, SettledAt};
use muster_core::id::SourceId;
use muster_core::journal::{JournalEntry, JournalEvent, Run};
use muster_core::plan::{Held, SourceBasis, Verdict};
use muster_core::record::Coverage;
use muster_core::report::{self, Calls, Report};
use muster_core::verify::{Deeds, Discrepancies};
use muster_store::{Bookkeeping, RunSummary, SourceBaseline};
use std::collections::BTreeSet;

/// Writes the history of a run and closes it, in one transaction, and makes its report.
///
/// # Errors
/// [`DriveError::Store`]; the run stays open then, and closing again writes the history once.
pub fn close(
    tools: &mut Tools<'_>,
    run: &Run,
    deeds: &Deeds,
    unverified: &Discrepancies,
    moved: &[Held],
    calls: Calls,
) -> Result<Report, DriveError> {
    let settled = settled_at(&tools.store.journal(run.id)?);
    let events = audit::compose(run, deeds, &settled, unverified);
    let summary = summary(run, &events, unverified, moved, &calls);
    let now = (tools.clock)();
    blocking(|| {
        let (own, disown) = (still_ours(run, unverified, now), run.plan.body.forget.clone());
        let returned = returned(run, deeds);
        let books = Bookkeeping { own, disown, returned, ..Bookkeeping::default() };
        tools.store.settle(run.id, &[], &books)?;
        tools.store.close_run(run.id, now, &events, &summary)?;
        remember_sources(tools, run)
    })?;
    Ok(report::compose(run, deeds, unverified, moved, now, calls))
}

fn settled_at(journal: &[JournalEntry]) -> SettledAt {
    let settled = journal.iter().filter(|entry| matches!(entry.event, JournalEvent::Settled(_)));
    settled.map(|entry| (entry.operation.clone(), entry.at)).collect()
}

/// A complete read that nobody doubts becomes the measure for later ones.
fn remember_sources(tools: &mut Tools<'_>, run: &Run) -> Result<(), muster_store::StoreError> {
    let complete =
        |source: &&SourceBasis| source.coverage == Coverage::Complete && !is_doubted(run, &source.source);
    for source in run.plan.body.basis.sources.iter().filter(complete) {
        tools.store.remember_complete(&SourceBaseline {
            source: source.source.clone(),
            read_at: source.read_at,
            records: source.records,
            groups: source.groups,
        })?;
    }
    Ok(())
}

/// A read that shrank and that nobody accepted must not become the measure by which the next one looks right.
fn is_doubted(run: &Run, source: &SourceId) -> bool {
    let about = format!("source-shrink:{source}:");
    let findings = run.plan.body.findings.iter();
    findings.filter(|finding| finding.verdict == Verdict::Hold).any(|finding| finding.key.starts_with(&about))
}

fn summary(
    run: &Run,
    events: &[AuditEvent],
    unverified: &Discrepancies,
    moved: &[Held],
    calls: &Calls,
) -> RunSummary {
    let count = |status: AuditStatus| events.iter().filter(|event| event.status == status).count() as u64;
    let people: BTreeSet<_> = events.iter().map(|event| &event.person).collect();
    RunSummary {
        people: people.len() as u64,
        applied: count(AuditStatus::Applied),
        already_so: count(AuditStatus::AlreadySo),
        failed: count(AuditStatus::Failed),
        skipped: count(AuditStatus::Skipped),
        held: (run.plan.body.held.len() + moved.len()) as u64,
        unverified: unverified.len() as u64,
        calls: calls.all(),
    }
}
