//! With nobody looking on, only what the operator listed is done.

use super::{Act, Facts, Observation};
use crate::plan::{PlanBody, counted};
use std::collections::{BTreeMap, BTreeSet};

/// Holds what the standing approval does not list, and everything where the plan is larger than it allows. Where a person
/// looks on, there is no standing approval to go by.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let Some(standing) = &facts.limits.standing else {
        return Vec::new();
    };
    let mut unlisted: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    // Whoever gave the order has looked at it.
    let numbered = plan.changes.iter().enumerate();
    for (index, change) in numbered.filter(|(_, change)| !change.is_ordered()) {
        let act = Act::of(change);
        if act.is_none_or(|act| !standing.allowed.contains(&act)) {
            let word = act.map_or_else(|| "account.delete".into(), |act| act.to_string());
            unlisted.entry(word).or_default().insert(index);
        }
    }
    let planned = plan.changes.len() as u64;
    let too_many = (planned > standing.changes_max).then(|| too_many(planned, standing.changes_max));
    too_many
        .into_iter()
        .chain(unlisted.into_iter().map(|(word, changes)| not_listed(&word, changes)))
        .collect()
}

fn not_listed(word: &str, changes: BTreeSet<usize>) -> Observation {
    let count = changes.len() as u64;
    let sentence =
        format!("standing_approval.allow does not list `{word}` ({})", counted(count, "change", "changes"));
    let hint = "make it with `muster plan -o FILE` and `muster apply FILE`";
    Observation::hold(format!("{word}:{count}"), sentence, hint, changes)
}

fn too_many(planned: u64, limit: u64) -> Observation {
    let sentence = format!("the plan has {planned} changes (limit {limit} with nobody looking on)");
    let hint = "look at them with `muster plan`, and make them with `muster apply`";
    let all = (0..usize::try_from(planned).unwrap_or(usize::MAX)).collect();
    Observation::hold(format!("changes:{planned}"), sentence, hint, all)
}
