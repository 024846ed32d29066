//! Accounts in every state, with everything that the listing can expand.

use super::pages::{Listing, Tally};
use crate::genesys::client::Client;
use crate::genesys::dto::{Page, User};
use crate::genesys::error::TenantError;
use crate::genesys::path::{encoded, joined};
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::id::AccountId;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What the listing expands.
const EXPAND: &str = "expand=groups,skills,languages,employerInfo";
/// The largest page of a user listing; with expansions it may be too much for the gateway.
const PAGE_MAX: usize = 500;
/// Below this, a page that fails is not failing for its size.
const PAGE_MIN: usize = 25;
/// Accounts by id in one call (`max.user.ids`).
const IDS_MAX: usize = 100;
const PATH: &str = "/api/v2/users";
const QUERY_PATH: &str = "/api/v2/users/query";

/// Users by id, and what may be missing.
pub(super) struct Users {
    pub(super) users: BTreeMap<Uuid, User>,
    pub(super) missing: Vec<String>,
}

/// How reading by page number ended.
enum Paged {
    /// Read; perhaps something is missing.
    Whole(Listing<User>),
    /// A page of this size is too large for the gateway.
    TooLarge(TenantError),
    /// Some pages, then the tenant would not go on by page number.
    Wall(Vec<User>, TenantError),
}

/// All users. The listing is read again once if it changed while it was read.
pub(super) async fn everybody(client: &Client) -> Result<Users, TenantError> {
    let mut page_size = PAGE_MAX;
    let mut again = true;
    loop {
        match by_number(client, page_size).await? {
            Paged::TooLarge(error) if page_size <= PAGE_MIN => return Err(error),
            Paged::TooLarge(_) => page_size = (page_size / 2).max(PAGE_MIN),
            Paged::Wall(read, wall) => return behind_the_wall(client, page_size, read, &wall).await,
            Paged::Whole(listing) => {
                let users = distinct(listing);
                if users.missing.is_empty() || !again {
                    return Ok(users);
                }
                again = false;
            }
        }
    }
}

/// The users with these ids, up to 100 a call.
pub(super) async fn only(client: &Client, ids: &BTreeSet<AccountId>) -> Result<Users, TenantError> {
    let ids: Vec<AccountId> = ids.iter().copied().collect();
    let chunks = ids.chunks(IDS_MAX).map(|chunk| {
        let query = format!("state=any&pageSize={IDS_MAX}&{EXPAND}&id={}", joined(chunk));
        client.get::<Page<User>>(Request::get(PATH, format!("{PATH}?{query}")))
    });
    let parallel = client.config().parallel_reads.max(1);
    let pages: Vec<Page<User>> = stream::iter(chunks).buffered(parallel).try_collect().await?;
    let users = pages.into_iter().flat_map(|page| page.entities.good);
    Ok(Users {
        users: users.map(|user| (user.id, user)).collect(),
        missing: vec![format!("only {} named accounts were read", ids.len())],
    })
}

async fn by_number(client: &Client, page_size: usize) -> Result<Paged, TenantError> {
    let page = |number: u64| {
        let query = format!("state=any&pageSize={page_size}&pageNumber={number}&{EXPAND}");
        client.get::<Page<User>>(Request::get(PATH, format!("{PATH}?{query}")))
    };
    let first = match page(1).await {
        Ok(first) => first,
        Err(error) if is_too_large(&error) => return Ok(Paged::TooLarge(error)),
        Err(error) => return Err(error),
    };
    let Some(pages) = first.pages(page_size) else {
        // Without a count nobody could tell whether the listing is whole; a cursor can.
        let uncounted = TenantError::NotGenesys {
            what: format!("GET {PATH}"),
            reason: "the listing has no count".into(),
        };
        return Ok(Paged::Wall(first.entities.good, uncounted));
    };
    let total = first.total;
    let mut tally = Tally::new(first);
    let parallel = client.config().parallel_reads.max(1);
    let mut rest = stream::iter(2..=pages).map(page).buffered(parallel);
    while let Some(next) = rest.next().await {
        match next {
            Ok(next) => tally.add(next),
            Err(error) if is_too_large(&error) => return Ok(Paged::TooLarge(error)),
            Err(error) if error.status() == Some(400) => return Ok(Paged::Wall(tally.items, error)),
            Err(error) => return Err(error),
        }
    }
    Ok(Paged::Whole(tally.finish("accounts", total)))
}

/// Goes on by cursor, from the beginning. That needs the right to see users of all divisions; without it, what was
/// read stands as a part.
async fn behind_the_wall(
    client: &Client,
    page_size: usize,
    read: Vec<User>,
    wall: &TenantError,
) -> Result<Users, TenantError> {
    match by_cursor(client, page_size).await {
        Ok(users) => Ok(users),
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => {
            let count = read.len();
            Ok(Users {
                users: read.into_iter().map(|user| (user.id, user)).collect(),
                missing: vec![format!(
                    "the tenant stopped listing accounts after {count} ({wall}), and reading by cursor failed ({error})"
                )],
            })
        }
        Err(error) => Err(error),
    }
}

async fn by_cursor(client: &Client, page_size: usize) -> Result<Users, TenantError> {
    let mut users = BTreeMap::new();
    let mut odd = 0;
    let mut query = format!("state=any&pageSize={page_size}&{EXPAND}");
    let mut seen = BTreeSet::new();
    loop {
        let page: Page<User> = client.get(Request::get(QUERY_PATH, format!("{QUERY_PATH}?{query}"))).await?;
        odd += page.entities.odd;
        users.extend(page.entities.good.into_iter().map(|user| (user.id, user)));
        let Some(cursor) = page.cursor.filter(|cursor| !cursor.is_empty()) else {
            let missing = (odd > 0).then(|| format!("{odd} accounts could not be understood"));
            return Ok(Users { users, missing: missing.into_iter().collect() });
        };
        query = format!("state=any&pageSize={page_size}&{EXPAND}&cursor={}", encoded(&cursor));
        if !seen.insert(cursor) {
            return Err(TenantError::NotGenesys {
                what: format!("GET {QUERY_PATH}"),
                reason: "the cursor goes in a circle".into(),
            });
        }
    }
}

fn distinct(listing: Listing<User>) -> Users {
    let listed = listing.items.len();
    let users: BTreeMap<Uuid, User> = listing.items.into_iter().map(|user| (user.id, user)).collect();
    let twice = listed - users.len();
    let shifted =
        (twice > 0).then(|| format!("{twice} accounts were listed twice, so others may have been left out"));
    Users { users, missing: listing.shortfall.into_iter().chain(shifted).collect() }
}

fn is_too_large(error: &TenantError) -> bool {
    matches!(error.status(), Some(413 | 504))
}
