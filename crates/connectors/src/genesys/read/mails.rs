//! Who has a mail that no account of the listing has: somebody who was deleted keeps it.

use super::pages;
use super::users::{EXPAND, PAGE_MAX, PATH, is_too_large, is_wall};
use crate::genesys::account::account_of;
use crate::genesys::client::Client;
use crate::genesys::dto::{Page, User};
use crate::genesys::entities::Entities;
use crate::genesys::error::TenantError;
use crate::genesys::search::{MAILS_MAX, by_mail, has_mail};
use crate::genesys::wire::Request;
use muster_core::entitlement::Kind;
use muster_core::id::{AccountId, DivisionId};
use muster_core::tenant::{Account, AccountState, TenantSnapshot};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Mails in one search; one place is for the canary.
const SEARCHED_MAX: usize = MAILS_MAX - 1;

/// The answer of `POST /api/v2/users/search`. One account that makes no sense does not cost the others.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hits {
    #[serde(default)]
    results: Entities<User>,
    page_count: Option<u64>,
}

/// Accounts with one of the mails that the listing did not bring.
///
/// The listing asks for accounts in any state. Where it is whole and has deleted ones, it has all of them, and nobody
/// else can have a mail. Where it shows none, it is not certain whether it would: the tenant is asked for its deleted
/// accounts, which is one call where there are none, or searched by mail.
pub(super) async fn unlisted(
    client: &Client,
    mails: &BTreeSet<String>,
    snapshot: &TenantSnapshot,
) -> Result<BTreeMap<AccountId, Account>, TenantError> {
    let listed: BTreeSet<&str> = snapshot.accounts.values().map(Account::mail).collect();
    // A mail belongs to one account at most, deleted ones included: who is listed need not be searched.
    let unknown: Vec<&str> = mails.iter().map(String::as_str).filter(|mail| !listed.contains(mail)).collect();
    let whole = snapshot.coverage.is_complete();
    if unknown.is_empty() || (whole && shows_deleted(snapshot)) {
        return Ok(BTreeMap::new());
    }
    let deleted = if whole { deleted(client, unknown.len()).await? } else { None };
    let users = match deleted {
        Some(users) => exact(users, &unknown),
        None => searched(client, &unknown, canary(snapshot)).await?,
    };
    let home = snapshot.catalogue.home().unwrap_or(DivisionId(uuid::Uuid::nil()));
    let accounts = users.iter().map(|user| {
        let mut account = account_of(user, home);
        account.unread.extend([Kind::Role, Kind::Queue]);
        (account.id, account)
    });
    Ok(accounts.filter(|(id, _)| !snapshot.accounts.contains_key(id)).collect())
}

fn shows_deleted(snapshot: &TenantSnapshot) -> bool {
    snapshot.accounts.values().any(|account| account.state == AccountState::Deleted)
}

/// All deleted accounts; `None` where searching for `mails` takes fewer calls, or the listing cannot be relied on.
async fn deleted(client: &Client, mails: usize) -> Result<Option<Vec<User>>, TenantError> {
    let page = |number: u64| {
        let query = format!("state=deleted&pageSize={PAGE_MAX}&pageNumber={number}&{EXPAND}");
        Request::get(PATH, format!("{PATH}?{query}"))
    };
    let first: Page<User> = match client.get(page(1)).await {
        Ok(first) => first,
        Err(error) if is_too_large(&error) || is_wall(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let to_come = first.pages(PAGE_MAX).map(|pages| pages.saturating_sub(1));
    let searches = mails.div_ceil(SEARCHED_MAX) as u64;
    if to_come.is_none_or(|pages| pages > searches) {
        return Ok(None);
    }
    match pages::rest(client, "deleted accounts", PAGE_MAX, first, page).await {
        Ok(listing) => Ok((!listing.is_short()).then_some(listing.items)),
        Err(error) if is_too_large(&error) || is_wall(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn searched(client: &Client, mails: &[&str], canary: Option<&str>) -> Result<Vec<User>, TenantError> {
    let mut found = Vec::new();
    for chunk in mails.chunks(SEARCHED_MAX) {
        found.extend(search(client, chunk, canary).await?);
    }
    Ok(found)
}

/// A mail that a search must find: whether several mails in one search mean "any of them" is not published, and an
/// empty answer must not pass for "nobody".
fn canary(snapshot: &TenantSnapshot) -> Option<&str> {
    let active = |account: &&Account| account.state == AccountState::Active && !account.mail().is_empty();
    // The oldest hands: an account that was changed often is not one that the search index has yet to see.
    let known = snapshot.accounts.values().filter(active).max_by_key(|account| account.version);
    known.map(Account::mail)
}

async fn search(client: &Client, mails: &[&str], canary: Option<&str>) -> Result<Vec<User>, TenantError> {
    if let ([_, _, ..], Some(canary)) = (mails, canary) {
        let with_canary: Vec<&str> = mails.iter().copied().chain([canary]).collect();
        let hits = hits(client, &with_canary).await?;
        if hits.iter().any(|user| has_mail(user, canary)) {
            return Ok(exact(hits, mails));
        }
    }
    let mut all = Vec::new();
    for mail in mails {
        all.extend(exact(hits(client, &[mail]).await?, mails));
    }
    Ok(all)
}

async fn hits(client: &Client, mails: &[&str]) -> Result<Vec<User>, TenantError> {
    const PAGE: usize = 100;
    let first: Hits = client.get(by_mail(mails, PAGE, 1)).await?;
    let pages = first.page_count.unwrap_or(1);
    let mut users = first.results.good;
    for number in 2..=pages {
        let next: Hits = client.get(by_mail(mails, PAGE, number)).await?;
        users.extend(next.results.good);
    }
    Ok(users)
}

fn exact(users: Vec<User>, mails: &[&str]) -> Vec<User> {
    let asked = |user: &User| mails.iter().any(|mail| has_mail(user, mail));
    users.into_iter().filter(asked).collect()
}
