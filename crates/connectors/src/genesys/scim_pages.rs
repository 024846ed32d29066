//! Users as SCIM lists them. It is the only listing that shows external ids.

use super::client::Client;
use super::error::TenantError;
use super::path::encoded;
use super::wire::Request;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Users in one page, and in one where the service finds that too much.
const PAGES: [usize; 2] = [100, 25];

/// Which users, and what of them. Above 25 a page, the service takes only attributes that are cheap for it.
pub(super) struct Query {
    /// An [`equal`] filter; without one, active users.
    pub(super) filter: Option<String>,
    pub(super) attributes: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: DeserializeOwned")]
struct Answer<T> {
    total_results: Option<usize>,
    #[serde(rename = "Resources", default = "Vec::new")]
    resources: Vec<T>,
}

/// A listing of which the first page was read.
pub(super) struct Begun<T> {
    query: Query,
    /// Users in a page as the service cuts them, which may be fewer than were asked for.
    step: usize,
    total: usize,
    resources: Vec<T>,
}

/// A listing to its end.
pub(super) struct Listing<T> {
    pub(super) resources: Vec<T>,
    /// How many users the service said there are.
    pub(super) total: usize,
}

/// The one comparison that SCIM here knows for sure; values are written as in JSON.
pub(super) fn equal(attribute: &str, value: &Value) -> String {
    format!("{attribute} eq {value}")
}

/// Reads the first page, with fewer users where the service refuses so many.
pub(super) async fn begin<T: DeserializeOwned>(
    client: &Client,
    query: Query,
) -> Result<Begun<T>, TenantError> {
    let [large, small] = PAGES;
    let first = match page(client, &query, large, 1).await {
        Err(error) if matches!(error.status(), Some(400 | 413 | 429 | 504)) => {
            page(client, &query, small, 1).await?
        }
        other => other?,
    };
    let Answer { total_results, resources } = first;
    let total = total_results.unwrap_or(resources.len());
    Ok(Begun { query, step: resources.len().max(1), total, resources })
}

impl<T: DeserializeOwned> Begun<T> {
    /// Pages that are still to be read.
    pub(super) fn pages_left(&self) -> usize {
        if self.resources.is_empty() { 0 } else { self.total.div_ceil(self.step) - 1 }
    }

    /// Reads the others, several at a time.
    pub(super) async fn finish(self, client: &Client) -> Result<Listing<T>, TenantError> {
        let (left, Begun { query, step, total, mut resources }) = (self.pages_left(), self);
        let mut pages = stream::iter(1..=left)
            .map(|number| page(client, &query, step, 1 + number * step))
            .buffered(client.config().parallel_reads.max(1));
        while let Some(next) = pages.next().await {
            resources.extend(next?.resources);
        }
        Ok(Listing { resources, total })
    }
}

async fn page<T: DeserializeOwned>(
    client: &Client,
    query: &Query,
    count: usize,
    start: usize,
) -> Result<Answer<T>, TenantError> {
    let path = "/api/v2/scim/v2/users";
    let filter =
        query.filter.as_ref().map(|filter| format!("&filter={}", encoded(filter))).unwrap_or_default();
    let attributes = encoded(&query.attributes);
    let query = format!("startIndex={start}&count={count}&attributes={attributes}{filter}");
    client.get(client.config().scim.adapt(Request::get(path, format!("{path}?{query}")))).await
}
