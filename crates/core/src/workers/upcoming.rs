//! What will happen to a worker by itself, in words.

use super::timeline::Timeline;
use crate::record::SourceRecord;
use crate::time::Timestamp;
use crate::worker::Employment;

impl Timeline<'_> {
    /// What happens by itself after `as_of` and not after `until`, in order of time, a few words each: `joins`, `title
    /// becomes Team Lead`, `leaves`.
    pub fn upcoming(&self, as_of: Timestamp, until: Timestamp) -> Vec<(Timestamp, Vec<String>)> {
        let mut found = Vec::new();
        let mut now = as_of;
        while let Some(at) = self.next_after(now).filter(|at| *at <= until) {
            let happens = self.happens(now, at);
            if !happens.is_empty() {
                found.push((at, happens));
            }
            now = at;
        }
        found
    }

    /// What is otherwise at `after` than it was at `before`.
    pub fn happens(&self, before: Timestamp, after: Timestamp) -> Vec<String> {
        let (Some(old), Some(new)) = (self.record(before), self.record(after)) else { return Vec::new() };
        let mut happens: Vec<String> =
            employment(&old, before, &new, after).into_iter().map(String::from).collect();
        happens.extend(facts(&old, &new));
        happens
    }
}

/// How somebody stands to the company at a moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    ToCome,
    Here,
    Away,
    Gone,
}

fn standing(record: &SourceRecord, at: Timestamp) -> Standing {
    let work = record.work.as_deref();
    let starts = work.and_then(|work| work.starts_at);
    match work.map(|work| work.status) {
        _ if !record.usable_at(at) => Standing::Gone,
        _ if starts.is_some_and(|starts| starts > at) => Standing::ToCome,
        Some(Employment::OnLeave) => Standing::Away,
        Some(Employment::Active | Employment::Ended) | None => Standing::Here,
    }
}

fn employment(
    old: &SourceRecord,
    before: Timestamp,
    new: &SourceRecord,
    after: Timestamp,
) -> Option<&'static str> {
    use Standing::{Away, Gone, Here, ToCome};
    match (standing(old, before), standing(new, after)) {
        (ToCome, Here | Away) => Some("joins"),
        (ToCome | Here | Away, Gone) => Some("leaves"),
        (Gone, Here | Away) => Some("returns"),
        (Here, Away) => Some("goes on leave"),
        (Away, Here) => Some("returns from leave"),
        (_, ToCome) | (Here, Here) | (Away, Away) | (Gone, Gone) => None,
    }
}

fn facts(old: &SourceRecord, new: &SourceRecord) -> Vec<String> {
    let text = |value: &Option<String>| value.clone();
    let manager = |record: &SourceRecord| record.manager.as_ref().map(|manager| manager.anchor.to_string());
    let name = |record: &SourceRecord| Some(record.display_name.clone());
    let mut all = vec![
        ("name".to_owned(), name(old), name(new)),
        ("mail".to_owned(), text(&old.mail), text(&new.mail)),
        ("title".to_owned(), text(&old.title), text(&new.title)),
        ("department".to_owned(), text(&old.department), text(&new.department)),
        ("manager".to_owned(), manager(old), manager(new)),
    ];
    let names = old.attributes.keys().chain(new.attributes.keys());
    let mut names: Vec<&String> = names.collect();
    names.sort();
    names.dedup();
    let of = |record: &SourceRecord, name: &str| record.attributes.get(name).map(|all| all.join("; "));
    all.extend(names.into_iter().map(|name| (name.clone(), of(old, name), of(new, name))));
    let changed = all.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(what, _, new)| becomes(&what, new)).collect()
}

fn becomes(what: &str, new: Option<String>) -> String {
    match new {
        Some(new) => format!("{what} becomes {new}"),
        None => format!("has no {what} any more"),
    }
}
