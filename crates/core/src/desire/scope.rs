//! Who is managed.

use crate::person::Person;
use crate::policy::{Policy, Rule};

/// Whether a person is managed: a member of one of the configured groups, or — without such groups — somebody whom a
/// rule or a list gives something.
pub fn in_scope(policy: &Policy, person: &Person<'_>) -> bool {
    match &policy.in_groups {
        Some(groups) => groups.iter().any(|group| person.path(group).is_some()),
        None => {
            let gives = |rule: &Rule| !rule.grants.is_empty() && rule.condition.holds(person);
            policy.rules.iter().any(gives) || is_assigned(policy, person)
        }
    }
}

/// Whether a list gives somebody something who is in a source.
fn is_assigned(policy: &Policy, person: &Person<'_>) -> bool {
    !person.says.is_empty() && policy.assigned.concern(person)
}
