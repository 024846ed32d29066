//! Everything about one person: who they are, how they were paired, what they are in, what changes and what stays.

mod kept;
mod who;

use super::names::Names;
use super::plan::{block, item, people};
use super::style::{HEADING, QUIET, paint};
use super::text::show;
use super::words::moment;
use block::Group;
use item::{Sign, describe};
use muster_core::correlate::Situation;
use muster_core::entitlement::{Slot, Value};
use muster_core::id::AccountId;
use muster_core::plan::{Change, Held, Plan, Provenance};
use muster_core::replica::DirectoryEvent;
use muster_core::time::Timestamp;

/// What `explain` shows. Whoever fills it need not sort or shorten anything.
#[derive(Debug)]
pub(crate) struct Explanation<'a> {
    /// The plan that was made for everybody; names come from its catalogue.
    pub(crate) plan: &'a Plan,
    /// The person's name.
    pub(crate) display_name: &'a str,
    /// Facts of the record, label and value: person id, login, mail, title, where the object stands …
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Whether the person works here: `active`, `disabled`, `expired on …`, `no longer in corp-ad`.
    pub(crate) lifecycle: String,
    /// Why Muster does not manage the person; `None` where it does.
    pub(crate) out_of_scope: Option<String>,
    /// How person and accounts stand to each other; `None` where nobody asked, because they are out of scope.
    pub(crate) situation: Option<&'a Situation>,
    /// The account, where it is known: id, name, mail, state.
    pub(crate) account: Option<(AccountId, String)>,
    /// Since when the pairing is remembered.
    pub(crate) linked_since: Option<Timestamp>,
    /// Directory groups, by name.
    pub(crate) groups: Vec<Membership>,
    /// What is wrong with the record, a sentence each.
    pub(crate) problems: Vec<String>,
    /// What the service heard of the person from the directory, the newest first.
    pub(crate) events: Vec<DirectoryEvent>,
    /// Changes of the person.
    pub(crate) changes: Vec<&'a Change>,
    /// Held changes of the person.
    pub(crate) held: Vec<&'a Held>,
    /// What is as it should be, or is left alone.
    pub(crate) unchanged: Vec<Unchanged>,
}

/// A directory group that the person is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Membership {
    /// Its name.
    pub(crate) name: String,
    /// Names of the groups through which the person is in it, the person's own group first; empty for a direct one.
    pub(crate) via: Vec<String>,
    /// Whether rules may name it.
    pub(crate) in_scope: bool,
}

/// Something that the account holds and keeps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unchanged {
    /// What.
    pub(crate) slot: Slot,
    /// How much of it.
    pub(crate) value: Value,
    /// Why it should be so; empty where no rule asks for it and it is left alone.
    pub(crate) because: Vec<Provenance>,
    /// Whether the ledger says that we granted it.
    pub(crate) ours: bool,
}

/// The explanation for people.
pub(crate) fn render(about: &Explanation<'_>, columns: usize) -> String {
    let names = Names::of(about.plan);
    let parts = [
        who::render(about, columns),
        who::groups(&about.groups),
        events(&about.events),
        changes(&about.changes, &names, columns),
        held(&about.held, &names, columns),
        kept::render(&about.unchanged, &names, columns),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn events(events: &[DirectoryEvent]) -> String {
    if events.is_empty() {
        return String::new();
    }
    let lines = events.iter().map(|event| {
        let server = paint(QUIET, format!("({})", show(&event.server)));
        format!("    {}  {}  {server}\n", moment(event.at), show(&event.sentence))
    });
    format!("{}\n{}", paint(HEADING, "Heard from the directory"), lines.collect::<String>())
}

fn changes(changes: &[&Change], names: &Names<'_>, columns: usize) -> String {
    let Some(first) = changes.first() else {
        return format!("{}\n", paint(HEADING, "Nothing to change"));
    };
    let title = format!("Changes ({}, {})", changes.len(), first.transition.word());
    format!("{}\n{}", paint(HEADING, title), block::render(&people::groups(changes, names), 4, columns))
}

fn held(held: &[&Held], names: &Names<'_>, columns: usize) -> String {
    if held.is_empty() {
        return String::new();
    }
    let groups: Vec<Group> = held
        .iter()
        .map(|held| {
            let (sign, what) = match &held.change {
                Some(change) => (Sign::of(change), describe(change, names)),
                None => (Sign::Open, "everything".into()),
            };
            Group { lines: vec![(sign, vec![what])], because: vec![names.sentence(&held.because.sentence())] }
        })
        .collect();
    format!("{}\n{}", paint(HEADING, "Held"), block::render(&groups, 4, columns))
}

#[cfg(test)]
mod tests;
