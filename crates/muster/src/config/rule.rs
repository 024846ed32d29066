//! `[[rule]]`: whom a rule is about and what they get.

use super::grant;
use super::section::Section;
use super::suggest;
use super::template;
use muster_core::policy::{Located, RuleText};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule may refer to.
pub(super) struct Known {
    /// Names of templates.
    pub(super) templates: Vec<String>,
    /// Attributes that the sources read, lower-cased.
    pub(super) attributes: BTreeSet<String>,
}

/// Names of rules and where they stand.
#[derive(Default)]
pub(super) struct RuleNames(BTreeMap<String, String>);

impl RuleNames {
    /// Takes a name; what to say if it is taken already.
    pub(super) fn take(&mut self, name: &Located) -> Option<String> {
        let before = self.0.insert(name.text.clone(), name.at.clone());
        before.map(|at| format!("there is already a rule named `{}`, at {at}", name.text))
    }
}

/// Reads all rules, in order.
pub(super) fn read(root: &Section<'_>, known: &Known, names: &mut RuleNames) -> Vec<RuleText> {
    root.sections("rule").into_iter().filter_map(|section| one(section, known, names)).collect()
}

fn one(section: Section<'_>, known: &Known, names: &mut RuleNames) -> Option<RuleText> {
    let name = section.required_text("name", "\"billing-agents\"");
    if let (Some(name), Some(value)) = (&name, section.value("name"))
        && let Some(sentence) = names.take(name)
    {
        section.refuse(&value.span(), sentence);
    }
    let patterns = |key| section.filled_texts(key).into_iter().map(|text| text.text).collect();
    let rule = RuleText {
        groups: section.filled_texts("group"),
        titles: patterns("title"),
        departments: patterns("department"),
        attributes: attributes(&section, known),
        everyone: section.flag("everyone", false),
        templates: template::references(&section, "template", &known.templates),
        grants: grants(&section),
        name: name.clone().unwrap_or_else(|| Located::new("", "")),
    };
    check(&section, &rule);
    section.finish();
    name.map(|_| rule)
}

/// Whether the rule has a condition and gives something.
fn check(section: &Section<'_>, rule: &RuleText) {
    let conditions =
        ["group", "title", "department", "attribute"].into_iter().filter(|key| section.has(key)).count();
    let called =
        if rule.name.text.is_empty() { "this rule".into() } else { format!("rule `{}`", rule.name.text) };
    match (conditions, rule.everyone) {
        (0, false) => {
            let keys = "`group`, `title`, `department`, `attribute` or `everyone = true`";
            section.document.problem_key(&section.span, format!("{called} is about nobody: it needs {keys}"));
        }
        (1.., true) => {
            let sentence = format!("{called} is for everyone and has conditions: keep one of the two");
            section.document.problem_key(&section.key_span("everyone"), sentence);
        }
        (0, true) | (1.., false) => {}
    }
    if section.is_blank("template") && section.is_blank("grant") {
        section
            .document
            .problem_key(&section.span, format!("{called} gives nothing: it needs `grant` or `template`"));
    }
}

/// Grants under the key `grant`, each checked as far as it can be without the tenant.
pub(super) fn grants(section: &Section<'_>) -> Vec<Located> {
    let written = section.spanned_texts("grant").unwrap_or_default();
    for (text, span) in &written {
        if let Some(sentence) = grant::fault(&text.text) {
            section.refuse(span, sentence);
        }
    }
    written.into_iter().map(|(text, _)| text).collect()
}

fn attributes(section: &Section<'_>, known: &Known) -> BTreeMap<String, Vec<String>> {
    let table = section.section_titled("attribute", "`attribute`");
    let known: Vec<&str> = known.attributes.iter().map(String::as_str).collect();
    let mut attributes = BTreeMap::new();
    for (name, span) in table.chosen_keys() {
        let folded = name.to_lowercase();
        if !known.contains(&folded.as_str()) {
            let hint = suggest::nearest(&folded, known.iter().copied());
            let hint = hint.map_or_else(
                || "add it to `attributes` of the [[source]]".into(),
                |word| format!("did you mean `{word}`?"),
            );
            table
                .document
                .problem_key(&span, format!("the attribute `{name}` is not read from any source; {hint}"));
        }
        let patterns = table.filled_texts(&name).into_iter().map(|text| text.text).collect();
        if attributes.insert(folded, patterns).is_some() {
            let sentence = format!("the attribute `{name}` is there twice: case does not matter");
            table.document.problem_key(&span, sentence);
        }
    }
    if section.has("attribute") && attributes.is_empty() && table.is_written() {
        section.document.problem_key(
            &section.key_span("attribute"),
            "`attribute` names no attribute: write one or leave the key out",
        );
    }
    attributes
}
