//! Who holds the roles that we manage.
//!
//! Read by role (`roles/{id}/subjectgrants`, 100 holders a call), because that costs nothing for the roles that nobody
//! asked about, and tells users from groups. The grants of a division would come 500 a call, but it is not certain
//! that they include grants in all divisions, and a role that seems not to be held must not come from such a doubt.
//! For a few accounts, each account's own grants are asked where that takes fewer calls.

use super::pages::{self, Listing};
use crate::genesys::client::Client;
use crate::genesys::dto::{Holder, Page, Subject};
use crate::genesys::error::TenantError;
use crate::genesys::probe::grants::{HOLDERS_PAGE, direct, holders, subject};
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::entitlement::RoleAt;
use muster_core::id::{AccountId, GroupId, RoleId};
use std::collections::{BTreeMap, BTreeSet};

/// Grants as they were read.
#[derive(Default)]
pub(super) struct Grants {
    pub(super) of_accounts: BTreeMap<AccountId, BTreeSet<RoleAt>>,
    /// Groups that hold a role, by role.
    pub(super) of_groups: BTreeMap<RoleId, BTreeSet<GroupId>>,
    /// Roles about which the answer is whole.
    pub(super) roles_read: BTreeSet<RoleId>,
    pub(super) missing: Vec<String>,
}

/// Reads the holders of `roles`; `few` are the only accounts that matter, if only some do.
pub(super) async fn read(
    client: &Client,
    roles: &BTreeSet<RoleId>,
    few: Option<&BTreeSet<AccountId>>,
) -> Result<Grants, TenantError> {
    if let Some(accounts) = few.filter(|accounts| accounts.len() <= roles.len()) {
        return by_account(client, roles, accounts).await;
    }
    let firsts = first_pages(client, roles).await?;
    let to_come: u64 =
        firsts.iter().map(|(_, page)| page.pages(HOLDERS_PAGE).unwrap_or(1).saturating_sub(1)).sum();
    match few.filter(|accounts| (accounts.len() as u64) < to_come) {
        Some(accounts) => by_account(client, roles, accounts).await,
        None => by_role(client, firsts).await,
    }
}

type First = (RoleId, Page<Holder>);

/// The first page of each role; roles that do not exist are left out, and nothing is known about them.
async fn first_pages(client: &Client, roles: &BTreeSet<RoleId>) -> Result<Vec<First>, TenantError> {
    let parallel = client.config().parallel_reads.max(1);
    let mut answers = stream::iter(roles.iter().copied())
        .map(|role| async move { (role, client.get::<Page<Holder>>(holders(role, 1)).await) })
        .buffered(parallel);
    let mut firsts = Vec::new();
    while let Some((role, answer)) = answers.next().await {
        match answer {
            Ok(page) => firsts.push((role, page)),
            Err(TenantError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(firsts)
}

async fn by_role(client: &Client, firsts: Vec<First>) -> Result<Grants, TenantError> {
    let mut grants = Grants::default();
    for (role, first) in firsts {
        let mut listing = rest(client, role, first).await?;
        if listing.shortfall.is_some() {
            let again = client.get(holders(role, 1)).await?;
            listing = rest(client, role, again).await?;
        }
        grants.add(role, listing);
    }
    Ok(grants)
}

async fn rest(client: &Client, role: RoleId, first: Page<Holder>) -> Result<Listing<Holder>, TenantError> {
    let what = format!("holders of role {role}");
    pages::rest(client, &what, HOLDERS_PAGE, first, |number| holders(role, number)).await
}

async fn by_account(
    client: &Client,
    roles: &BTreeSet<RoleId>,
    accounts: &BTreeSet<AccountId>,
) -> Result<Grants, TenantError> {
    let parallel = client.config().parallel_reads.max(1);
    let held: Vec<(AccountId, BTreeSet<RoleAt>)> = stream::iter(accounts.iter().copied())
        .map(|account| of_account(client, account))
        .buffered(parallel)
        .try_collect()
        .await?;
    let managed = held.into_iter().map(|(account, mut held)| {
        held.retain(|grant| roles.contains(&grant.role));
        (account, held)
    });
    Ok(Grants { of_accounts: managed.collect(), roles_read: roles.clone(), ..Grants::default() })
}

/// An account that does not exist holds nothing.
async fn of_account(
    client: &Client,
    account: AccountId,
) -> Result<(AccountId, BTreeSet<RoleAt>), TenantError> {
    match client.get::<Subject>(subject(account)).await {
        Ok(subject) => Ok((account, direct(account, &subject))),
        Err(TenantError::NotFound { .. }) => Ok((account, BTreeSet::new())),
        Err(error) => Err(error),
    }
}

impl Grants {
    fn add(&mut self, role: RoleId, listing: Listing<Holder>) {
        match listing.shortfall {
            Some(shortfall) => self.missing.push(shortfall),
            None => _ = self.roles_read.insert(role),
        }
        for holder in listing.items {
            self.add_holder(role, &holder);
        }
    }

    fn add_holder(&mut self, role: RoleId, holder: &Holder) {
        match holder.kind.as_deref() {
            Some("PC_GROUP") => {
                let groups = self.of_groups.entry(role).or_default();
                groups.extend(holder.id.parse::<GroupId>().ok());
            }
            Some("PC_USER") | None => {
                if let Ok(account) = holder.id.parse() {
                    let places = holder.divisions.iter().filter_map(|d| d.id.parse().ok());
                    let held = places.map(|division| RoleAt { role, division });
                    self.of_accounts.entry(account).or_default().extend(held);
                }
            }
            Some(_) => {}
        }
    }
}
