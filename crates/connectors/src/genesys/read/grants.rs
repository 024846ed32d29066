//! Who holds the roles that we manage.
//!
//! Read by role (`roles/{id}/subjectgrants`, 500 holders a call, or 100 where the tenant does not give so many), because
//! that costs nothing for the roles that nobody asked about, and tells users from groups. The grants of a division would come 500 a call, but it is not certain
//! that they include grants in all divisions, and a role that seems not to be held must not come from such a doubt.
//! For a few accounts, each account's own grants are asked where that takes fewer calls.

use super::pages;
use super::tally::Listing;
use crate::genesys::client::Client;
use crate::genesys::dto::{Holder, Page, Subject};
use crate::genesys::error::TenantError;
use crate::genesys::probe::grants::{HOLDERS_PAGE, direct, holders, subject};
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::entitlement::RoleAt;
use muster_core::id::{AccountId, GroupId, RoleId};
use std::collections::{BTreeMap, BTreeSet};

const HOLDERS: &str = "/api/v2/authorization/roles/{roleId}/subjectgrants";
/// Holders of a role in one page, where the tenant gives so many: its largest page is not documented.
const LARGE_PAGE: usize = 500;

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
    let left = |page: &Page<Holder>| page.pages(firsts.size).unwrap_or(1).saturating_sub(1);
    let to_come: u64 = firsts.pages.iter().map(|(_, page)| left(page)).sum();
    match few.filter(|accounts| (accounts.len() as u64) < to_come) {
        Some(accounts) => by_account(client, roles, accounts).await,
        None => {
            let mut grants = Grants::default();
            by_role(client, firsts, |role, listing| grants.add(role, listing)).await?;
            Ok(grants)
        }
    }
}

/// First pages of roles, of one size.
struct Firsts {
    pages: Vec<(RoleId, Page<Holder>)>,
    size: usize,
}

/// Tells `take` everybody and everything that holds one of `roles` directly, role by role: users, groups and OAuth
/// clients.
pub(in crate::genesys) async fn holders_of(
    client: &Client,
    roles: &BTreeSet<RoleId>,
    take: impl FnMut(RoleId, Listing<Holder>),
) -> Result<(), TenantError> {
    by_role(client, first_pages(client, roles).await?, take).await
}

/// The first page of each role, and how many holders come in one; roles that do not exist are left out, and nothing is
/// known about them.
async fn first_pages(client: &Client, roles: &BTreeSet<RoleId>) -> Result<Firsts, TenantError> {
    let size = match client.holders_page() {
        Some(size) => size,
        None => return first_of_all(client, roles).await,
    };
    let parallel = client.config().parallel_reads.max(1);
    let mut answers = stream::iter(roles.iter().copied())
        .map(|role| async move { (role, client.get::<Page<Holder>>(page_of(role, size, 1)).await) })
        .buffered(parallel);
    let mut firsts = Firsts { pages: Vec::new(), size };
    while let Some((role, answer)) = answers.next().await {
        match answer {
            Ok(page) => firsts.pages.push((role, page)),
            Err(TenantError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(firsts)
}

/// The same for the first time: a size that is not documented is tried with one role. The client remembers the answer.
async fn first_of_all(client: &Client, roles: &BTreeSet<RoleId>) -> Result<Firsts, TenantError> {
    let Some(role) = roles.first().copied() else {
        return Ok(Firsts { pages: Vec::new(), size: HOLDERS_PAGE });
    };
    let tried = client.get::<Page<Holder>>(page_of(role, LARGE_PAGE, 1)).await;
    let (size, first) = match tried {
        Ok(page) => (LARGE_PAGE, Some(page)),
        Err(TenantError::NotFound { .. }) => (LARGE_PAGE, None),
        Err(TenantError::Refused { .. }) => (HOLDERS_PAGE, None),
        Err(error) => return Err(error),
    };
    client.learn_holders_page(size);
    let others = roles.iter().filter(|other| first.is_none() || **other != role).copied().collect();
    let mut firsts = Box::pin(first_pages(client, &others)).await?;
    firsts.pages.extend(first.map(|page| (role, page)));
    Ok(firsts)
}

/// Goes on from the first pages, several roles at a time.
async fn by_role(
    client: &Client,
    firsts: Firsts,
    mut take: impl FnMut(RoleId, Listing<Holder>),
) -> Result<(), TenantError> {
    let parallel = client.config().parallel_reads.max(1);
    let mut listings = stream::iter(firsts.pages)
        .map(|(role, first)| async move { (role, rest(client, role, first, firsts.size).await) })
        .buffered(parallel);
    while let Some((role, listing)) = listings.next().await {
        take(role, listing?);
    }
    Ok(())
}

/// A page that is shorter than it should be is one that the tenant cut without saying so.
async fn rest(
    client: &Client,
    role: RoleId,
    first: Page<Holder>,
    size: usize,
) -> Result<Listing<Holder>, TenantError> {
    let what = format!("holders of role {role}");
    let due = first.total.unwrap_or(0).min(size as u64);
    match (first.entities.held() as u64) < due && size != HOLDERS_PAGE {
        true => pages::all(client, &what, HOLDERS_PAGE, |number| holders(role, number)).await,
        false => pages::rest(client, &what, size, first, |number| page_of(role, size, number)).await,
    }
}

fn page_of(role: RoleId, size: usize, number: u64) -> Request {
    let query = format!("pageSize={size}&pageNumber={number}");
    Request::get(HOLDERS, format!("/api/v2/authorization/roles/{role}/subjectgrants?{query}"))
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
        match listing.shortfall() {
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
