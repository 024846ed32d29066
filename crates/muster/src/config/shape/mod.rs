//! The shape of what an HR system sends: a preset by its name, or a file of one's own.

mod pick;
pub(crate) mod presets;

use super::document::Document;
use super::problem::Problem;
use super::section::Section;
use super::{suggest, syntax};
use muster_connectors::hr::{EndMeaning, EventType, OtherTypes, Pick, Shape, Types, check_format};
use muster_core::worker::{Employment, Fact, Facts};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use toml::de::DeValue;

const EMPLOYMENT: [(&str, Employment); 3] =
    [("active", Employment::Active), ("on_leave", Employment::OnLeave), ("ended", Employment::Ended)];

/// Reads the shape that a source names. What is wrong within a file of its own is added to `problems`.
pub(super) fn named(section: &Section<'_>, key: &str, problems: &mut Vec<Problem>) -> Option<Arc<Shape>> {
    let written = section.required_text(key, "\"generic\"")?;
    let span = section.value(key)?.span();
    let name = written.text;
    if let Some(text) = presets::text(&name) {
        // Presets are tried by tests.
        return read(&format!("{name}.toml"), text).ok().map(Arc::new);
    }
    if !name.contains(['/', '\\', '.']) {
        let known = presets::NAMES;
        let hint = suggest::hint(&name, &known);
        section.refuse(
            &span,
            format!("there is no preset `{name}`; {hint}, or name a file such as \"shapes/hr.toml\""),
        );
        return None;
    }
    match syntax::text_of(&section.folder().join(&name)) {
        Ok(text) => match read(&name, &text) {
            Ok(shape) => Some(Arc::new(shape)),
            Err(wrong) => {
                problems.extend(wrong);
                None
            }
        },
        Err(sentence) => {
            section.refuse(&span, format!("the shape `{name}` cannot be used: {sentence}"));
            None
        }
    }
}

/// Reads a shape from its text.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn read(name: &str, text: &str) -> Result<Shape, Vec<Problem>> {
    let document = Document::new(name, text);
    let text = document.text.clone();
    let shape = syntax::parse(&document, &text)
        .and_then(|table| of(Section::root(&document, Path::new(""), table.get_ref())));
    let problems = document.into_findings().0;
    match shape {
        Some(shape) if problems.is_empty() => Ok(shape),
        Some(_) | None => Err(problems),
    }
}

fn of(root: Section<'_>) -> Option<Shape> {
    let list = root.text("list").and_then(|text| pick::pointer(&root, "list", &text.text));
    let delivery = pick::read(&root, "delivery");
    let worker = pick::read(&root, "worker");
    if !root.has("worker") {
        root.missing("worker", "\"/worker/id\"");
    }
    let since = pick::read(&root, "since");
    let ends = [("last_day", EndMeaning::LastDay), ("first_day_off", EndMeaning::FirstDayOff)];
    let end = root.word("end_is", &ends).unwrap_or_default();
    let date_format = date_format(&root);
    let nothing: BTreeSet<String> = root.texts("nothing").into_iter().map(|text| text.text).collect();
    let (types, facts, status) = (types(&root), facts(&root), status(&root));
    root.finish();
    Some(Shape { list, delivery, worker: worker?, since, types, facts, status, end, date_format, nothing })
}

fn date_format(root: &Section<'_>) -> Option<String> {
    let format = root.text("date_format")?.text;
    if let Err(why) = check_format(&format) {
        let span = root.value("date_format")?.span();
        root.refuse(&span, format!("`{format}` is no format of dates: {why}; write one like \"%m/%d/%Y\""));
    }
    Some(format)
}

/// `[fact]` and `[attribute]`.
fn facts(root: &Section<'_>) -> BTreeMap<Fact, Pick> {
    let mut facts = BTreeMap::new();
    let section = root.section("fact");
    for word in Fact::words() {
        let fact = word.parse().ok().zip(pick::read(&section, word));
        facts.extend(fact);
    }
    section.finish();
    let section = root.section("attribute");
    for (name, _) in section.chosen_keys() {
        let found = pick::read(&section, &name);
        facts.extend(found.map(|pick| (Fact::Attribute(name.to_lowercase()), pick)));
    }
    facts
}

/// `[status]`: the sender's words and what they mean.
fn status(root: &Section<'_>) -> BTreeMap<String, Employment> {
    let section = root.section("status");
    let words = section.chosen_keys().into_iter();
    words.filter_map(|(word, _)| Some((word.to_lowercase(), section.word(&word, &EMPLOYMENT)?))).collect()
}

/// `[type]`: where the kind of an event stands, and what each means.
fn types(root: &Section<'_>) -> Option<Types> {
    let section = root.section("type");
    if !section.is_written() {
        return None;
    }
    let at = pick::read(&section, "at");
    if !section.has("at") {
        section.missing("at", "\"/type\"");
    }
    let others =
        [("refuse", OtherTypes::Refuse), ("ignore", OtherTypes::Ignore), ("count", OtherTypes::Count)];
    let others = section.word("others", &others).unwrap_or_default();
    let known = section.section_titled("known", "[type.known]");
    let kinds = known.chosen_keys().into_iter();
    let known = kinds.filter_map(|(kind, _)| Some((kind.clone(), kind_of(&known, &kind)?))).collect();
    section.finish();
    Some(Types { pick: at?, known, others })
}

/// `"ignored"`, or a table of what such an event says.
fn kind_of(known: &Section<'_>, kind: &str) -> Option<EventType> {
    if !matches!(known.value(kind)?.get_ref(), DeValue::Table(_)) {
        return known.word(kind, &[("ignored", ())]).map(|()| EventType::Ignored);
    }
    let table = known.section_titled(kind, &format!("`{kind}`"));
    let mut facts = Facts::new();
    for word in Fact::words() {
        let said = match word {
            "status" => table.word(word, &EMPLOYMENT).map(|status| status.word().to_owned()),
            _ => table.text(word).map(|text| text.text),
        };
        facts.extend(word.parse().ok().zip(said).map(|(fact, said)| (fact, Some(said))));
    }
    table.finish();
    Some(EventType::Counts(facts))
}
