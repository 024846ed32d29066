//! Whom a rule is about.

use super::groups::Groups;
use crate::entitlement::Field;
use crate::id::{GroupKey, RuleId, SourceId};
use crate::person::{Person, Topic};
use crate::plan::Provenance;
use std::collections::{BTreeMap, BTreeSet};

const TITLE: Topic = Topic::Field(Field::Title);
const DEPARTMENT: Topic = Topic::Field(Field::Department);

/// Whom a rule is about: every given part must hold, alternatives within a part are enough once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// In one of these groups, directly or through others; empty for no such condition.
    pub groups: BTreeSet<GroupKey>,
    /// With such a title.
    pub titles: Vec<Pattern>,
    /// In such a department.
    pub departments: Vec<Pattern>,
    /// With such attributes; names lower-cased.
    pub attributes: BTreeMap<String, Vec<Pattern>>,
}

/// A text in which `*` stands for any text. Case does not matter, as in AD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    folded: Vec<String>,
}

impl Pattern {
    /// Compiles a pattern.
    pub fn new(written: &str) -> Self {
        let folded = written.trim().to_lowercase().split('*').map(str::to_owned).collect();
        Self { written: written.to_owned(), folded }
    }

    /// Whether `text` as a whole fits.
    pub fn matches(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        match self.folded.as_slice() {
            [exact] => text == *exact,
            [first, middle @ .., last] => fits(&text, first, middle, last),
            [] => false,
        }
    }
}

fn fits(text: &str, first: &str, middle: &[String], last: &str) -> bool {
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    for part in middle {
        match rest.find(part.as_str()) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl Condition {
    /// Whether the rule applies to a person.
    pub fn holds(&self, person: &Person<'_>) -> bool {
        let member = |group: &GroupKey| person.path(group).is_some();
        !person.says.is_empty()
            && (self.groups.is_empty() || self.groups.iter().any(member))
            && self.attributes_matched(person).is_some()
    }

    /// Why the rule applies to a person; `None` where it does not.
    pub fn applies(
        &self,
        rule: &RuleId,
        person: &Person<'_>,
        groups: &Groups<'_>,
    ) -> Option<Vec<Provenance>> {
        let matched = self.attributes_matched(person)?;
        let mut because = self.memberships(rule, person, groups)?;
        for (source, matched) in by_source(person, matched) {
            because.push(Provenance::Attributes { rule: rule.clone(), source, matched });
        }
        if because.is_empty() {
            let (rule, source) = (rule.clone(), person.source().clone());
            because.push(Provenance::Attributes { rule, source, matched: Vec::new() });
        }
        Some(because)
    }

    /// Whether attributes of the person decide whether the rule applies.
    pub fn asks_for_attributes(&self) -> bool {
        !self.titles.is_empty() || !self.departments.is_empty() || !self.attributes.is_empty()
    }

    fn memberships(
        &self,
        rule: &RuleId,
        person: &Person<'_>,
        groups: &Groups<'_>,
    ) -> Option<Vec<Provenance>> {
        let held = self.groups.iter().filter_map(|group| person.path(group).map(|path| (group, path)));
        let because: Vec<Provenance> = held
            .map(|(group, path)| Provenance::Group {
                rule: rule.clone(),
                source: group.source.clone(),
                group: group.anchor.clone(),
                path: path.iter().map(|anchor| groups.name(&group.source, anchor)).collect(),
            })
            .collect();
        (self.groups.is_empty() || !because.is_empty()).then_some(because)
    }

    fn attributes_matched<'a>(&self, person: &Person<'a>) -> Option<Vec<(&'a SourceId, String)>> {
        let mut matched = Vec::new();
        let title = || person.said_of(&TITLE, |record| filled(record.title.as_slice()));
        one_of("title", &self.titles, title, &mut matched)?;
        let department = || person.said_of(&DEPARTMENT, |record| filled(record.department.as_slice()));
        one_of("department", &self.departments, department, &mut matched)?;
        for (name, patterns) in &self.attributes {
            let topic = Topic::Attribute(name.clone());
            let values = || {
                person.said_of(&topic, |record| record.attributes.get(name).and_then(|values| filled(values)))
            };
            one_of(name, patterns, values, &mut matched)?;
        }
        Some(matched)
    }
}

fn filled(values: &[String]) -> Option<&[String]> {
    Some(values).filter(|values| !values.is_empty())
}

fn one_of<'a>(
    name: &str,
    patterns: &[Pattern],
    said: impl Fn() -> Option<(&'a SourceId, &'a [String])>,
    matched: &mut Vec<(&'a SourceId, String)>,
) -> Option<()> {
    if patterns.is_empty() {
        return Some(());
    }
    let (source, values) = said()?;
    let value = values.iter().find(|value| patterns.iter().any(|pattern| pattern.matches(value)))?;
    matched.push((source, format!("{name} = {value}")));
    Some(())
}

/// What matched, by the source that said it, in order of precedence.
fn by_source(person: &Person<'_>, matched: Vec<(&SourceId, String)>) -> Vec<(SourceId, Vec<String>)> {
    let of = |source: &SourceId| -> Vec<String> {
        matched.iter().filter(|(said, _)| *said == source).map(|(_, what)| what.clone()).collect()
    };
    let by_source = person.says.iter().map(|said| (said.source.clone(), of(said.source)));
    by_source.filter(|(_, matched)| !matched.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(Pattern::new("senior*support").matches("Senior Technical Support"));
        assert!(Pattern::new("*agent*").matches("AGENT"));
        assert!(!Pattern::new("senior*").matches("A Senior Agent"));
        assert!(!Pattern::new("a*a").matches("a"));
    }

    #[test]
    fn without_a_star_the_whole_text_counts() {
        assert!(Pattern::new("Agent").matches(" agent "));
        assert!(!Pattern::new("Agent").matches("Agent II"));
    }
}
