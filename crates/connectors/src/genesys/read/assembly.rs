//! Puts what was read together.

use super::TenantNames;
use super::grants::Grants;
use super::queues::Members;
use super::users::Users;
use crate::genesys::account::account_of;
use muster_core::entitlement::RoleAt;
use muster_core::id::{AccountId, DivisionId, GroupId, QueueId, RoleId};
use muster_core::record::Coverage;
use muster_core::tenant::{Account, Catalogue, TenantSnapshot};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The answers, each still on its own.
pub(super) struct Parts<'a> {
    pub(super) names: &'a TenantNames,
    pub(super) users: Users,
    pub(super) grants: Grants,
    pub(super) members: Members,
}

impl Parts<'_> {
    /// The tenant as it was read; `calls` is how many calls that took.
    // The answers are used up on the way: the accounts of a large tenant fit into the memory once, and not twice.
    pub(super) fn snapshot(self, read_at: Timestamp, calls: u64) -> TenantSnapshot {
        let Self { names, users, grants, members } = self;
        let (own, lists) = (&names.own, &names.lists);
        let administrators_by_group = administrators(&grants, &lists.catalogue);
        let home = lists.catalogue.home().unwrap_or(DivisionId(uuid::Uuid::nil()));
        let users_read = users.users.into_values();
        let mut accounts = users_read.map(|user| (AccountId(user.id), account_of(&user, home))).collect();
        hand_out(grants.of_accounts, &members.of_queues, &mut accounts);
        TenantSnapshot {
            read_at,
            organisation: own.organisation,
            organisation_name: own.organisation_name.clone(),
            own_client: own.client.clone(),
            coverage: coverage(
                [lists.missing.clone(), users.missing, grants.missing, members.missing].concat(),
            ),
            administrators_by_group,
            catalogue: lists.catalogue.clone(),
            accounts,
            roles_read: grants.roles_read,
            queues_read: members.queues_read,
            group_versions: lists.group_versions.clone(),
            work: BTreeMap::new(),
            calls,
        }
    }
}

fn coverage(missing: Vec<String>) -> Coverage {
    if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
}

/// Gives each account its roles and queues.
fn hand_out(
    grants: BTreeMap<AccountId, BTreeSet<RoleAt>>,
    members: &BTreeMap<QueueId, BTreeSet<AccountId>>,
    accounts: &mut BTreeMap<AccountId, Account>,
) {
    for (id, held) in grants {
        if let Some(account) = accounts.get_mut(&id) {
            account.roles.extend(held);
        }
    }
    for (queue, ids) in members {
        for id in ids {
            if let Some(account) = accounts.get_mut(id) {
                account.queues.insert(*queue);
            }
        }
    }
}

/// Groups that hold a role whose holders can hand out roles.
fn administrators(grants: &Grants, catalogue: &Catalogue) -> BTreeSet<GroupId> {
    let is_administrative = |role: &RoleId| catalogue.roles.get(role).is_some_and(|role| role.administrative);
    let groups = grants.of_groups.iter().filter(|(role, _)| is_administrative(role));
    groups.flat_map(|(_, groups)| groups.iter().copied()).collect()
}
