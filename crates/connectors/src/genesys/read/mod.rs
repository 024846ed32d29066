//! Reading a tenant in pages, never account by account.

mod assembly;
pub(super) mod catalogue;
mod cursor;
mod evidence;
pub(super) mod expansions;
pub(super) mod grants;
mod mails;
pub(super) mod own;
pub(super) mod pages;
mod queues;
mod recheck;
pub(super) mod tally;
pub(super) mod users;
mod work;

pub use evidence::evidence;
pub use recheck::{Answers, Asked, recheck, still_held};
pub use work::read_presences;

use super::client::Client;
use super::error::TenantError;
use assembly::Parts;
use catalogue::Lists;
use muster_core::id::{AccountId, QueueId, RoleId};
use muster_core::tenant::{Catalogue, TenantSnapshot};
use own::Own;
use std::collections::{BTreeMap, BTreeSet};
use users::Users;

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

    /// How many calls reading them took.
    pub fn calls(&self) -> u64 {
        self.calls
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
    Ok(TenantNames { own, lists, calls: client.calls().total - calls_before })
}

/// The second half of [`read_tenant`]: accounts and what they hold.
pub async fn read_accounts(
    client: &Client,
    names: &TenantNames,
    scope: &ReadScope,
) -> Result<TenantSnapshot, TenantError> {
    let calls_before = client.calls().total;
    let few = match &scope.accounts {
        AccountScope::All => None,
        AccountScope::Only(ids) => Some(ids),
    };
    let catalogue = names.catalogue();
    let roles = known(&scope.roles, &catalogue.roles);
    let queues = known(&scope.queues, &catalogue.queues);
    // After a run the sizes of before it say nothing.
    let sizes = if few.is_some() { &BTreeMap::new() } else { &names.lists.queue_sizes };
    let (users, grants, members) = tokio::try_join!(
        users(client, few),
        grants::read(client, &roles, few),
        queues::read(client, &queues, sizes)
    )?;
    let calls = names.calls + client.calls().total - calls_before;
    Ok(Parts { names, users, grants, members }.snapshot((client.config().clock)(), calls))
}

async fn users(client: &Client, few: Option<&BTreeSet<AccountId>>) -> Result<Users, TenantError> {
    let mut users = match few {
        None => users::everybody(client).await?,
        Some(ids) => users::only(client, ids).await?,
    };
    expansions::complete(client, &mut users.users).await;
    Ok(users)
}

/// Those of `wanted` that exist; about the others nothing can be asked.
fn known<K: Ord + Copy, V>(wanted: &BTreeSet<K>, existing: &BTreeMap<K, V>) -> BTreeSet<K> {
    wanted.iter().copied().filter(|id| existing.contains_key(id)).collect()
}
