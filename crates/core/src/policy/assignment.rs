//! What single people were given by a list, whatever the rules say.

use crate::entitlement::{Slot, Value};
use crate::id::PersonId;
use crate::person::Person;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One row of a list: a person and what they get by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who: the person, or one of their records.
    pub person: PersonId,
    /// What.
    pub slot: Slot,
    /// How much of it.
    pub value: Value,
    /// The file that says so, without its folder.
    pub list: Arc<str>,
    /// The line of the file, counting from 1.
    pub line: u64,
    /// When the list was taken, to the microsecond.
    pub at: Timestamp,
}

/// Everything that lists assign, by person. Of a list and a slot the last counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assignments(BTreeMap<PersonId, Vec<Assignment>>);

impl Assignments {
    /// Takes one in.
    pub fn add(&mut self, assignment: Assignment) {
        let of = self.0.entry(assignment.person.clone()).or_default();
        let key = |known: &Assignment| (known.slot.clone(), known.list.clone());
        match of.binary_search_by_key(&key(&assignment), key) {
            Ok(at) => of[at] = assignment,
            Err(at) => of.insert(at, assignment),
        }
    }

    /// Whether nothing is assigned.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that is assigned, in order of people.
    pub fn iter(&self) -> impl Iterator<Item = &Assignment> {
        self.0.values().flatten()
    }

    /// What somebody is assigned, under their own id or that of one of their records.
    pub fn of<'a>(&'a self, person: &Person<'_>) -> impl Iterator<Item = &'a Assignment> {
        let mut ids = BTreeSet::from([person.id.clone()]);
        ids.extend(person.says.iter().map(|said| PersonId::new(said.source, &said.record.anchor)));
        ids.into_iter().filter(|_| !self.is_empty()).filter_map(|id| self.0.get(&id)).flatten()
    }

    /// Whether somebody is assigned anything.
    pub fn concern(&self, person: &Person<'_>) -> bool {
        self.of(person).next().is_some()
    }

    /// Takes out what assigns something that is not wanted any more, and says how many that were, by list.
    pub fn retain(&mut self, wanted: impl Fn(&Slot) -> bool) -> BTreeMap<Arc<str>, u64> {
        let mut gone = BTreeMap::new();
        for of in self.0.values_mut() {
            of.retain(|assignment| {
                let stays = wanted(&assignment.slot);
                if !stays {
                    *gone.entry(assignment.list.clone()).or_default() += 1;
                }
                stays
            });
        }
        self.0.retain(|_, of| !of.is_empty());
        gone
    }

    /// Who is assigned something else now than before. Which list says so, and in which line, is not asked.
    pub fn differing(&self, before: &Self) -> BTreeSet<PersonId> {
        let people: BTreeSet<&PersonId> = self.0.keys().chain(before.0.keys()).collect();
        people.into_iter().filter(|id| self.gifts(id) != before.gifts(id)).cloned().collect()
    }

    fn gifts(&self, id: &PersonId) -> BTreeSet<(&Slot, &Value)> {
        let of = self.0.get(id).into_iter().flatten();
        of.map(|assignment| (&assignment.slot, &assignment.value)).collect()
    }
}

impl FromIterator<Assignment> for Assignments {
    fn from_iter<T: IntoIterator<Item = Assignment>>(all: T) -> Self {
        let mut assignments = Self::default();
        all.into_iter().for_each(|assignment| assignments.add(assignment));
        assignments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entitlement::{DivisionScope, RoleAt};
    use crate::id::RoleId;
    use uuid::Uuid;

    fn assignment(person: &str, role: u128, list: &str, line: u64) -> Assignment {
        let role = RoleId(Uuid::from_u128(role));
        Assignment {
            person: PersonId::new(&"hr".into(), &person.into()),
            slot: Slot::Role(RoleAt { role, division: DivisionScope::All }),
            value: Value::Held,
            list: list.into(),
            line,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_last_of_a_list_and_a_slot_counts_and_other_lists_stay() {
        let all =
            [("a.csv", 2), ("b.csv", 3), ("a.csv", 9)].map(|(list, line)| assignment("1", 1, list, line));
        let assignments: Assignments = all.into_iter().collect();
        let lines: Vec<u64> = assignments.iter().map(|assignment| assignment.line).collect();
        assert_eq!(lines, [9, 3]);
    }

    #[test]
    fn who_is_given_the_same_by_another_list_is_not_concerned() {
        let before: Assignments =
            [assignment("1", 1, "a.csv", 2), assignment("2", 1, "a.csv", 3)].into_iter().collect();
        let after: Assignments =
            [assignment("1", 1, "b.csv", 7), assignment("3", 1, "b.csv", 8)].into_iter().collect();
        let concerned: Vec<String> = after.differing(&before).iter().map(ToString::to_string).collect();
        assert_eq!(concerned, ["hr/2", "hr/3"]);
    }

    #[test]
    fn what_is_not_there_any_more_is_taken_out_and_counted() {
        let all =
            [assignment("1", 1, "a.csv", 2), assignment("1", 2, "a.csv", 3), assignment("2", 2, "b.csv", 4)];
        let mut assignments: Assignments = all.into_iter().collect();
        let kept = assignment("1", 1, "a.csv", 2);
        let gone = assignments.retain(|slot| *slot == kept.slot);
        assert_eq!(assignments.iter().collect::<Vec<_>>(), [&kept]);
        assert_eq!(gone, BTreeMap::from([("a.csv".into(), 1), ("b.csv".into(), 1)]));
    }
}
