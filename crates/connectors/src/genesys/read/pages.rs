//! Listings page by page, several pages at a time once the first told how many there are. A listing that changes while
//! it is read is read again.

use super::tally::{Keyed, Listing, Patience, Tally};
use crate::genesys::client::Client;
use crate::genesys::dto::Page;
use crate::genesys::error::TenantError;
use crate::genesys::wire::Request;
use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// How often a listing without a count is read until two reads agree.
const READS_MAX: u32 = 3;

/// Reads a listing whose pages are `page(1)`, `page(2)`, ... of `page_size`.
///
/// Where the pages tell no count, they are read one after the other until one is not full.
pub(in crate::genesys) async fn all<T: Keyed + DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    page_size: usize,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let first: Page<T> = client.get(page(1)).await?;
    rest(client, what, page_size, first, page).await
}

/// The listing that begins with `first`.
pub(super) async fn rest<T: Keyed + DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    page_size: usize,
    first: Page<T>,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let mut patience = Patience::default();
    let mut listing = once(client, what, page_size, first, &page).await?;
    while patience.again(&listing) {
        let first = client.get(page(1)).await?;
        listing = once(client, what, page_size, first, &page).await?;
    }
    Ok(listing)
}

/// Reads a listing whose pages tell no count, of which something else says that it has about `hint` items.
///
/// One page is of one moment. Where several pages hold another number than `hint`, the listing counts as whole only
/// when another read brings the same: somebody may have left while it was read, and moved all who follow by one place.
pub(in crate::genesys) async fn uncounted<T: Keyed + DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    page_size: usize,
    hint: Option<u64>,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let mut listing = all(client, what, page_size, &page).await?;
    let mut before = None;
    for _ in 1..READS_MAX {
        let keys: BTreeSet<T::Key> = listing.items.iter().map(Keyed::key).collect();
        let expected = hint.is_none_or(|hint| hint == listing.read as u64);
        let sure = expected || listing.read < page_size || listing.total.is_some();
        if sure || listing.is_short() || before.as_ref() == Some(&keys) {
            return Ok(listing);
        }
        before = Some(keys);
        listing = all(client, what, page_size, &page).await?;
    }
    let same = before.is_some_and(|before| listing.items.iter().map(Keyed::key).eq(before));
    Ok(if same { listing } else { listing.restless(what) })
}

async fn once<T: Keyed + DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    page_size: usize,
    first: Page<T>,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let (pages, mut full) = (first.pages(page_size), first.entities.held() >= page_size);
    let mut tally = Tally::new(first);
    if let Some(pages) = pages {
        let parallel = client.config().parallel_reads.max(1);
        let mut rest = stream::iter(2..=pages).map(|number| client.get(page(number))).buffered(parallel);
        while let Some(next) = rest.next().await {
            tally.add(next?);
        }
        return Ok(tally.finish(what));
    }
    let mut number = 1;
    while full {
        number += 1;
        let next: Page<T> = client.get(page(number)).await?;
        full = next.entities.held() >= page_size;
        tally.add(next);
    }
    Ok(tally.finish(what))
}
