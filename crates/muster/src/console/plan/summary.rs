//! The plan in one sentence.

use crate::console::style::{HEADING, QUIET, paint};
use crate::console::text::wrap;
use crate::console::words::{counted, many, people};
use muster_core::id::PersonId;
use muster_core::plan::{Plan, Transition};
use std::collections::{BTreeMap, BTreeSet};

/// Transitions in the order in which they are told.
pub(super) const TRANSITIONS: [Transition; 5] =
    [Transition::Joiner, Transition::Rehire, Transition::Mover, Transition::Leaver, Transition::Expelled];

/// The sentence and, below it, what became of everybody who was looked at.
pub(super) fn render(plan: &Plan, columns: usize) -> String {
    let lines = |style, text: &str| -> String {
        wrap(text, columns)
            .iter()
            .map(|line| {
                format!(
                    "{}
",
                    paint(style, line)
                )
            })
            .collect()
    };
    format!("{}{}", lines(HEADING, &sentence(plan)), lines(QUIET, &census(plan)))
}

/// `124 changes for 61 people: 40 joiners, 3 rehires, 12 movers, 6 leavers. 4 changes held.`
pub(crate) fn sentence(plan: &Plan) -> String {
    let changes = plan.body.changes.len() as u64;
    let of = transitions(plan);
    let mut text = match changes {
        0 => "Nothing to change.".to_owned(),
        _ => format!("{} for {}: {}.", many(changes, "change"), people(of.len() as u64), by_transition(&of)),
    };
    let held = plan.body.held.iter().filter(|held| held.change.is_some()).count() as u64;
    if held > 0 {
        text.push_str(&format!(" {} held.", many(held, "change")));
    }
    let blocked: BTreeSet<&PersonId> =
        plan.body.held.iter().filter(|held| held.change.is_none()).map(|held| &held.subject.person).collect();
    if !blocked.is_empty() {
        text.push_str(&format!(" {} could not be planned for.", people(blocked.len() as u64)));
    }
    text
}

fn transitions(plan: &Plan) -> BTreeMap<&PersonId, Transition> {
    plan.body.changes.iter().map(|change| (&change.subject.person, change.transition)).collect()
}

fn by_transition(of: &BTreeMap<&PersonId, Transition>) -> String {
    let counts =
        TRANSITIONS.map(|transition| (of.values().filter(|is| **is == transition).count(), transition));
    let words: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, transition)| many(count as u64, transition.word()))
        .collect();
    words.join(", ")
}

/// Every record is counted once, so that nobody is left out silently.
fn census(plan: &Plan) -> String {
    let census = &plan.body.census;
    let parts = [
        (census.changed, "with changes"),
        (census.held, "with held changes only"),
        (census.unchanged, "as they should be"),
        (census.unresolved, "unresolved"),
        (census.out_of_scope, "out of scope"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let mut text = format!("{} looked at", people(census.people));
    if !parts.is_empty() {
        text.push_str(&format!(": {}", parts.join(", ")));
    }
    text.push('.');
    if census.rejected > 0 {
        text.push_str(&format!(" {} could not be read.", counted(census.rejected, "record", "records")));
    }
    text
}
