//! Accounts in every state, with everything that the listing can expand.

use super::cursor::behind_the_wall;
use super::tally::{Keyed, Listing, Patience, Tally};
use crate::genesys::client::Client;
use crate::genesys::dto::{Page, User};
use crate::genesys::error::TenantError;
use crate::genesys::path::joined;
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::id::AccountId;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use uuid::Uuid;

/// A user as a listing shows it.
pub(in crate::genesys) trait Listed: Keyed<Key = Uuid> + DeserializeOwned + Send {
    /// What the listing expands, as a query says it.
    const EXPAND: &'static str;
}

impl Listed for User {
    const EXPAND: &'static str = "expand=groups,skills,languages,employerInfo";
}

/// What listings expand for planning.
pub(super) const EXPAND: &str = User::EXPAND;
/// The largest page of a user listing; with expansions it may be too much for the gateway.
pub(super) const PAGE_MAX: usize = 500;
/// Below this, a page that fails is not failing for its size.
const PAGE_MIN: usize = 25;
/// Accounts by id in one call (`max.user.ids`).
const IDS_MAX: usize = 100;
/// Behind so many, a listing by page number may be refused, whatever count it promised.
const WALL: usize = 10_000;
pub(super) const PATH: &str = "/api/v2/users";

/// Users by id, and what may be missing.
pub(in crate::genesys) struct Users<T = User> {
    pub(in crate::genesys) users: BTreeMap<Uuid, T>,
    pub(in crate::genesys) missing: Vec<String>,
}

/// How reading by page number ended.
enum Paged<T: Listed> {
    /// Read; perhaps something is missing.
    Whole(Listing<T>),
    /// A page of this size is too large for the gateway.
    TooLarge(TenantError),
    /// The tenant does not go on by page number.
    Wall(Wall<T>),
}

/// What was read before the tenant would not go on by page number.
pub(super) struct Wall<T: Listed> {
    pub(super) tally: Tally<T>,
    /// Pages before the wall that were not read yet.
    pub(super) before: RangeInclusive<u64>,
    /// What the tenant said.
    pub(super) reason: TenantError,
}

/// All users. A listing that changes while it is read is read again.
pub(in crate::genesys) async fn everybody<T: Listed>(client: &Client) -> Result<Users<T>, TenantError> {
    let mut page_size = PAGE_MAX;
    let mut patience = Patience::default();
    loop {
        match by_number(client, page_size).await? {
            Paged::TooLarge(error) => page_size = smaller(page_size).ok_or(error)?,
            Paged::Wall(wall) => return behind_the_wall(client, page_size, wall).await,
            Paged::Whole(listing) if patience.again(&listing) => {}
            Paged::Whole(listing) => return Ok(listing.into()),
        }
    }
}

/// The users with these ids: a hundred to a call, or by pages of everybody where those are fewer calls.
pub(super) async fn only(client: &Client, ids: &BTreeSet<AccountId>) -> Result<Users, TenantError> {
    let mut users = if ids.len() > 2 * IDS_MAX { among_all(client, ids).await? } else { BTreeMap::new() };
    let left: Vec<AccountId> = ids.iter().filter(|id| !users.contains_key(&id.0)).copied().collect();
    let chunks = left.chunks(IDS_MAX).map(|chunk| {
        let query = format!("state=any&pageSize={IDS_MAX}&{}&id={}", User::EXPAND, joined(chunk));
        client.get::<Page<User>>(Request::get(PATH, format!("{PATH}?{query}")))
    });
    let parallel = client.config().parallel_reads.max(1);
    let pages: Vec<Page<User>> = stream::iter(chunks).buffered(parallel).try_collect().await?;
    let named = pages.into_iter().flat_map(|page| page.entities.good);
    users.extend(named.map(|user| (user.id, user)));
    Ok(Users { users, missing: vec![format!("only {} named accounts were read", ids.len())] })
}

/// Those of `ids` that pages of everybody show. The first page says how many there are; the others are read only where
/// asking by id would be more calls, and what they leave out is asked by id.
async fn among_all(client: &Client, ids: &BTreeSet<AccountId>) -> Result<BTreeMap<Uuid, User>, TenantError> {
    let first: Page<User> = match client.get(page::<User>(PAGE_MAX, 1)).await {
        Err(error) if is_too_large(&error) => return Ok(BTreeMap::new()),
        answer => answer?,
    };
    let pages = first.pages(PAGE_MAX).unwrap_or(u64::MAX);
    let is_asked = |user: &User| ids.contains(&AccountId(user.id));
    let left = ids.len() - first.entities.good.iter().filter(|user| is_asked(user)).count();
    let mut tally = Tally::new(first);
    if pages <= (WALL / PAGE_MAX) as u64 && pages - 1 < left.div_ceil(IDS_MAX) as u64 {
        add_all(client, PAGE_MAX, 2..=pages, &mut tally).await?;
    }
    let listed = tally.finish("accounts").items.into_iter().filter(is_asked);
    Ok(listed.map(|user| (user.id, user)).collect())
}

fn page<T: Listed>(page_size: usize, number: u64) -> Request {
    let query = format!("state=any&pageSize={page_size}&pageNumber={number}&{}", T::EXPAND);
    Request::get(PATH, format!("{PATH}?{query}"))
}

async fn by_number<T: Listed>(client: &Client, page_size: usize) -> Result<Paged<T>, TenantError> {
    let first: Page<T> = match client.get(page::<T>(page_size, 1)).await {
        Ok(first) => first,
        Err(error) if is_too_large(&error) => return Ok(Paged::TooLarge(error)),
        Err(error) => return Err(error),
    };
    let Some(pages) = first.pages(page_size) else {
        // Without a count nobody could tell whether the listing is whole; a cursor can.
        let what = format!("GET {PATH}");
        let reason = TenantError::NotGenesys { what, reason: "the listing has no count".into() };
        return Ok(Paged::Wall(Wall { tally: Tally::new(first), before: NONE, reason }));
    };
    let mut tally = Tally::new(first);
    let behind = (WALL / page_size) as u64 + 1;
    if pages >= behind {
        // Whether there is a wall is worth knowing before all the pages in front of it were read.
        match client.get(page::<T>(page_size, behind)).await {
            Ok(next) => tally.add(next),
            Err(reason) if is_wall(&reason) => {
                return Ok(Paged::Wall(Wall { tally, before: 2..=behind - 1, reason }));
            }
            Err(error) if is_too_large(&error) => return Ok(Paged::TooLarge(error)),
            Err(error) => return Err(error),
        }
    }
    let numbers = (2..=pages).filter(|number| *number != behind);
    Ok(match add_all(client, page_size, numbers, &mut tally).await {
        Ok(()) => Paged::Whole(tally.finish("accounts")),
        Err(error) if is_too_large(&error) => Paged::TooLarge(error),
        Err(reason) if is_wall(&reason) => Paged::Wall(Wall { tally, before: NONE, reason }),
        Err(error) => return Err(error),
    })
}

/// No page.
#[allow(clippy::reversed_empty_ranges, reason = "it is meant to be empty")]
const NONE: RangeInclusive<u64> = 1..=0;

/// Adds pages in their order until one fails.
pub(super) async fn add_all<T: Listed>(
    client: &Client,
    page_size: usize,
    numbers: impl Iterator<Item = u64>,
    tally: &mut Tally<T>,
) -> Result<(), TenantError> {
    let parallel = client.config().parallel_reads.max(1);
    let mut pages = stream::iter(numbers)
        .map(|number| client.get::<Page<T>>(page::<T>(page_size, number)))
        .buffered(parallel);
    while let Some(next) = pages.next().await {
        tally.add(next?);
    }
    Ok(())
}

/// A page of half the size, where that makes sense.
pub(super) fn smaller(page_size: usize) -> Option<usize> {
    (page_size > PAGE_MIN).then(|| (page_size / 2).max(PAGE_MIN))
}

impl<T: Listed> From<Listing<T>> for Users<T> {
    fn from(listing: Listing<T>) -> Self {
        let missing = listing.shortfall().into_iter().collect();
        Self { users: listing.items.into_iter().map(|user| (user.key(), user)).collect(), missing }
    }
}

pub(super) fn is_too_large(error: &TenantError) -> bool {
    matches!(error.status(), Some(413 | 504))
}

pub(super) fn is_wall(error: &TenantError) -> bool {
    error.status() == Some(400)
}
