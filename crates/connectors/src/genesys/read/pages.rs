//! Listings page by page, several pages at a time once the first told how many there are.

use crate::genesys::client::Client;
use crate::genesys::dto::Page;
use crate::genesys::error::TenantError;
use crate::genesys::wire::Request;
use futures_util::StreamExt;
use futures_util::stream;
use serde::de::DeserializeOwned;

/// A whole listing.
pub(super) struct Listing<T> {
    pub(super) items: Vec<T>,
    /// What may be missing, as a sentence.
    pub(super) shortfall: Option<String>,
}

/// Reads a listing whose pages are `page(1)`, `page(2)`, ... of `page_size`.
///
/// Where the pages tell no count, they are read one after the other until one is not full.
pub(super) async fn all<T: DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    page_size: usize,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let first: Page<T> = client.get(page(1)).await?;
    rest(client, what, page_size, first, page).await
}

/// The listing that begins with `first`.
pub(super) async fn rest<T: DeserializeOwned + Send>(
    client: &Client,
    what: &str,
    page_size: usize,
    first: Page<T>,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let total = first.total;
    match first.pages(page_size) {
        Some(pages) => {
            let mut tally = Tally::new(first);
            let parallel = client.config().parallel_reads.max(1);
            let mut rest =
                stream::iter(2..=pages).map(|number| client.get::<Page<T>>(page(number))).buffered(parallel);
            while let Some(next) = rest.next().await {
                tally.add(next?);
            }
            Ok(tally.finish(what, total))
        }
        None => one_by_one(client, what, first, page_size, page).await,
    }
}

async fn one_by_one<T: DeserializeOwned>(
    client: &Client,
    what: &str,
    first: Page<T>,
    page_size: usize,
    page: impl Fn(u64) -> Request,
) -> Result<Listing<T>, TenantError> {
    let mut number = 1;
    let mut full = first.entities.held() >= page_size;
    let mut tally = Tally::new(first);
    while full {
        number += 1;
        let next: Page<T> = client.get(page(number)).await?;
        full = next.entities.held() >= page_size;
        tally.add(next);
    }
    Ok(tally.finish(what, None))
}

/// Adds up pages and notices when the listing changed while it was read.
pub(super) struct Tally<T> {
    pub(super) items: Vec<T>,
    odd: usize,
    total: Option<u64>,
    moved_to: Option<u64>,
}

impl<T> Tally<T> {
    pub(super) fn new(first: Page<T>) -> Self {
        Self { total: first.total, items: first.entities.good, odd: first.entities.odd, moved_to: None }
    }

    pub(super) fn add(&mut self, page: Page<T>) {
        if page.total != self.total {
            self.moved_to = page.total;
        }
        self.items.extend(page.entities.good);
        self.odd += page.entities.odd;
    }

    pub(super) fn finish(self, what: &str, promised: Option<u64>) -> Listing<T> {
        let read = self.items.len() as u64;
        let shortfall = match (promised, self.moved_to) {
            (Some(promised), Some(now)) => {
                Some(format!("the number of {what} moved from {promised} to {now} while they were read"))
            }
            (Some(promised), None) if promised != read + self.odd as u64 => {
                Some(format!("the tenant counted {promised} {what} but listed {read}"))
            }
            _ if self.odd > 0 => Some(format!("{} of the {what} could not be understood", self.odd)),
            _ => None,
        };
        Listing { items: self.items, shortfall }
    }
}
