//! Which grants in the tenant are ours. We remove only what stands here.

use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, PersonId, RuleId, RunId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One grant that we made or adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The account that holds it.
    pub account: AccountId,
    /// What it holds.
    pub slot: Slot,
    /// The value that we wrote.
    pub value: Value,
    /// For whom.
    pub person: PersonId,
    /// The rules that justified it when it was granted.
    pub rules: Vec<RuleId>,
    /// The run that made it.
    pub run: RunId,
    /// Since when.
    pub since: Timestamp,
}

/// All entries, by account and slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger(BTreeMap<AccountId, BTreeMap<Slot, LedgerEntry>>);

impl Ledger {
    /// Indexes the entries.
    pub fn new(entries: impl IntoIterator<Item = LedgerEntry>) -> Self {
        let mut ledger = Self::default();
        for entry in entries {
            ledger.0.entry(entry.account).or_default().insert(entry.slot.clone(), entry);
        }
        ledger
    }

    /// Whether a grant is ours.
    pub fn owns(&self, account: AccountId, slot: &Slot) -> bool {
        self.0.get(&account).is_some_and(|entries| entries.contains_key(slot))
    }

    /// Our grants on an account.
    pub fn of(&self, account: AccountId) -> impl Iterator<Item = &LedgerEntry> {
        self.0.get(&account).into_iter().flat_map(BTreeMap::values)
    }
}
