//! Which records are one person.

use super::Everybody;
use crate::id::{AccountId, PersonId};
use crate::person::{Clash, Links};
use std::collections::BTreeSet;

/// Which records are one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// These are, in order of precedence.
    One {
        /// Who: the remembered one where one of them is linked, else the one whose source comes first.
        id: PersonId,
        /// The ids under which the sources know them.
        records: Vec<PersonId>,
    },
    /// Nobody knows; each stays alone, and nothing is done for any of them.
    Clash(Clash),
}

impl Everybody {
    /// With which records of other sources a record is one person. A value that occurs twice in one source joins
    /// nobody, and neither does one that would make people with different accounts one.
    pub fn joined(&self, record: &PersonId, links: &Links) -> Joined {
        let sharing = self.sharing(record);
        if sharing.len() < 2 {
            return Joined::One { id: record.clone(), records: vec![record.clone()] };
        }
        let accounts: BTreeSet<AccountId> =
            sharing.iter().filter_map(|id| links.of_person(id)).map(|link| link.account).collect();
        let sources: BTreeSet<_> = sharing.iter().map(|id| &id.source).collect();
        if accounts.len() > 1 || sources.len() < sharing.len() {
            return self.clash(record, sharing);
        }
        let mut records = sharing.to_vec();
        records.sort_by(|one, other| self.place(one).cmp(&self.place(other)));
        let linked = records.iter().find(|id| links.of_person(id).is_some());
        let id = linked.or(records.first()).unwrap_or(record).clone();
        Joined::One { id, records }
    }

    /// Who a record is about.
    pub fn person_of(&self, record: &PersonId, links: &Links) -> PersonId {
        if self.join.is_none() {
            return record.clone();
        }
        match self.joined(record, links) {
            Joined::One { id, .. } => id,
            Joined::Clash(_) => record.clone(),
        }
    }

    /// Whether a record has a value by which others may be joined with it.
    pub fn may_be_joined(&self, record: &PersonId) -> bool {
        self.entry(record).is_some_and(|entry| entry.value.is_some())
    }

    /// Everybody whose records have the value of this one, itself included; nobody where it has none.
    pub(super) fn sharing(&self, record: &PersonId) -> &[PersonId] {
        let value = self.entry(record).and_then(|entry| entry.value.as_ref());
        value.map_or(&[], |value| self.by_value.of(value))
    }

    fn clash(&self, record: &PersonId, sharing: &[PersonId]) -> Joined {
        let value = self.entry(record).and_then(|entry| entry.value.as_ref());
        let others = sharing.iter().filter(|other| *other != record).cloned().collect();
        match (self.join, value) {
            (Some(key), Some(value)) => Joined::Clash(Clash { key, value: value.to_string(), others }),
            (_, _) => Joined::One { id: record.clone(), records: vec![record.clone()] },
        }
    }

    fn place<'a>(&self, record: &'a PersonId) -> (usize, &'a PersonId) {
        (self.rank(&record.source), record)
    }
}
