//! Who holds the roles that we manage.
//!
//! Read by role (`roles/{id}/subjectgrants`, 100 holders a call, or 500 where the tenant gives so many), because that costs nothing for the roles that nobody
//! asked about, and tells users from groups. The grants of a division would come 500 a call, but it is not certain
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

/// Goes on from the first pages, several roles at a time.
async fn by_role(client: &Client, mut firsts: Vec<First>) -> Result<Grants, TenantError> {
    let large = large_page(client, &mut firsts).await?;
    let parallel = client.config().parallel_reads.max(1);
    let mut listings = stream::iter(firsts)
        .map(|(role, first)| async move { (role, rest(client, role, first, large).await) })
        .buffered(parallel);
    let mut grants = Grants::default();
    while let Some((role, listing)) = listings.next().await {
        grants.add(role, listing?);
    }
    Ok(grants)
}

/// How many holders come in one page at most: a size that is not documented is tried with the role that has the most
/// holders, where that can save calls. Its first page is replaced by the larger one.
async fn large_page(client: &Client, firsts: &mut [First]) -> Result<usize, TenantError> {
    let Some((role, first)) = firsts.iter_mut().max_by_key(|(_, first)| first.total) else {
        return Ok(HOLDERS_PAGE);
    };
    let total = first.total.unwrap_or(0);
    if !is_large(total) {
        return Ok(HOLDERS_PAGE);
    }
    match client.get::<Page<Holder>>(page_of(*role, LARGE_PAGE, 1)).await {
        Ok(page) if page.entities.held() as u64 >= total.min(LARGE_PAGE as u64) => {
            *first = page;
            Ok(LARGE_PAGE)
        }
        Ok(_) | Err(TenantError::Refused { .. }) => Ok(HOLDERS_PAGE),
        Err(error) => Err(error),
    }
}

/// Two pages of the usual size are no more calls than one more large one.
fn is_large(holders: u64) -> bool {
    holders > 2 * HOLDERS_PAGE as u64
}

async fn rest(
    client: &Client,
    role: RoleId,
    first: Page<Holder>,
    large: usize,
) -> Result<Listing<Holder>, TenantError> {
    let what = format!("holders of role {role}");
    if large == HOLDERS_PAGE || !is_large(first.total.unwrap_or(0)) {
        return pages::rest(client, &what, HOLDERS_PAGE, first, |number| holders(role, number)).await;
    }
    let page = |number| page_of(role, large, number);
    match first.entities.held() > HOLDERS_PAGE {
        true => pages::rest(client, &what, large, first, page).await,
        false => pages::all(client, &what, large, page).await,
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
