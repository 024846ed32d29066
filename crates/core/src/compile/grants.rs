//! Roles: gains by minimum vertex cover, losses by account.

use super::cover::{Bipartite, minimum_cover};
use super::{StepDraft, account_of};
use crate::entitlement::{RoleAt, Slot};
use crate::id::AccountId;
use crate::operation::{AccountRef, Call, Stage};
use crate::plan::Change;
use std::collections::BTreeMap;

/// How many accounts one grant call carries. The limit of the endpoint is not published.
const ACCOUNTS_MAX: usize = 100;

/// The fewest grant calls, then one removal call for each account that loses roles.
pub(super) fn steps(changes: &[(u32, &Change)]) -> Vec<StepDraft> {
    let mut gains: BTreeMap<(AccountRef, RoleAt), u32> = BTreeMap::new();
    let mut losses: BTreeMap<AccountId, Vec<(RoleAt, u32)>> = BTreeMap::new();
    for (number, change) in changes.iter().copied() {
        let Slot::Role(role) = change.slot else { continue };
        match (&change.after, change.subject.account) {
            (Some(_), _) => {
                gains.insert((account_of(&change.subject), role), number);
            }
            (None, Some(account)) => losses.entry(account).or_default().push((role, number)),
            (None, None) => {}
        }
    }
    granting(&gains).into_iter().chain(losses.into_iter().map(removing)).collect()
}

fn removing((account, losses): (AccountId, Vec<(RoleAt, u32)>)) -> StepDraft {
    let (grants, changes) = losses.into_iter().unzip();
    StepDraft { stage: Stage::Losses, call: Call::RemoveGrants { account, grants }, changes }
}

fn granting(gains: &BTreeMap<(AccountRef, RoleAt), u32>) -> Vec<StepDraft> {
    let accounts = indexed(gains.keys().map(|(account, _)| account.clone()));
    let roles = indexed(gains.keys().map(|(_, role)| *role));
    let mut graph = Bipartite { edges: vec![Vec::new(); accounts.len()], rights: roles.len() };
    for (account, role) in gains.keys() {
        graph.edges[accounts[account]].push(roles[role]);
    }
    let cover = minimum_cover(&graph);
    let mut by_role: BTreeMap<RoleAt, Vec<(AccountRef, u32)>> = BTreeMap::new();
    let mut by_account: BTreeMap<AccountRef, Vec<(RoleAt, u32)>> = BTreeMap::new();
    for ((account, role), number) in gains {
        match cover.rights.contains(&roles[role]) {
            true => by_role.entry(*role).or_default().push((account.clone(), *number)),
            false => by_account.entry(account.clone()).or_default().push((*role, *number)),
        }
    }
    let wide =
        by_role.iter().flat_map(|(role, all)| all.chunks(ACCOUNTS_MAX).map(|part| to_many(*role, part)));
    wide.chain(by_account.into_iter().map(to_one)).collect()
}

fn indexed<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let unique: std::collections::BTreeSet<T> = items.collect();
    unique.into_iter().zip(0..).collect()
}

fn to_many(at: RoleAt, part: &[(AccountRef, u32)]) -> StepDraft {
    let (accounts, changes) = part.iter().cloned().unzip();
    let call = Call::GrantRole { role: at.role, division: at.division, accounts };
    StepDraft { stage: Stage::Gains, call, changes }
}

fn to_one((account, grants): (AccountRef, Vec<(RoleAt, u32)>)) -> StepDraft {
    let (grants, changes) = grants.into_iter().unzip();
    StepDraft { stage: Stage::Gains, call: Call::AddGrants { account, grants }, changes }
}
