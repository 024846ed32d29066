//! Law 7: somebody must be left who can hand out roles.

use super::{Facts, Observation};
use crate::entitlement::{RoleAt, Slot, Value};
use crate::id::{AccountId, RoleId};
use crate::plan::{Change, PlanBody};
use crate::tenant::AccountState;
use std::collections::{BTreeMap, BTreeSet};

/// Holds removals that would leave no active account with an administrative role.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let administrative = facts.input.everybody.administrative_roles();
    let before = facts.input.everybody.administrators();
    let touching = touching(plan, administrative, before);
    let loses = losers(plan, &touching, administrative, facts);
    let left = before.iter().any(|account| !loses.contains(account));
    if loses.is_empty() || left || !facts.input.snapshot.administrators_by_group.is_empty() {
        return Vec::new();
    }
    let sentence = format!("the plan takes administration from the last {} who have it", loses.len());
    vec![Observation::hold(
        "",
        sentence,
        "give another active account an administrative role first",
        touching,
    )]
}

/// Accounts that are put to sleep, or that have no administrative role left.
fn losers(
    plan: &PlanBody,
    touching: &BTreeSet<usize>,
    administrative: &BTreeSet<RoleId>,
    facts: &Facts<'_>,
) -> BTreeSet<AccountId> {
    let changes: Vec<&Change> = touching.iter().map(|index| &plan.changes[*index]).collect();
    let mut left: BTreeMap<AccountId, BTreeSet<RoleAt>> = BTreeMap::new();
    for account in changes.iter().filter_map(|change| change.subject.account) {
        let roles = facts
            .input
            .snapshot
            .accounts
            .get(&account)
            .map(|account| account.roles.clone())
            .unwrap_or_default();
        let roles = roles.into_iter().filter(|at| administrative.contains(&at.role));
        left.entry(account).or_insert_with(|| roles.collect());
    }
    for change in changes {
        let roles = change.subject.account.and_then(|account| left.get_mut(&account));
        match (roles, &change.slot) {
            (Some(roles), Slot::Role(at)) => drop(roles.remove(at)),
            (Some(roles), _) => roles.clear(),
            (None, _) => {}
        }
    }
    left.into_iter().filter(|(_, roles)| roles.is_empty()).map(|(account, _)| account).collect()
}

fn touching(
    plan: &PlanBody,
    administrative: &BTreeSet<RoleId>,
    holders: &BTreeSet<AccountId>,
) -> BTreeSet<usize> {
    let takes = |slot: &Slot, after: &Option<Value>| match slot {
        Slot::Role(at) => administrative.contains(&at.role) && after.is_none(),
        Slot::Account => *after == Some(Value::State(AccountState::Inactive)),
        _ => false,
    };
    plan.changes
        .iter()
        .enumerate()
        .filter(|(_, change)| change.subject.account.is_some_and(|account| holders.contains(&account)))
        .filter(|(_, change)| takes(&change.slot, &change.after))
        .map(|(index, _)| index)
        .collect()
}
