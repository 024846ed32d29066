//! Which grants in the tenant are ours. We remove only what stands here.

use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, PersonId, RuleId, RunId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// The rules and lists that justified it when it was granted.
    pub rules: Vec<RuleId>,
    /// The run that made it.
    pub run: RunId,
    /// Since when.
    pub since: Timestamp,
}

/// What planning needs to know of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Owned {
    /// What the account holds.
    pub slot: Slot,
    /// The rules and lists that justified it when it was granted.
    pub rules: Arc<[RuleId]>,
}

/// What is ours, by account and slot. There are twenty times as many grants as people, so that nothing is kept of them
/// but what a plan looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger(BTreeMap<AccountId, Box<[Owned]>>);

impl Ledger {
    /// Indexes the entries. Of several about one slot of one account the last counts.
    pub fn new(entries: impl IntoIterator<Item = LedgerEntry>) -> Self {
        let (mut ledger, mut known) = (Self::default(), BTreeSet::new());
        let mut entries = entries.into_iter().peekable();
        while let Some(first) = entries.next() {
            let account = first.account;
            let mut owned = vec![Owned::new(first, &mut known)];
            while let Some(next) = entries.next_if(|next| next.account == account) {
                owned.push(Owned::new(next, &mut known));
            }
            ledger.add(account, owned);
        }
        ledger
    }

    fn add(&mut self, account: AccountId, new: Vec<Owned>) {
        let mut all = self.0.remove(&account).map(Vec::from).unwrap_or_default();
        all.extend(new);
        all.reverse();
        all.sort_by(|one, other| one.slot.cmp(&other.slot));
        all.dedup_by(|later, earlier| later.slot == earlier.slot);
        self.0.insert(account, all.into());
    }

    /// Whether a grant is ours.
    pub fn owns(&self, account: AccountId, slot: &Slot) -> bool {
        self.get(account, slot).is_some()
    }

    /// Our grant of a slot.
    pub fn get(&self, account: AccountId, slot: &Slot) -> Option<&Owned> {
        let owned = self.0.get(&account)?;
        owned.binary_search_by(|owned| owned.slot.cmp(slot)).ok().map(|at| &owned[at])
    }

    /// Our grants on an account.
    pub fn of(&self, account: AccountId) -> impl Iterator<Item = &Owned> {
        self.0.get(&account).into_iter().flat_map(|owned| owned.iter())
    }
}

impl Owned {
    /// There are few different lists of rules: each is kept once.
    fn new(entry: LedgerEntry, known: &mut BTreeSet<Arc<[RuleId]>>) -> Self {
        let rules = known.get(entry.rules.as_slice()).cloned().unwrap_or_else(|| {
            let rules: Arc<[RuleId]> = entry.rules.into();
            known.insert(rules.clone());
            rules
        });
        Self { slot: entry.slot, rules }
    }
}
