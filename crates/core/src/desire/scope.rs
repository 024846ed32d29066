//! Who is managed.

use crate::person::Person;
use crate::policy::Policy;

/// Whether a person is managed: a member of one of the configured groups, or — without such groups — somebody whom a
/// rule gives something.
pub fn in_scope(policy: &Policy, person: &Person<'_>) -> bool {
    match &policy.in_groups {
        Some(groups) => groups.iter().any(|group| person.path(group).is_some()),
        None => policy.rules.iter().any(|rule| !rule.grants.is_empty() && rule.condition.holds(person)),
    }
}
