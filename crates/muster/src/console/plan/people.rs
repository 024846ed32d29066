//! Everybody with changes, by what happens to them and by name.

use super::View;
use super::block::{self, Group};
use super::cause::cause;
use super::item::{Sign, describe};
use super::share::share;
use super::summary::TRANSITIONS;
use crate::console::names::Names;
use crate::console::style::{HEADING, QUIET, paint};
use crate::console::text::show;
use crate::console::words::{grouped, many};
use muster_core::id::PersonId;
use muster_core::plan::{Change, Plan, Subject, Transition};
use std::collections::BTreeMap;

type Changes<'a> = Vec<&'a Change>;

/// A section for each transition. A reason stands beside the first of the lines that share it.
pub(super) fn render(plan: &Plan, names: &Names<'_>, view: &View) -> String {
    let sections = TRANSITIONS.map(|transition| everybody(plan, transition));
    let sizes: Vec<usize> = sections.iter().map(Vec::len).collect();
    // At least one of each, so that no section stands there empty.
    let places = view.people_max.unwrap_or(usize::MAX).max(TRANSITIONS.len());
    let parts = TRANSITIONS.into_iter().zip(&sections).zip(share(places, &sizes));
    let parts: Vec<String> = parts
        .filter(|((_, people), _)| !people.is_empty())
        .map(|((transition, people), shown)| section(transition, people, shown, names, view))
        .collect();
    parts.join("\n")
}

/// People in a transition, by name and then by id.
fn everybody(plan: &Plan, transition: Transition) -> Vec<Changes<'_>> {
    let mut people: BTreeMap<(String, &PersonId), Changes<'_>> = BTreeMap::new();
    for change in plan.body.changes.iter().filter(|change| change.transition == transition) {
        let key = (change.subject.display_name.to_lowercase(), &change.subject.person);
        people.entry(key).or_default().push(change);
    }
    people.into_values().collect()
}

fn section(
    transition: Transition,
    people: &[Changes<'_>],
    shown: usize,
    names: &Names<'_>,
    view: &View,
) -> String {
    let title = format!("{} ({})", heading(transition), grouped(people.len() as u64));
    let mut text = format!("{}\n", paint(HEADING, title));
    for changes in &people[..shown] {
        text.push('\n');
        text.push_str(&person(changes, names, view.columns));
    }
    if shown < people.len() {
        let more = many((people.len() - shown) as u64, &format!("more {}", transition.word()));
        text.push_str(&format!("\n  … and {more}; {}\n", show(&view.see_all)));
    }
    text
}

fn heading(transition: Transition) -> &'static str {
    match transition {
        Transition::Joiner => "Joiners",
        Transition::Rehire => "Rehires",
        Transition::Mover => "Movers",
        Transition::Leaver => "Leavers",
        Transition::Expelled => "Expelled",
    }
}

fn person(changes: &[&Change], names: &Names<'_>, columns: usize) -> String {
    let who = changes.first().map(|change| name(&change.subject)).unwrap_or_default();
    format!("  {who}\n{}", block::render(&groups(changes, names), 4, columns))
}

/// Name and mail, or the id where there is no mail.
pub(in crate::console) fn name(subject: &Subject) -> String {
    let id = subject.mail.clone().unwrap_or_else(|| subject.person.to_string());
    format!("{}  {}", paint(HEADING, show(&subject.display_name)), paint(QUIET, show(&id)))
}

/// Changes with the same reason together, in order of their first one.
///
/// What a newcomer is given for one reason is one list: forty joiners with fourteen lines each are read by nobody.
pub(in crate::console) fn groups(changes: &[&Change], names: &Names<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let because = cause(change, changes);
        let at = groups.iter().position(|group| group.because == because).unwrap_or_else(|| {
            groups.push(Group { lines: Vec::new(), because });
            groups.len() - 1
        });
        add(&mut groups[at].lines, change, names);
    }
    groups
}

fn add(lines: &mut Vec<(Sign, Vec<String>)>, change: &Change, names: &Names<'_>) {
    let (sign, text) = (Sign::of(change), describe(change, names));
    let is_new = matches!(change.transition, Transition::Joiner | Transition::Rehire) && sign == Sign::Gain;
    match lines.last_mut() {
        Some((last, items)) if is_new && *last == sign => items.push(text),
        Some(_) | None => lines.push((sign, vec![text])),
    }
}
