//! What somebody in charge said about one person, whatever the sources say.

use crate::id::PersonId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody in charge said about one person. It stands until it is taken back or expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Whom it is about.
    pub person: PersonId,
    /// What is to happen.
    pub demand: Demand,
    /// Who said so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when it counts; `None`: until it is taken back.
    pub until: Option<Timestamp>,
}

/// What is to happen to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// Nothing is changed for them.
    Hold,
    /// They leave, with the patience that the policy has for leavers.
    Leave,
    /// They lose access at once, and live work is moved after that.
    Expel,
}

impl Demand {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Leave => "leave",
            Self::Expel => "expel",
        }
    }
}

/// All orders, at most one a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Orders(BTreeMap<PersonId, Order>);

impl Orders {
    /// Indexes them.
    pub fn new(orders: impl IntoIterator<Item = Order>) -> Self {
        Self(orders.into_iter().map(|order| (order.person.clone(), order)).collect())
    }

    /// The order about a person that counts at `now`.
    pub fn of(&self, person: &PersonId, now: Timestamp) -> Option<&Order> {
        self.0.get(person).filter(|order| order.until.is_none_or(|until| until > now))
    }

    /// Whom any order is about.
    pub fn people(&self) -> impl Iterator<Item = &PersonId> {
        self.0.keys()
    }

    /// The next moment after `now` at which an order counts no more.
    pub fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        self.0.values().filter_map(|order| order.until).filter(|until| *until > now).min()
    }
}
