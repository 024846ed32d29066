//! `[template.NAME]`: bundles of grants under a name.

use super::rule;
use super::section::Section;
use super::suggest;
use muster_core::policy::{Located, TemplateText};
use std::collections::{BTreeMap, BTreeSet};

/// Reads all templates.
pub(super) fn read(root: &Section<'_>) -> BTreeMap<String, TemplateText> {
    let sections = root.named_sections("template");
    let names: Vec<String> = sections.iter().map(|(name, _)| name.text.clone()).collect();
    let includes: BTreeMap<String, Vec<String>> =
        sections.iter().map(|(name, section)| (name.text.clone(), included(section))).collect();
    for (name, section) in &sections {
        refuse_circle(name, section, &includes);
    }
    sections.into_iter().map(|(name, section)| (name.text.clone(), one(&name, section, &names))).collect()
}

fn included(section: &Section<'_>) -> Vec<String> {
    section.texts("include").into_iter().map(|name| name.text).collect()
}

/// Refuses a template that leads back to itself.
fn refuse_circle(name: &Located, section: &Section<'_>, includes: &BTreeMap<String, Vec<String>>) {
    let mut reached = BTreeSet::new();
    let mut open = vec![name.text.as_str()];
    while let Some(next) = open.pop() {
        let further = includes.get(next).into_iter().flatten().map(String::as_str);
        open.extend(further.filter(|include| reached.insert(*include)));
    }
    if reached.contains(name.text.as_str()) {
        let sentence = format!("template `{}` includes itself, directly or through others", name.text);
        section.document.problem_key(&section.key_span("include"), sentence);
    }
}

fn one(name: &Located, section: Section<'_>, names: &[String]) -> TemplateText {
    let includes = references(&section, "include", names);
    let grants = rule::grants(&section);
    if section.is_blank("include") && section.is_blank("grant") {
        let sentence = format!("template `{}` gives nothing: it needs `grant` or `include`", name.text);
        section.document.problem_key(&section.span, sentence);
    }
    section.finish();
    TemplateText { includes, grants }
}

/// Names of templates under a key; those that do not exist are problems.
pub(super) fn references(section: &Section<'_>, key: &str, names: &[String]) -> Vec<Located> {
    let written = section.spanned_texts(key).unwrap_or_default();
    for (name, span) in &written {
        if let Some(sentence) = unknown(&name.text, names) {
            section.refuse(span, sentence);
        }
    }
    written.into_iter().map(|(name, _)| name).collect()
}

/// What to say of a template that does not exist; `None` where it does.
pub(super) fn unknown(name: &str, names: &[String]) -> Option<String> {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    (!known.contains(&name)).then(|| match known.is_empty() {
        true => format!("there is no template `{name}`; no [template.NAME] is written yet"),
        false => format!("there is no template `{name}`; {}", suggest::hint(name, &known)),
    })
}
