//! Reading a tenant in pages, never account by account.

mod catalogue;
mod evidence;
mod expansions;
mod grants;
pub(super) mod own;
mod pages;
mod queues;
mod users;

pub use evidence::evidence;

use super::account::account_of;
use super::client::Client;
use super::error::TenantError;
use catalogue::Lists;
use grants::Grants;
use muster_core::id::{AccountId, DivisionId, GroupId, QueueId, RoleId};
use muster_core::record::Coverage;
use muster_core::tenant::{Account, Catalogue, TenantSnapshot};
use own::Own;
use std::collections::{BTreeMap, BTreeSet};

/// What to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadScope {
    /// Roles whose holders are read: those that are managed, and those that a guardrail protects.
    pub roles: BTreeSet<RoleId>,
    /// Queues whose members are read.
    pub queues: BTreeSet<QueueId>,
    /// Which accounts.
    pub accounts: AccountScope,
}

/// Which accounts to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AccountScope {
    /// All, in every state.
    #[default]
    All,
    /// Only these: to verify what was written.
    Only(BTreeSet<AccountId>),
}

/// Names and ids of a tenant, and who we are there: what a policy needs before accounts are read.
#[derive(Clone)]
pub struct TenantNames {
    own: Own,
    lists: Lists,
    calls: u64,
}

impl TenantNames {
    /// The names.
    pub fn catalogue(&self) -> &Catalogue {
        &self.lists.catalogue
    }

    /// The organisation's name.
    pub fn organisation_name(&self) -> &str {
        &self.own.organisation_name
    }
}

/// Reads names, accounts in every state, the holders of `scope.roles` and the members of `scope.queues`.
///
/// About one call for 500 accounts, 100 holders of a role, 100 members of a queue, and ten more.
pub async fn read_tenant(client: &Client, scope: &ReadScope) -> Result<TenantSnapshot, TenantError> {
    let names = read_names(client).await?;
    read_accounts(client, &names, scope).await
}

/// The first half of [`read_tenant`]: names, group versions, and our own client.
pub async fn read_names(client: &Client) -> Result<TenantNames, TenantError> {
    let calls_before = client.calls().total;
    let (mut own, lists) = tokio::try_join!(own::read(client), catalogue::read(client))?;
    own.spell_out(&lists.permissions);
    Ok(TenantNames {
        own,
        lists,
        calls: client.calls().total - calls_before,
    })
}

/// The second half of [`read_tenant`]: accounts and what they hold.
pub async fn read_accounts(
    client: &Client,
    names: &TenantNames,
    scope: &ReadScope,
) -> Result<TenantSnapshot, TenantError> {
    let calls_before = client.calls().total;
    let lists = &names.lists;
    let few = match &scope.accounts {
        AccountScope::All => None,
        AccountScope::Only(ids) => Some(ids),
    };
    let mut read = match few {
        None => users::everybody(client).await?,
        Some(ids) => users::only(client, ids).await?,
    };
    expansions::complete(client, &mut read.users).await;
    let roles = known(&scope.roles, &lists.catalogue.roles);
    let queues = known(&scope.queues, &lists.catalogue.queues);
    let (grants, members) =
        tokio::try_join!(grants::read(client, &roles, few), queues::read(client, &queues))?;
    let home = lists.catalogue.home().unwrap_or(DivisionId(uuid::Uuid::nil()));
    let accounts = read
        .users
        .values()
        .map(|user| (AccountId(user.id), account_of(user, home)));
    let mut accounts: BTreeMap<AccountId, Account> = accounts.collect();
    hand_out(&grants, &members.of_queues, &mut accounts);
    Ok(TenantSnapshot {
        read_at: (client.config().clock)(),
        organisation: names.own.organisation,
        organisation_name: names.own.organisation_name.clone(),
        own_client: names.own.client.clone(),
        coverage: coverage(
            [
                lists.missing.clone(),
                read.missing,
                grants.missing.clone(),
                members.missing,
            ]
            .concat(),
        ),
        administrators_by_group: administrators(&grants, &lists.catalogue),
        catalogue: lists.catalogue.clone(),
        accounts,
        roles_read: grants.roles_read,
        queues_read: members.of_queues.into_keys().collect(),
        group_versions: lists.group_versions.clone(),
        calls: names.calls + client.calls().total - calls_before,
    })
}

/// Those of `wanted` that exist; about the others nothing can be asked.
fn known<K: Ord + Copy, V>(wanted: &BTreeSet<K>, existing: &BTreeMap<K, V>) -> BTreeSet<K> {
    wanted
        .iter()
        .copied()
        .filter(|id| existing.contains_key(id))
        .collect()
}

fn coverage(missing: Vec<String>) -> Coverage {
    if missing.is_empty() {
        Coverage::Complete
    } else {
        Coverage::Partial { missing }
    }
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
    let groups = grants
        .of_groups
        .iter()
        .filter(|(role, _)| is_administrative(role));
    groups.flat_map(|(_, groups)| groups.iter().copied()).collect()
}
