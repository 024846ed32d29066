//! What stands on the HTML page, in words. The template only puts it in its place.

mod item;
mod parts;
mod person;

use super::text::sentence;
use crate::console::text::clean;
use crate::console::words::{grouped, length, moment};
use muster_core::report::{ItemStatus, Report};
use parts::{CallCount, FindingView, OrphanView, SourceView, Tile, tiles};
use person::{PersonView, in_order};
use serde::Serialize;
use std::time::Duration;

/// So many people with trouble are shown opened; beyond that the list is easier to survey closed.
const OPENED_MAX: usize = 40;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    organisation: String,
    started: String,
    started_day: String,
    took: String,
    run: String,
    plan: String,
    verdict: Verdict,
    tiles: Vec<Tile>,
    trouble: Vec<PersonView>,
    open_trouble: bool,
    fine: Vec<PersonView>,
    findings: Vec<FindingView>,
    orphans: Vec<OrphanView>,
    sources: Vec<SourceView>,
    calls: Vec<CallCount>,
}

#[derive(Debug, Serialize)]
struct Verdict {
    status: &'static str,
    mark: &'static str,
    sentence: String,
}

/// What stands on the page of a report.
pub(super) fn page(report: &Report) -> Page {
    let (trouble, fine) = in_order(&report.people);
    let worst = worst(report);
    let took = report.finished_at.duration_since(report.started_at);
    Page {
        organisation: clean(&report.organisation),
        started: moment(report.started_at),
        started_day: report.started_at.strftime("%Y-%m-%d").to_string(),
        took: length(Duration::try_from(took).unwrap_or_default()),
        run: report.run.to_string(),
        plan: report.plan.to_string(),
        verdict: Verdict { status: class(worst), mark: mark(worst), sentence: sentence(report) },
        tiles: tiles(&report.totals),
        open_trouble: trouble.len() <= OPENED_MAX,
        trouble,
        fine,
        findings: FindingView::list(&report.findings),
        orphans: report.orphans.iter().map(OrphanView::new).collect(),
        sources: report.sources.iter().map(SourceView::new).collect(),
        calls: CallCount::list(report),
    }
}

fn worst(report: &Report) -> ItemStatus {
    let totals = &report.totals;
    match totals {
        _ if totals.failures > 0 => ItemStatus::Failed,
        _ if totals.unverified > 0 => ItemStatus::Unverified,
        _ if totals.skipped + totals.held > 0 => ItemStatus::Held,
        _ => ItemStatus::Success,
    }
}

/// The class of a status in the style sheet.
fn class(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Success => "success",
        ItemStatus::Unverified => "unverified",
        ItemStatus::Failed => "failed",
        ItemStatus::Skipped => "skipped",
        ItemStatus::Held => "held",
    }
}

/// The mark of a status, beside its word: shapes differ as much as colours do.
fn mark(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Success => "✓",
        ItemStatus::Unverified => "?",
        ItemStatus::Failed => "✕",
        ItemStatus::Skipped => "–",
        ItemStatus::Held => "‖",
    }
}

/// A number for people.
fn number(number: u64) -> String {
    grouped(number)
}
