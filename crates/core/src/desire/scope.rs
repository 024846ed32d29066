//! Who is managed.

use super::Desire;
use crate::policy::Policy;
use crate::record::SourceRecord;

/// Whether a person is managed: a member of one of the configured groups, or — without such groups — somebody whom a
/// rule gives something.
pub fn in_scope(policy: &Policy, record: &SourceRecord, desire: &Desire) -> bool {
    match &policy.in_groups {
        Some(groups) => groups.iter().any(|group| record.memberships.contains_key(group)),
        None => desire.ruled,
    }
}
