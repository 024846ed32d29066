//! Compares what a run did with what reading back shows.

mod discrepancy;
mod learned;

pub use discrepancy::Discrepancy;
pub use learned::learn;

use crate::entitlement::Value;
use crate::id::{AccountId, PersonId};
use crate::journal::{Run, Settlement};
use crate::operation::Operation;
use crate::plan::Change;
use crate::tenant::{TenantSnapshot, Work};
use std::collections::BTreeMap;

/// Changes that do not show, by number in the plan, and why.
pub type Discrepancies = BTreeMap<u32, Discrepancy>;

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

/// Changes of `done` that reading back does not show, and why.
///
/// External ids stand in no listing; the tenant's answer to writing one lists them as stored, and that is their proof.
/// Whether somebody has tokens nothing shows; the tenant's answer to ending them is the proof. What the tenant did not
/// answer for an account is not shown: absent is not empty.
pub fn discrepancies(
    run: &Run,
    done: &[Done],
    snapshot: &TenantSnapshot,
    created: &BTreeMap<PersonId, AccountId>,
) -> Discrepancies {
    let doubt = |deed: &Done| {
        let change = run.plan.body.changes.get(deed.change as usize)?;
        let why = discrepancy(change, deed.account, snapshot, created)?;
        Some((deed.change, why))
    };
    done.iter().filter_map(doubt).collect()
}

/// Steps of departures in `done` that what their accounts are doing now does not show, and why.
pub fn work_discrepancies(run: &Run, done: &[Done], work: &BTreeMap<AccountId, Work>) -> Discrepancies {
    let doubt = |deed: &Done| {
        let change = run.plan.body.changes.get(deed.change as usize)?;
        Some((deed.change, of_work(change, work.get(&deed.account))?))
    };
    done.iter().filter_map(doubt).collect()
}

fn discrepancy(
    change: &Change,
    account: AccountId,
    snapshot: &TenantSnapshot,
    created: &BTreeMap<PersonId, AccountId>,
) -> Option<Discrepancy> {
    let (slot, kind) = (&change.slot, change.slot.kind());
    if kind.is_of_departure() {
        return of_work(change, snapshot.work.get(&account));
    }
    if !slot.is_shown() {
        return None;
    }
    let Some(found) = snapshot.accounts.get(&account) else {
        return Some(Discrepancy::Lagging);
    };
    if found.unread.contains(&kind) {
        return Some(Discrepancy::Unread);
    }
    compared(change, found.value(slot), resolved(change.after.as_ref(), created).as_ref())
}

fn of_work(change: &Change, work: Option<&Work>) -> Option<Discrepancy> {
    if !change.slot.is_shown() {
        return None;
    }
    match work {
        Some(work) if !work.unread.contains_key(&change.slot.kind()) => {
            compared(change, work.value(&change.slot), change.after.as_ref())
        }
        Some(_) | None => Some(Discrepancy::Unread),
    }
}

fn compared(change: &Change, found: Option<Value>, after: Option<&Value>) -> Option<Discrepancy> {
    match () {
        () if change.slot.same(found.as_ref(), after) => None,
        () if change.slot.same(found.as_ref(), change.before.as_ref()) => Some(Discrepancy::Lagging),
        () => Some(Discrepancy::Overtaken { found }),
    }
}

/// A manager who was created in the run is a person in the plan and an account in the tenant.
fn resolved(after: Option<&Value>, created: &BTreeMap<PersonId, AccountId>) -> Option<Value> {
    match after {
        Some(Value::Person(person)) => created.get(person).copied().map(Value::Account),
        other => other.cloned(),
    }
}
