//! Tiles, findings, orphans, sources and calls.

use super::{class, mark, number};
use crate::console::text::clean;
use crate::console::words::{many, moment};
use muster_core::plan::{Finding, Orphan, SourceBasis, Verdict};
use muster_core::record::Coverage;
use muster_core::report::{ItemStatus, Report, Totals};
use serde::Serialize;

/// One number with what it counts.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    number: String,
    label: &'static str,
    note: &'static str,
    status: &'static str,
    mark: &'static str,
}

/// The numbers on top, the outcomes first.
pub(super) fn tiles(totals: &Totals) -> Vec<Tile> {
    use ItemStatus::{Failed, Held, Skipped, Success, Unverified};
    let tile = |count, status, label, note| Tile {
        number: number(count),
        label,
        note,
        status: class(status),
        mark: mark(status),
    };
    vec![
        tile(totals.successes, Success, "done", "true now, and read back"),
        tile(totals.failures, Failed, "failed", "refused or given up"),
        tile(totals.unverified, Unverified, "not verified", "sent, but did not show when read back"),
        tile(totals.held, Held, "held", "by a guardrail or for lack of certainty"),
        tile(totals.skipped, Skipped, "skipped", "not tried"),
        Tile {
            number: number(totals.orphans),
            label: if totals.orphans == 1 { "orphan" } else { "orphans" },
            note: "accounts of nobody in the sources",
            status: "calm",
            mark: "○",
        },
    ]
}

/// A finding.
#[derive(Debug, Serialize)]
pub(super) struct FindingView {
    word: &'static str,
    status: &'static str,
    mark: &'static str,
    guardrail: String,
    sentence: String,
    hint: String,
    /// Only where it can be approved.
    key: Option<String>,
}

impl FindingView {
    /// Findings, the graver ones first.
    pub(super) fn list(findings: &[Finding]) -> Vec<Self> {
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
        sorted.into_iter().map(Self::new).collect()
    }

    fn new(finding: &Finding) -> Self {
        let (word, status, mark) = match finding.verdict {
            Verdict::Refuse => ("refused", "failed", "✕"),
            Verdict::Hold => ("held", "held", "‖"),
            Verdict::Approved => ("approved", "success", "✓"),
            Verdict::Notice => ("notice", "calm", "○"),
        };
        Self {
            word,
            status,
            mark,
            guardrail: clean(&finding.guardrail),
            sentence: clean(&finding.sentence),
            hint: clean(&finding.hint),
            key: (finding.verdict == Verdict::Hold).then(|| clean(&finding.key)),
        }
    }
}

/// An account that belongs to nobody.
#[derive(Debug, Serialize)]
pub(super) struct OrphanView {
    name: String,
    mail: String,
    account: String,
}

impl OrphanView {
    /// An orphan in words.
    pub(super) fn new(orphan: &Orphan) -> Self {
        Self { name: clean(&orphan.name), mail: clean(&orphan.mail), account: orphan.account.to_string() }
    }
}

/// A source.
#[derive(Debug, Serialize)]
pub(super) struct SourceView {
    name: String,
    word: &'static str,
    status: &'static str,
    mark: &'static str,
    counts: String,
    read_at: String,
    missing: Vec<String>,
}

impl SourceView {
    /// A source in words.
    pub(super) fn new(source: &SourceBasis) -> Self {
        let (word, status, mark, missing) = match &source.coverage {
            Coverage::Complete => ("complete", "success", "✓", Vec::new()),
            Coverage::Partial { missing } => {
                ("incomplete", "failed", "✕", missing.iter().map(|m| clean(m)).collect())
            }
        };
        Self {
            name: clean(source.source.as_str()),
            word,
            status,
            mark,
            counts: format!("{}, {}", many(source.records, "record"), many(source.groups, "group")),
            read_at: moment(source.read_at),
            missing,
        }
    }
}

/// Calls spent for something.
#[derive(Debug, Serialize)]
pub(super) struct CallCount {
    label: &'static str,
    number: String,
}

impl CallCount {
    /// Calls by what for, what was forecast, and their sum.
    pub(super) fn list(report: &Report) -> Vec<Self> {
        let calls = &report.calls;
        let count = |label, of| Self { label, number: number(of) };
        let forecast = report.reckoning.map(|spent| count("to apply, as forecast", spent.forecast_calls));
        let mut list = vec![
            count("to read", calls.read),
            count("to ask again", calls.recheck),
            count("to apply", calls.write),
        ];
        list.extend(forecast);
        list.push(count("to read back", calls.verify));
        list.push(count("together", calls.all()));
        list
    }
}
