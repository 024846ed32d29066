//! Runs and what came of them.

use super::table;
use crate::console::words::moment;
use muster_store::{RunRecord, RunSummary};

/// Runs in the order given: when, how they ended in a few words, their ids.
pub(crate) fn runs(runs: &[RunRecord]) -> String {
    if runs.is_empty() {
        return "Nothing has been applied yet.\n".into();
    }
    let rows: Vec<Vec<String>> = runs.iter().map(row).collect();
    table(&["started", "ended", "people", "what came of it", "calls", "run"], &rows)
}

fn row(run: &RunRecord) -> Vec<String> {
    let number =
        |of: fn(&RunSummary) -> u64| run.summary.as_ref().map_or_else(String::new, |sum| of(sum).to_string());
    vec![
        moment(run.started_at),
        run.closed_at.map_or_else(|| "still open".into(), moment),
        number(|sum| sum.people),
        run.summary.as_ref().map_or_else(|| "go on with `muster apply`".into(), outcome),
        number(|sum| sum.calls),
        run.id.to_string(),
    ]
}

/// `12 applied, 2 already so, 1 failed`: what is zero is left out.
fn outcome(sum: &RunSummary) -> String {
    let counts = [
        (sum.applied, "applied"),
        (sum.already_so, "already so"),
        (sum.failed, "FAILED"),
        (sum.unverified, "NOT VERIFIED"),
        (sum.skipped, "skipped"),
        (sum.held, "held"),
    ];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match words.is_empty() {
        true => "nothing to do".into(),
        false => words.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::sample::{at, id};
    use anstream::adapter::strip_str;
    use muster_core::id::{PlanId, RunId};

    #[test]
    fn an_open_run_says_how_to_go_on() {
        let summary = RunSummary { people: 9, applied: 12, failed: 1, calls: 40, ..RunSummary::default() };
        let started_at = at("2026-11-21T02:00:00Z");
        let plan = PlanId::new("f00d");
        let open = RunRecord { id: RunId(id(2)), plan, started_at, closed_at: None, summary: None };
        let closed = RunRecord {
            id: RunId(id(1)),
            closed_at: Some(started_at),
            summary: Some(summary),
            ..open.clone()
        };
        let text = strip_str(&runs(&[open, closed])).to_string();
        assert!(text.contains("still open                       go on with `muster apply`"), "{text}");
        assert!(text.contains("9       12 applied, 1 FAILED       40"), "{text}");
    }
}
