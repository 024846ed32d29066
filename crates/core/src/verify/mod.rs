//! Compares what a run did with what reading back shows.

use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, PersonId};
use crate::journal::{Run, Settlement};
use crate::operation::Operation;
use crate::plan::Change;
use crate::tenant::TenantSnapshot;
use std::collections::{BTreeMap, BTreeSet};

/// One change of a run that was carried out, with the account that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The change's number in the plan.
    pub change: u32,
    /// The account.
    pub account: AccountId,
}

/// What a run did, change by change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deeds {
    /// How the operation that carried each change ended.
    pub ends: BTreeMap<u32, (Operation, Settlement)>,
    /// Accounts that the run created.
    pub created: BTreeMap<PersonId, AccountId>,
}

impl Deeds {
    /// Sums up the settlements of a run; pieces of a split batch speak for their own changes.
    pub fn new<'a>(settlements: impl IntoIterator<Item = (&'a Operation, &'a Settlement)>) -> Self {
        let mut deeds = Self::default();
        for (operation, end) in settlements.into_iter().filter(|(_, end)| **end != Settlement::Split) {
            for change in &operation.changes {
                deeds.ends.insert(*change, (operation.clone(), end.clone()));
            }
            deeds.remember_creation(operation, end);
        }
        deeds
    }

    fn remember_creation(&mut self, operation: &Operation, end: &Settlement) {
        if let (Some(person), Settlement::Applied(effect)) = (operation.call.creates(), end) {
            self.created.extend(effect.account.map(|account| (person.clone(), account)));
        }
    }

    /// The account that a change is about, once it exists.
    pub fn account_of(&self, change: &Change) -> Option<AccountId> {
        change.subject.account.or_else(|| self.created.get(&change.subject.person).copied())
    }

    /// Changes that were carried out or were so already.
    pub fn done(&self, run: &Run) -> Vec<Done> {
        let carried = self.ends.iter().filter(|(_, (_, end))| end.is_success());
        carried
            .filter_map(|(number, _)| {
                let change = run.plan.body.changes.get(*number as usize)?;
                self.account_of(change).map(|account| Done { change: *number, account })
            })
            .collect()
    }
}

/// Changes of `done` that reading back does not show.
///
/// External ids stand in no listing; the tenant's answer to writing one lists them as stored, and that is their proof.
pub fn discrepancies(
    run: &Run,
    done: &[Done],
    snapshot: &TenantSnapshot,
    created: &BTreeMap<PersonId, AccountId>,
) -> BTreeSet<u32> {
    let shows = |deed: &&Done| {
        let change = run.plan.body.changes.get(deed.change as usize);
        change.is_some_and(|change| {
            change.slot == Slot::ExternalId || is_so(change, deed.account, snapshot, created)
        })
    };
    done.iter().filter(|deed| !shows(deed)).map(|deed| deed.change).collect()
}

fn is_so(
    change: &Change,
    account: AccountId,
    snapshot: &TenantSnapshot,
    created: &BTreeMap<PersonId, AccountId>,
) -> bool {
    let after = resolved(change.after.as_ref(), created);
    let found = snapshot.accounts.get(&account);
    found.is_some_and(|found| change.slot.same(found.value(&change.slot).as_ref(), after.as_ref()))
}

/// A manager who was created in the run is a person in the plan and an account in the tenant.
fn resolved(after: Option<&Value>, created: &BTreeMap<PersonId, AccountId>) -> Option<Value> {
    match after {
        Some(Value::Person(person)) => created.get(person).copied().map(Value::Account),
        other => other.cloned(),
    }
}
