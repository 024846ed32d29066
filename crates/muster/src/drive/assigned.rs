//! What lists assign to single people, taken into the policy.

use super::survey::Survey;
use muster_core::entitlement::Slot;
use muster_core::id::PersonId;
use muster_core::policy::{Assignments, Resolved};
use muster_core::tenant::Catalogue;
use muster_store::{Store, StoreError};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What became different.
#[derive(Debug, PartialEq, Eq)]
pub struct Reassigned {
    /// Who is assigned something else than before.
    pub people: BTreeSet<PersonId>,
    /// Whether something is assigned of which the last read of the tenant says nothing.
    pub unread: bool,
}

/// Puts assignments into the policy but for roles that the tenant has no more, which are noticed: nobody can hold them.
/// Says whether there were any.
pub(super) fn take_in(resolved: &mut Resolved, mut all: Assignments, catalogue: &Catalogue) -> bool {
    let is_there = |slot: &Slot| match slot {
        Slot::Role(at) => catalogue.roles.contains_key(&at.role),
        _ => true,
    };
    let gone = all.retain(is_there);
    for (list, count) in &gone {
        let told =
            format!("{count} assignments of {list} are passed over: the tenant has their roles no more");
        resolved.notices.push(told);
    }
    resolved.policy.assigned = Arc::new(all);
    !gone.is_empty()
}

impl Survey {
    /// Takes in what lists assign now; `None` where that is what they assigned before.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reassign(&mut self, store: &mut dyn Store) -> Result<Option<Reassigned>, StoreError> {
        let stamp = store.assignments_stamp()?;
        if stamp == self.assigned_at {
            return Ok(None);
        }
        let before = self.resolved.policy.assigned.clone();
        let unknown = take_in(&mut self.resolved, store.assignments()?, self.names.catalogue());
        self.assigned_at = stamp;
        let policy = &self.resolved.policy;
        let unread = unknown || !policy.roles().is_subset(&self.snapshot.roles_read);
        let people = policy.assigned.differing(&before);
        Ok((unread || !people.is_empty()).then_some(Reassigned { people, unread }))
    }
}
