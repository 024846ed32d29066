//! `[people.precedence]`: which source is believed about what, where several speak of one person.

use super::section::Section;
use super::suggest;
use muster_core::entitlement::Field;
use muster_core::id::SourceId;
use muster_core::person::Topic;
use std::collections::{BTreeMap, BTreeSet};

/// What a precedence may be about, and whom it may name.
pub(super) struct Known<'a> {
    /// The names of the sources.
    pub(super) sources: &'a [SourceId],
    /// Attributes that the sources read, lower-cased.
    pub(super) attributes: &'a BTreeSet<String>,
}

pub(super) fn read(people: &Section<'_>, known: &Known<'_>) -> BTreeMap<Topic, Vec<SourceId>> {
    let table = people.section_titled("precedence", "[people.precedence]");
    let mut first = BTreeMap::new();
    for (name, span) in table.chosen_keys() {
        let Some(topic) = topic(&name, known) else {
            let words = words(known);
            let hint = suggest::hint(&name, &words.iter().map(String::as_str).collect::<Vec<_>>());
            table.document.problem_key(&span, format!("`{name}` is nothing that sources speak of; {hint}"));
            continue;
        };
        first.insert(topic, sources(&table, &name, known));
    }
    first
}

fn topic(name: &str, known: &Known<'_>) -> Option<Topic> {
    let field = Field::ALL.into_iter().find(|field| field.word() == name);
    match name {
        "manager" => Some(Topic::Manager),
        "status" => Some(Topic::Status),
        name => field.map(Topic::Field).or_else(|| {
            let folded = name.to_lowercase();
            known.attributes.contains(&folded).then_some(Topic::Attribute(folded))
        }),
    }
}

fn words(known: &Known<'_>) -> Vec<String> {
    let fields = Field::ALL.into_iter().map(|field| field.word().to_owned());
    fields.chain(["manager".into(), "status".into()]).chain(known.attributes.iter().cloned()).collect()
}

fn sources(table: &Section<'_>, name: &str, known: &Known<'_>) -> Vec<SourceId> {
    let names: Vec<&str> = known.sources.iter().map(SourceId::as_str).collect();
    let mut sources = Vec::new();
    for (written, span) in table.spanned_texts(name).unwrap_or_default() {
        match known.sources.iter().find(|source| source.as_str() == written.text) {
            Some(source) if sources.contains(source) => {
                table.refuse(&span, format!("`{source}` is there twice"));
            }
            Some(source) => sources.push(source.clone()),
            None => {
                let hint = suggest::hint(&written.text, &names);
                table.refuse(&span, format!("there is no source `{}`; {hint}", written.text));
            }
        }
    }
    sources
}
