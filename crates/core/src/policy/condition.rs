//! Whom a rule is about.

use crate::id::{Anchor, RuleId, SourceId};
use crate::plan::Provenance;
use crate::record::{DirectoryGroup, SourceRecord};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a rule is about: every given part must hold, alternatives within a part are enough once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// In one of these groups, directly or through others; empty for no such condition.
    pub groups: BTreeSet<Anchor>,
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

/// Groups by their key, for names in explanations.
pub type Groups = BTreeMap<Anchor, DirectoryGroup>;

impl Condition {
    /// Why the rule applies to a record; `None` where it does not.
    pub fn applies(
        &self,
        rule: &RuleId,
        source: &SourceId,
        record: &SourceRecord,
        groups: &Groups,
    ) -> Option<Vec<Provenance>> {
        let matched = self.attributes_matched(record)?;
        let mut because = self.memberships(rule, source, record, groups)?;
        if !matched.is_empty() || because.is_empty() {
            because.push(Provenance::Attributes { rule: rule.clone(), source: source.clone(), matched });
        }
        Some(because)
    }

    fn memberships(
        &self,
        rule: &RuleId,
        source: &SourceId,
        record: &SourceRecord,
        groups: &Groups,
    ) -> Option<Vec<Provenance>> {
        let held =
            self.groups.iter().filter_map(|group| record.memberships.get(group).map(|path| (group, path)));
        let because: Vec<Provenance> = held
            .map(|(group, path)| Provenance::Group {
                rule: rule.clone(),
                source: source.clone(),
                group: group.clone(),
                path: path.iter().map(|anchor| group_name(groups, anchor)).collect(),
            })
            .collect();
        (self.groups.is_empty() || !because.is_empty()).then_some(because)
    }

    fn attributes_matched(&self, record: &SourceRecord) -> Option<Vec<String>> {
        let mut matched = Vec::new();
        one_of("title", &self.titles, record.title.as_slice(), &mut matched)?;
        one_of("department", &self.departments, record.department.as_slice(), &mut matched)?;
        for (name, patterns) in &self.attributes {
            let values = record.attributes.get(name).map_or(&[][..], Vec::as_slice);
            one_of(name, patterns, values, &mut matched)?;
        }
        Some(matched)
    }
}

fn one_of(name: &str, patterns: &[Pattern], values: &[String], matched: &mut Vec<String>) -> Option<()> {
    if patterns.is_empty() {
        return Some(());
    }
    let value = values.iter().find(|value| patterns.iter().any(|pattern| pattern.matches(value)))?;
    matched.push(format!("{name} = {value}"));
    Some(())
}

fn group_name(groups: &Groups, anchor: &Anchor) -> String {
    groups.get(anchor).map_or_else(|| anchor.to_string(), |group| group.name.clone())
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
