//! What guardrails and correlation saw.

use crate::console::style::{CHANGE, COPY, GAIN, HEADING, LOUD, QUIET, paint};
use crate::console::text::{pad, show, wrap};
use anstyle::Style;
use muster_core::plan::{Finding, Plan, Verdict};

const LABEL_COLUMNS: usize = 11;

/// Findings, the graver ones first, each with what to do next. Empty where there is none.
pub(super) fn render(plan: &Plan, columns: usize) -> String {
    list(&plan.body.findings, columns)
}

/// A list of findings under its heading.
pub(in crate::console) fn list(findings: &[Finding], columns: usize) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
    let lines: String = sorted.into_iter().map(|finding| self::finding(finding, columns)).collect();
    format!("{}\n{lines}", paint(HEADING, "Findings"))
}

fn finding(finding: &Finding, columns: usize) -> String {
    let (word, style) = verdict(finding.verdict);
    let room = columns.saturating_sub(LABEL_COLUMNS + 2).max(20);
    let sentence = format!("{}: {}", show(&finding.guardrail), show(&finding.sentence));
    let mut text = String::new();
    let labels = std::iter::once(paint(style, pad(word, LABEL_COLUMNS)))
        .chain(std::iter::repeat(" ".repeat(LABEL_COLUMNS)));
    for (label, part) in labels.zip(wrap(&sentence, room)) {
        text.push_str(&format!("  {label}{part}\n"));
    }
    for part in wrap(&format!("hint: {}", show(&finding.hint)), room) {
        text.push_str(&format!("  {:LABEL_COLUMNS$}{}\n", "", paint(QUIET, part)));
    }
    if finding.verdict == Verdict::Hold {
        let key = format!("key:  {}", paint(COPY, show(&finding.key)));
        text.push_str(&format!("  {:LABEL_COLUMNS$}{key}\n", ""));
    }
    text
}

/// The word for a verdict, for people.
pub(in crate::console) fn verdict(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Refuse => ("REFUSED", LOUD),
        Verdict::Hold => ("held", CHANGE),
        Verdict::Approved => ("approved", GAIN),
        Verdict::Notice => ("notice", QUIET),
    }
}
