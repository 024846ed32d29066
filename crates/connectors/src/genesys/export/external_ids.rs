//! External ids, a hundred accounts a call: SCIM is the only listing that shows them.

use super::model::User;
use super::part::Part;
use crate::genesys::client::Client;
use crate::genesys::error::TenantError;
use crate::genesys::path::encoded;
use crate::genesys::scim::GENESYS;
use crate::genesys::wire::Request;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Accounts in one page, and in one where the service finds that too much.
const PAGES: [usize; 2] = [100, 25];

/// Keys by authority, by account.
pub(super) type Keys = BTreeMap<Uuid, BTreeMap<String, String>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    total_results: Option<usize>,
    #[serde(rename = "Resources", default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    id: Uuid,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User", default)]
    genesys: Extension,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Extension {
    external_ids: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    authority: String,
    value: String,
}

/// External ids of active and inactive accounts. SCIM does not list deleted ones.
pub(super) async fn read(client: &Client, users: &[User]) -> Result<Part<Keys>, TenantError> {
    let in_state = |state: &str| users.iter().filter(|user| user.state == state).count();
    let mut keys = Part::<Keys>::default();
    for (state, filter) in [("active", ""), ("inactive", "active eq false")] {
        if in_state(state) > 0 {
            let listed = listed(client, filter).await?;
            keys.items.extend(listed.items);
            keys.gaps.extend(listed.gaps);
        }
    }
    let deleted = in_state("deleted");
    if deleted > 0 {
        keys.gaps.push(format!("external ids of {deleted} deleted accounts: no listing shows them"));
    }
    Ok(keys)
}

async fn listed(client: &Client, filter: &str) -> Result<Part<Keys>, TenantError> {
    let [large, small] = PAGES;
    match paged(client, filter, large).await {
        Err(error) if matches!(error.status(), Some(400 | 413 | 429 | 504)) => {
            paged(client, filter, small).await
        }
        other => other,
    }
}

async fn paged(client: &Client, filter: &str, count: usize) -> Result<Part<Keys>, TenantError> {
    let (mut keys, mut start) = (Part::<Keys>::default(), 1);
    loop {
        let answer: Answer = client.get(client.config().scim.adapt(page(filter, count, start))).await?;
        let read = answer.resources.len();
        for one in answer.resources {
            let pairs = one.genesys.external_ids.into_iter().map(|pair| (pair.authority, pair.value));
            keys.items.insert(one.id, pairs.collect());
        }
        start += read;
        let total = answer.total_results.unwrap_or(0);
        if start > total || read == 0 {
            if start <= total {
                keys.gaps
                    .push(format!("external ids of {} accounts: SCIM did not list them", total + 1 - start));
            }
            return Ok(keys);
        }
    }
}

fn page(filter: &str, count: usize, start: usize) -> Request {
    let path = "/api/v2/scim/v2/users";
    let attributes = encoded(&format!("id,{GENESYS}:externalIds"));
    let filter = if filter.is_empty() { String::new() } else { format!("&filter={}", encoded(filter)) };
    let query = format!("startIndex={start}&count={count}&attributes={attributes}{filter}");
    Request::get(path, format!("{path}?{query}"))
}
