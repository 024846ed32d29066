//! Made-up worlds of a few domains, kept as plainly as possible: what is true, without any of the replica's care.

mod describe;
mod laws;
mod steps;
mod storing;

use muster_connectors::directory::ReadSpec;
use muster_core::id::SourceId;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A domain and a number.
pub(crate) type Id = (usize, u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Unit,
    Person,
    Group,
}

/// An object, dead or alive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Thing {
    pub(crate) sort: Sort,
    pub(crate) name: String,
    /// The unit that it stands in; `None` at the top.
    pub(crate) unit: Option<u32>,
    pub(crate) title: Option<String>,
    pub(crate) disabled: bool,
    pub(crate) primary: u32,
    pub(crate) manager: Option<Id>,
    pub(crate) distribution: bool,
    pub(crate) deleted: bool,
    /// How often it came back.
    pub(crate) lives: u32,
}

/// Everything that is true.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct World {
    pub(crate) things: BTreeMap<Id, Thing>,
    /// Group and member, with a number that no other link had.
    pub(crate) links: BTreeMap<(Id, Id), u32>,
    pub(crate) clock: u32,
}

pub(crate) const DOMAINS: usize = 3;

pub(crate) fn source(domain: usize) -> SourceId {
    SourceId::new(format!("ad{domain}"))
}

pub(crate) fn guid((domain, number): Id) -> Uuid {
    Uuid::from_u128(0xabcd_0000_0000_4000_8000_0000_0000_0000 + ((domain as u128) << 32) + u128::from(number))
}

pub(crate) fn sid((domain, number): Id) -> String {
    format!("S-1-5-21-7-7-{domain}-{number}")
}

/// What is read of each domain: below a base and by title; by a group's name; everything.
pub(crate) fn spec(domain: usize) -> ReadSpec {
    let group_names = vec!["gc-*".into()];
    match domain {
        0 => ReadSpec {
            people_bases: vec!["OU=in 1,DC=d0".into()],
            people_filter: Some("(!(title=Out))".parse().unwrap()),
            group_names,
            ..ReadSpec::default()
        },
        1 => ReadSpec {
            people_filter: Some("(memberOf=CN=gc-30,DC=d1)".parse().unwrap()),
            group_names,
            ..ReadSpec::default()
        },
        _ => ReadSpec { group_bases: vec!["OU=in 1,DC=d2".into()], ..ReadSpec::default() },
    }
}

impl World {
    pub(crate) fn live(&self, id: Id) -> Option<&Thing> {
        self.things.get(&id).filter(|thing| !thing.deleted)
    }

    pub(crate) fn dn(&self, (domain, number): Id) -> String {
        let thing = &self.things[&(domain, number)];
        let kind = if thing.sort == Sort::Unit { "OU" } else { "CN" };
        match thing.unit {
            Some(unit) => format!("{kind}={},{}", thing.name, self.dn((domain, unit))),
            None => format!("{kind}={},DC=d{domain}", thing.name),
        }
    }

    fn in_scope(&self, id: Id) -> bool {
        let Some(person) = self.live(id).filter(|thing| thing.sort == Sort::Person) else { return false };
        match id.0 {
            0 => self.dn(id).ends_with("OU=in 1,DC=d0") && person.title.as_deref() != Some("Out"),
            1 => {
                self.links.keys().any(|(group, member)| *member == id && self.dn(*group) == "CN=gc-30,DC=d1")
            }
            _ => true,
        }
    }

    fn group_in_scope(&self, id: Id) -> bool {
        match id.0 {
            0 | 1 => self.things[&id].name.starts_with("gc-"),
            _ => self.dn(id).ends_with("OU=in 1,DC=d2"),
        }
    }

    fn is_security(&self, id: Id) -> bool {
        self.live(id).is_some_and(|thing| thing.sort == Sort::Group && !thing.distribution)
    }

    /// The groups in scope that each person in scope is in: by going up until nothing is new.
    pub(crate) fn memberships(&self) -> BTreeMap<Id, BTreeSet<Id>> {
        let people = self.things.keys().copied().filter(|id| self.in_scope(*id));
        people.map(|person| (person, self.groups_above(person))).collect()
    }

    fn groups_above(&self, person: Id) -> BTreeSet<Id> {
        let primary = (person.0, self.things[&person].primary);
        let mut above: BTreeSet<Id> =
            BTreeSet::from([primary]).into_iter().filter(|id| self.is_security(*id)).collect();
        loop {
            let ways = self.links.keys().filter(|(_, member)| *member == person || above.contains(member));
            let more: BTreeSet<Id> =
                ways.map(|(group, _)| *group).filter(|id| self.is_security(*id)).collect();
            if more.is_subset(&above) {
                return above.into_iter().filter(|id| self.group_in_scope(*id)).collect();
            }
            above.extend(more);
        }
    }
}
