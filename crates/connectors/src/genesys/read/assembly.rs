//! Puts what was read together.

use super::TenantNames;
use super::grants::Grants;
use super::queues::Members;
use super::users::Users;
use crate::genesys::account::account_of;
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
    pub(super) fn snapshot(self, read_at: Timestamp, calls: u64) -> TenantSnapshot {
        let accounts = self.accounts();
        let (own, lists) = (&self.names.own, &self.names.lists);
        let missing =
            [lists.missing.clone(), self.users.missing, self.grants.missing.clone(), self.members.missing];
        TenantSnapshot {
            read_at,
            organisation: own.organisation,
            organisation_name: own.organisation_name.clone(),
            own_client: own.client.clone(),
            coverage: coverage(missing.concat()),
            administrators_by_group: administrators(&self.grants, &lists.catalogue),
            catalogue: lists.catalogue.clone(),
            accounts,
            roles_read: self.grants.roles_read,
            queues_read: self.members.queues_read,
            group_versions: lists.group_versions.clone(),
            work: BTreeMap::new(),
            calls,
        }
    }

    fn accounts(&self) -> BTreeMap<AccountId, Account> {
        let home = self.names.catalogue().home().unwrap_or(DivisionId(uuid::Uuid::nil()));
        let users = self.users.users.values();
        let mut accounts = users.map(|user| (AccountId(user.id), account_of(user, home))).collect();
        hand_out(&self.grants, &self.members.of_queues, &mut accounts);
        accounts
    }
}

fn coverage(missing: Vec<String>) -> Coverage {
    if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
}

/// Gives each account its roles and queues.
fn hand_out(
    grants: &Grants,
    members: &BTreeMap<QueueId, BTreeSet<AccountId>>,
    accounts: &mut BTreeMap<AccountId, Account>,
) {
    for (id, held) in &grants.of_accounts {
        if let Some(account) = accounts.get_mut(id) {
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
