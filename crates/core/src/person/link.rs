//! Remembered pairings of people and accounts.

use crate::id::{AccountId, Anchor, PersonId, SourceId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A remembered pairing. A person has at most one, and so has an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The person.
    pub person: PersonId,
    /// The account.
    pub account: AccountId,
    /// How the pairing came about.
    pub origin: LinkOrigin,
    /// Since when.
    pub since: Timestamp,
    /// The name at that time, so that an orphan can still be named.
    pub display_name: String,
}

/// How a pairing came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkOrigin {
    /// We created the account.
    Created,
    /// The account carried the person's external id.
    ExternalId,
    /// Exactly one account had exactly the person's mail, and the policy allows that.
    Mail,
    /// Somebody said so.
    Manual,
}

impl LinkOrigin {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "creation",
            Self::ExternalId => "external id",
            Self::Mail => "mail",
            Self::Manual => "manual",
        }
    }
}

/// All links, findable from both sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    by_person: BTreeMap<PersonId, Link>,
    by_account: BTreeMap<AccountId, PersonId>,
}

impl Links {
    /// Indexes the links.
    pub fn new(links: impl IntoIterator<Item = Link>) -> Self {
        let by_person: BTreeMap<_, _> = links.into_iter().map(|link| (link.person.clone(), link)).collect();
        let by_account = by_person.values().map(|link| (link.account, link.person.clone())).collect();
        Self { by_person, by_account }
    }

    /// The link of a person.
    pub fn of_person(&self, person: &PersonId) -> Option<&Link> {
        self.by_person.get(person)
    }

    /// The link of an account.
    pub fn of_account(&self, account: AccountId) -> Option<&Link> {
        self.by_account.get(&account).and_then(|person| self.by_person.get(person))
    }

    /// The accounts that have a link, in order.
    pub fn accounts(&self) -> impl Iterator<Item = &AccountId> {
        self.by_account.keys()
    }

    /// Links of people whom a source speaks for.
    pub fn of_source(&self, source: &SourceId) -> impl Iterator<Item = &Link> {
        let first = PersonId::new(source, &Anchor::new(""));
        self.by_person.range(first..).map(|(_, link)| link).take_while(|link| link.person.source == *source)
    }

    /// All links in order of people.
    pub fn iter(&self) -> impl Iterator<Item = &Link> {
        self.by_person.values()
    }
}
