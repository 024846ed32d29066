//! Law 7: Muster never touches its own OAuth client.

use super::{Facts, Observation};
use crate::plan::{PlanBody, counted};

/// Holds every change whose account is our own client.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let own = &facts.input.snapshot.own_client;
    let is_own = |account: &crate::id::AccountId| account.to_string() == own.id;
    let touching: std::collections::BTreeSet<usize> = plan
        .changes
        .iter()
        .enumerate()
        .filter(|(_, change)| change.subject.account.as_ref().is_some_and(is_own))
        .map(|(index, _)| index)
        .collect();
    let sentence = format!(
        "{} about Muster's own OAuth client {}",
        counted(touching.len() as u64, "change is", "changes are"),
        own.name
    );
    let found = (!touching.is_empty())
        .then(|| Observation::hold("", sentence, "take the client's external id off that person", touching));
    found.into_iter().collect()
}
