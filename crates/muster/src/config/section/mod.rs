//! Reads one table of the configuration, key by key. A key that nobody asked for is a problem, so the keys that a
//! section's code asks for are the keys that exist.

mod values;

use super::document::{Document, Span};
use super::mask;
use super::suggest;
use muster_core::policy::Located;
use std::cell::RefCell;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// One table under examination.
pub(crate) struct Section<'t> {
    pub(crate) document: &'t Document,
    /// How messages call it: `[guard]`, `[[rule]]`.
    pub(crate) title: String,
    /// Where it begins.
    pub(crate) span: Span,
    folder: &'t Path,
    table: Option<&'t DeTable<'t>>,
    known: RefCell<Vec<String>>,
}

impl<'t> Section<'t> {
    /// The file itself, as a section. Relative paths begin at `folder`.
    pub(crate) fn root(document: &'t Document, folder: &'t Path, table: &'t DeTable<'t>) -> Self {
        Self::new(document, folder, "the file".into(), 0..0, Some(table))
    }

    fn new(
        document: &'t Document,
        folder: &'t Path,
        title: String,
        span: Span,
        table: Option<&'t DeTable<'t>>,
    ) -> Self {
        Self { document, title, span, folder, table, known: RefCell::default() }
    }

    fn child(&self, title: String, value: &'t Value<'t>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Self::new(self.document, self.folder, title, value.span(), Some(table)))
            }
            other => {
                let sentence = format!("{title} must be a table of keys, but {} stands here", kind_of(other));
                self.document.problem(&value.span(), sentence);
                None
            }
        }
    }

    /// Whether the table is written at all.
    pub(crate) fn is_written(&self) -> bool {
        self.table.is_some()
    }

    /// Makes a key known.
    pub(crate) fn know(&self, key: &str) {
        let mut known = self.known.borrow_mut();
        if !known.iter().any(|name| name == key) {
            known.push(key.to_owned());
            self.document.knows(format!("{} {key}", self.title));
        }
    }

    /// The value of a key, which counts as known from now on.
    pub(crate) fn value(&self, key: &str) -> Option<&'t Value<'t>> {
        self.know(key);
        self.table?.get(key)
    }

    /// Where a key stands; the section's own place where it does not.
    pub(crate) fn key_span(&self, key: &str) -> Span {
        let written = self.table.and_then(|table| table.get_key_value(key));
        written.map_or(self.span.clone(), |(key, _)| key.span())
    }

    /// Where a default stands: nowhere, which is said.
    pub(crate) fn default_text(&self, key: &str, text: &str) -> Located {
        Located::new(text, format!("{} (default of `{key}`)", self.document.name))
    }

    /// Notes a problem with a value.
    pub(crate) fn refuse(&self, span: &Span, sentence: impl Into<String>) {
        self.document.problem(span, sentence);
    }

    /// Notes that a key is missing.
    pub(crate) fn missing(&self, key: &str, example: &str) {
        let sentence = format!("{} needs `{key}`, such as `{key} = {example}`", self.title);
        self.document.problem_key(&self.span, sentence);
    }

    /// Whether a key is written. Does not make it known.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.is_some_and(|table| table.contains_key(key))
    }

    /// Whether a key is not written or is an empty list. Does not make it known.
    pub(crate) fn is_blank(&self, key: &str) -> bool {
        let value = self.table.and_then(|table| table.get(key));
        value.is_none_or(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty()))
    }

    /// The folder of the configuration.
    pub(crate) fn folder(&self) -> &'t Path {
        self.folder
    }

    /// A table below this one, called `[key]`; an unwritten one where it is not there.
    pub(crate) fn section(&self, key: &str) -> Section<'t> {
        self.section_titled(key, &format!("[{key}]"))
    }

    /// A table below this one under a title of its own; an unwritten one where it is not there.
    pub(crate) fn section_titled(&self, key: &str, title: &str) -> Section<'t> {
        let unwritten = || Self::new(self.document, self.folder, title.to_owned(), 0..0, None);
        self.value(key).and_then(|value| self.child(title.to_owned(), value)).unwrap_or_else(unwritten)
    }

    /// The tables of an array such as `[[rule]]`, in order.
    pub(crate) fn sections(&self, key: &str) -> Vec<Section<'t>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let title = format!("[[{key}]]");
        match value.get_ref() {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.child(title.clone(), item)).collect()
            }
            _ => {
                let sentence = format!("`{key}` must be written as {title}, with two brackets");
                self.document.problem_key(&self.key_span(key), sentence);
                Vec::new()
            }
        }
    }

    /// The tables in a list under a title of their own, in order. Of anything else in it, nothing is said here.
    pub(crate) fn tables_of(&self, key: &str, title: &str) -> Vec<Section<'t>> {
        let items = self.value(key).and_then(|value| value.get_ref().as_array());
        let tables = items.into_iter().flatten().filter(|item| item.get_ref().as_table().is_some());
        tables.filter_map(|item| self.child(title.to_owned(), item)).collect()
    }

    /// The tables below one whose names people choose, such as `[template.agent]`, by name.
    pub(crate) fn named_sections(&self, key: &str) -> Vec<(Located, Section<'t>)> {
        let section = self.section(key);
        let entries = section.table.into_iter().flatten();
        let named = entries.filter_map(|(name, value)| {
            let child = self.child(format!("[{key}.NAME]"), value)?;
            Some((self.document.located(name.get_ref(), &name.span()), child))
        });
        named.collect()
    }

    /// Keys that people choose, in the order in which they stand, such as those of `attribute = { … }`.
    pub(crate) fn chosen_keys(&self) -> Vec<(String, Span)> {
        let entries = self.table.into_iter().flatten();
        let mut keys: Vec<(String, Span)> =
            entries.map(|(key, _)| (key.get_ref().to_string(), key.span())).collect();
        keys.sort_by_key(|(_, span)| span.start);
        keys
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(self) {
        let known = self.known.borrow();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for (key, value) in self.table.into_iter().flatten() {
            if !known.contains(&key.get_ref().as_ref()) {
                let hint = suggest::hint(key.get_ref(), &known);
                let sentence = format!("`{}` is not a key of {}; {hint}", key.get_ref(), self.title);
                self.document.problem_key(&key.span(), sentence);
                mask::texts_below(value).into_iter().for_each(|span| self.document.hide(span));
            }
        }
    }
}

/// What stands there, for messages. Never the value itself: it could be a secret.
pub(crate) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
