//! Who manages whom among the newcomers: a manager who is created first can be named when the others are created.

use crate::entitlement::{Slot, Value};
use crate::id::PersonId;
use crate::plan::Change;
use std::collections::{BTreeMap, BTreeSet};

/// Newcomers whose manager is a newcomer, too.
pub(super) struct Chain<'a>(BTreeMap<&'a PersonId, &'a PersonId>);

impl<'a> Chain<'a> {
    pub(super) fn new(changes: &[(u32, &'a Change)]) -> Self {
        let managed = changes.iter().filter_map(|(_, change)| match (&change.slot, &change.after) {
            (Slot::Manager, Some(Value::Person(manager))) if change.subject.account.is_none() => {
                Some((&change.subject.person, manager))
            }
            _ => None,
        });
        Self(managed.collect())
    }

    /// How many newcomers stand above the person; `None` where the way up leads back, so that nobody can be first.
    pub(super) fn depth(&self, person: &PersonId) -> Option<usize> {
        let mut seen = BTreeSet::from([person]);
        let mut at = person;
        while let Some(manager) = self.0.get(at) {
            if *manager == person {
                return None;
            }
            if !seen.insert(manager) {
                // The circle is further up: who stands in it is created without a manager.
                return Some(seen.len());
            }
            at = manager;
        }
        Some(seen.len() - 1)
    }
}
