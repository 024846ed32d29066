//! What is not done, by the reason.

use super::View;
use super::item::{Sign, describe};
use crate::console::names::Names;
use crate::console::style::{CHANGE, HEADING, QUIET, paint};
use crate::console::text::{show, wrap};
use crate::console::words::{listed, many, people};
use muster_core::plan::{Held, Plan};

/// Held changes and people, under the reason that they share. Empty where nothing is held.
pub(super) fn render(plan: &Plan, names: &Names<'_>, view: &View) -> String {
    let held = &plan.body.held;
    if held.is_empty() {
        return String::new();
    }
    let title = format!("Held: {}. Nothing of this is done.", counts(held));
    let mut text = format!("{}\n", paint(HEADING, title));
    let mut places = view.people_max.unwrap_or(usize::MAX);
    for (reason, group) in by_reason(held, names) {
        text.push('\n');
        for (at, line) in wrap(&reason, view.columns.saturating_sub(10).max(20)).iter().enumerate() {
            let label = if at == 0 { "held:" } else { "     " };
            text.push_str(&format!("  {} {line}\n", paint(CHANGE, label)));
        }
        let shown = group.len().min(places.max(1));
        places = places.saturating_sub(shown);
        group[..shown].iter().for_each(|held| text.push_str(&entry(held, names)));
        if shown < group.len() {
            let more = (group.len() - shown) as u64;
            text.push_str(&format!("    … and {more} more for this reason; {}\n", show(&view.see_all)));
        }
    }
    text
}

/// `4 changes and 2 people`: people are those for whom nothing at all could be planned.
fn counts(held: &[Held]) -> String {
    let changes = held.iter().filter(|held| held.change.is_some()).count() as u64;
    let counts = [
        (changes, many(changes, "change")),
        (held.len() as u64 - changes, people(held.len() as u64 - changes)),
    ];
    let words: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    listed(&words)
}

/// In order of first appearance.
fn by_reason<'a>(held: &'a [Held], names: &Names<'_>) -> Vec<(String, Vec<&'a Held>)> {
    let mut groups: Vec<(String, Vec<&'a Held>)> = Vec::new();
    for held in held {
        let reason = names.sentence(&held.because.sentence());
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, group)) => group.push(held),
            None => groups.push((reason, vec![held])),
        }
    }
    groups
}

fn entry(held: &Held, names: &Names<'_>) -> String {
    let name = show(&held.subject.display_name);
    let id = held.subject.mail.clone().unwrap_or_else(|| held.subject.person.to_string());
    let (sign, what) = match &held.change {
        Some(change) => (Sign::of(change), describe(change, names)),
        None => (Sign::Open, "everything".into()),
    };
    format!("    {} {what} of {name}  {}\n", paint(sign.style(), sign.mark()), paint(QUIET, show(&id)))
}
