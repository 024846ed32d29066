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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owned {
    /// What the account holds.
    pub slot: Slot,
    /// The rules and lists that justified it when it was granted.
    pub rules: Box<[RuleId]>,
}

/// What is ours, by account and slot. There are twenty times as many grants as people, so that nothing is kept of them
/// but what a plan looks at; and since few rules make them all, the same one on many accounts is kept once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger(BTreeMap<AccountId, Box<[Arc<Owned>]>>);

impl Ledger {
    /// Indexes the entries. Of several about one slot of one account the last counts.
    pub fn new(entries: impl IntoIterator<Item = LedgerEntry>) -> Self {
        let mut gathering = Gathering::default();
        entries.into_iter().for_each(|entry| gathering.add(entry));
        gathering.finish()
    }

    /// Whether a grant is ours.
    pub fn owns(&self, account: AccountId, slot: &Slot) -> bool {
        self.get(account, slot).is_some()
    }

    /// Our grant of a slot.
    pub fn get(&self, account: AccountId, slot: &Slot) -> Option<&Owned> {
        let owned = self.0.get(&account)?;
        owned.binary_search_by(|owned| owned.slot.cmp(slot)).ok().map(|at| &*owned[at])
    }

    /// Our grants, account by account.
    pub fn iter(&self) -> impl Iterator<Item = (AccountId, &Owned)> {
        self.0.iter().flat_map(|(account, owned)| owned.iter().map(|owned| (*account, &**owned)))
    }

    /// Our grants on an account.
    pub fn of(&self, account: AccountId) -> impl Iterator<Item = &Owned> {
        self.0.get(&account).into_iter().flat_map(|owned| owned.iter()).map(AsRef::as_ref)
    }
}

/// Entries on their way into a ledger, one after the other: there may be more of them than fit into the memory.
#[derive(Debug, Default)]
pub struct Gathering {
    ledger: Ledger,
    known: BTreeSet<Arc<Owned>>,
    /// The account of the last entries, and these.
    account: Option<AccountId>,
    owned: Vec<Arc<Owned>>,
}

impl Gathering {
    /// Takes one more. Quickest where those of one account come together.
    pub fn add(&mut self, entry: LedgerEntry) {
        if self.account != Some(entry.account) {
            self.put_away();
            self.account = Some(entry.account);
        }
        let owned = self.once(Owned { slot: entry.slot, rules: entry.rules.into() });
        self.owned.push(owned);
    }

    /// The ledger of all that were added.
    pub fn finish(mut self) -> Ledger {
        self.put_away();
        self.ledger
    }

    fn put_away(&mut self) {
        let Some(account) = self.account.take() else { return };
        let before = self.ledger.0.remove(&account).map(Vec::from).unwrap_or_default();
        let mut all: Vec<Arc<Owned>> = before.into_iter().chain(self.owned.drain(..)).collect();
        all.reverse();
        all.sort_by(|one, other| one.slot.cmp(&other.slot));
        all.dedup_by(|later, earlier| later.slot == earlier.slot);
        self.ledger.0.insert(account, all.into());
    }

    /// The same that is known already, where it is.
    fn once(&mut self, owned: Owned) -> Arc<Owned> {
        if let Some(known) = self.known.get(&owned) {
            return known.clone();
        }
        let owned = Arc::new(owned);
        self.known.insert(owned.clone());
        owned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::QueueId;
    use uuid::Uuid;

    fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn queue(number: u128) -> Slot {
        Slot::Queue { queue: QueueId(Uuid::from_u128(number)) }
    }

    fn entry(of: u128, slot: Slot, rule: &str) -> LedgerEntry {
        LedgerEntry {
            account: account(of),
            slot,
            value: Value::Held,
            person: PersonId::new(&"ad".into(), &"somebody".into()),
            rules: vec![rule.into()],
            run: RunId(Uuid::nil()),
            since: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn of_several_about_one_slot_the_last_counts_wherever_it_stands() {
        let entries = [(1, 7, "old"), (1, 5, "other"), (2, 7, "theirs"), (1, 7, "new")];
        let ledger = Ledger::new(entries.map(|(of, at, rule)| entry(of, queue(at), rule)));
        let rules = |of, at| ledger.get(account(of), &queue(at)).map(|owned| owned.rules[0].as_str());
        assert_eq!([rules(1, 7), rules(1, 5), rules(2, 7)], [Some("new"), Some("other"), Some("theirs")]);
        assert_eq!((rules(2, 5), ledger.iter().count()), (None, 3));
    }

    #[test]
    fn the_same_grant_on_many_accounts_is_kept_once() {
        let ledger = Ledger::new((0..3).map(|of| entry(of, queue(7), "agents")));
        let kept = |of| &ledger.0[&account(of)][0];
        assert!(Arc::ptr_eq(kept(0), kept(1)) && Arc::ptr_eq(kept(1), kept(2)));
    }
}
