//! A job title of HR that no rule knows is a decision that nobody has made yet.

use super::identity::shortened;
use super::{Facts, Observation, Verdict};
use crate::plan::{PlanBody, counted};
use crate::policy::{Pattern, UnmappedTitles};
use std::collections::BTreeSet;

/// Lists titles that HR speaks of and no rule knows, or refuses the plan because of them, as configured. Where no rule
/// asks for titles, they decide nothing.
pub(super) fn check(_: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let policy = facts.input.policy;
    let known: Vec<&Pattern> = policy.rules.iter().flat_map(|rule| &rule.condition.titles).collect();
    let records = facts.input.batches.iter().flat_map(|batch| &batch.records);
    let of_hr = records.filter(|record| record.work.is_some() && record.usable_at(facts.input.as_of));
    let titles: BTreeSet<&str> = of_hr.filter_map(|record| record.title.as_deref()).collect();
    let unmapped: Vec<&str> =
        titles.into_iter().filter(|title| !known.iter().any(|pattern| pattern.matches(title))).collect();
    if unmapped.is_empty() || known.is_empty() {
        return Vec::new();
    }
    let titles = counted(unmapped.len() as u64, "title", "titles");
    let sentence = format!("no rule knows {titles} of HR: {}", shortened(&unmapped));
    let hint = "write a rule for them, or a line of a mapping file";
    let verdict = match policy.unmapped_titles {
        UnmappedTitles::List => Verdict::Notice,
        UnmappedTitles::Refuse => Verdict::Refuse,
    };
    vec![Observation { verdict, ..Observation::notice("", sentence, hint) }]
}
