//! Who somebody is, how they are paired, and the directory groups that they are in.

use super::{Explanation, Membership};
use crate::console::style::{CHANGE, HEADING, LOSS, QUIET, paint};
use crate::console::text::{pad, show, wrap};
use crate::console::words::moment;
use muster_core::correlate::Situation;

const LABEL_COLUMNS: usize = 15;

/// Facts, lifecycle, scope, pairing, account and what is wrong with the record.
pub(super) fn render(about: &Explanation<'_>, columns: usize) -> String {
    let mut text = format!("{}\n", paint(HEADING, show(about.display_name)));
    for (label, value) in &about.facts {
        text.push_str(&line(label, &show(value)));
    }
    text.push_str(&line("lifecycle", &show(&about.lifecycle)));
    let scope =
        about.out_of_scope.as_deref().map_or("managed".into(), |why| format!("not managed: {}", show(why)));
    text.push_str(&line("scope", &scope));
    text.push_str(&line("pairing", &pairing(about)));
    if let Some((id, what)) = &about.account {
        text.push_str(&line("account", &format!("{}  {}", show(what), paint(QUIET, id.to_string()))));
    }
    for problem in &about.problems {
        let room = columns.saturating_sub(LABEL_COLUMNS).max(20);
        let labels = std::iter::once("problem").chain(std::iter::repeat(""));
        let lines = labels.zip(wrap(&show(problem), room));
        lines.for_each(|(label, part)| text.push_str(&line(label, &paint(CHANGE, part))));
    }
    text
}

fn line(label: &str, value: &str) -> String {
    format!("  {}{value}\n", pad(label, LABEL_COLUMNS))
}

/// `linked by external id since 2026-03-01 …`, `absent`, or the reason why it is not certain.
fn pairing(about: &Explanation<'_>) -> String {
    let Some(situation) = about.situation else {
        return "not looked for".into();
    };
    let word = situation.word();
    match situation {
        Situation::Linked { origin, .. } => {
            let since = about.linked_since.map(|at| format!(" since {}", moment(at))).unwrap_or_default();
            format!("{word}, by {}{since}", origin.word())
        }
        Situation::Found { origin, .. } => format!("{word} now, by {}", origin.word()),
        Situation::Absent => "no account could be theirs".into(),
        _ => {
            let why = situation.hold().map(|hold| hold.sentence()).unwrap_or_default();
            format!("{}: {}", paint(LOSS, word), show(&why))
        }
    }
}

/// Directory groups, those that rules may name first.
pub(super) fn groups(groups: &[Membership]) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let mut sorted: Vec<&Membership> = groups.iter().collect();
    sorted.sort_by(|one, other| other.in_scope.cmp(&one.in_scope).then_with(|| one.name.cmp(&other.name)));
    let lines: String = sorted.into_iter().map(group).collect();
    format!("{}\n{lines}", paint(HEADING, "Directory groups"))
}

fn group(group: &Membership) -> String {
    let via: Vec<String> = group.via.iter().map(|name| show(name)).collect();
    let how = match via.is_empty() {
        true => "directly".to_owned(),
        false => format!("via {}", via.join(" → ")),
    };
    let scope = if group.in_scope { "" } else { ", out of scope: rules cannot name it" };
    format!("    {}  {}\n", show(&group.name), paint(QUIET, format!("{how}{scope}")))
}
