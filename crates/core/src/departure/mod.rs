//! How somebody leaves: no new work, then the last call, then the account, and nothing forgotten that they may need
//! when they come back. What is kept here outlives runs; where somebody stands in their departure is seen in the
//! tenant, so that no step can be lost or done twice.

mod order;
mod terms;

pub use order::{Demand, Order, Orders};
pub use terms::{Handover, OnLeave, Restore, Terms};

use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, PersonId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A departure that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Who goes.
    pub person: PersonId,
    /// Their name.
    pub display_name: String,
    /// Their account.
    pub account: AccountId,
    /// With how much patience.
    pub manner: Manner,
    /// Since when.
    pub begun_at: Timestamp,
    /// When the account was closed; `None` before that.
    pub closed_at: Option<Timestamp>,
    /// Everything that the account held when the departure began: Genesys forgets direct roles with the deactivation.
    pub kept: Vec<Kept>,
}

/// Something that was held when a departure began.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Kept {
    /// What.
    pub slot: Slot,
    /// How much of it.
    pub value: Value,
    /// Whether the ledger had it as ours.
    pub ours: bool,
}

/// With how much patience somebody is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Live work may end; the account is closed after that.
    Graceful,
    /// Access ends first, and live work is moved after that.
    Expelled,
}

/// All departures that have begun, by person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Departures(BTreeMap<PersonId, Departure>);

impl Departures {
    /// Indexes them.
    pub fn new(departures: impl IntoIterator<Item = Departure>) -> Self {
        Self(departures.into_iter().map(|departure| (departure.person.clone(), departure)).collect())
    }

    /// The departure of a person, as long as it is about this account.
    pub fn of(&self, person: &PersonId, account: AccountId) -> Option<&Departure> {
        self.0.get(person).filter(|departure| departure.account == account)
    }

    /// All, in order of people.
    pub fn iter(&self) -> impl Iterator<Item = &Departure> {
        self.0.values()
    }
}
