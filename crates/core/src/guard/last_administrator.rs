//! Law 7: somebody must be left who can hand out roles.

use super::{Facts, Observation};
use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, RoleId};
use crate::plan::PlanBody;
use crate::tenant::AccountState;
use std::collections::BTreeSet;

/// Holds removals that would leave no active account with an administrative role.
pub(super) fn check(plan: &PlanBody, facts: &Facts<'_>) -> Vec<Observation> {
    let administrative = administrative_roles(facts);
    let before = holders(&administrative, facts);
    let touching = touching(plan, &administrative, &before);
    let loses: BTreeSet<AccountId> = touching
        .iter()
        .filter_map(|index| plan.changes[*index].subject.account)
        .collect();
    let left = before.difference(&loses).count();
    if touching.is_empty() || left > 0 || !facts.snapshot.administrators_by_group.is_empty() {
        return Vec::new();
    }
    let sentence = format!(
        "the plan takes administration from the last {} who have it",
        loses.len()
    );
    vec![Observation::hold(
        "",
        sentence,
        "give another active account an administrative role first",
        touching,
    )]
}

fn administrative_roles(facts: &Facts<'_>) -> BTreeSet<RoleId> {
    let roles = facts.snapshot.catalogue.roles.iter();
    roles
        .filter(|(_, role)| role.administrative)
        .map(|(id, _)| *id)
        .collect()
}

fn holders(administrative: &BTreeSet<RoleId>, facts: &Facts<'_>) -> BTreeSet<AccountId> {
    let active = facts
        .snapshot
        .accounts
        .values()
        .filter(|account| account.state == AccountState::Active);
    active
        .filter(|account| account.roles.iter().any(|at| administrative.contains(&at.role)))
        .map(|account| account.id)
        .collect()
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
        .filter(|(_, change)| {
            change
                .subject
                .account
                .is_some_and(|account| holders.contains(&account))
        })
        .filter(|(_, change)| takes(&change.slot, &change.after))
        .map(|(index, _)| index)
        .collect()
}
