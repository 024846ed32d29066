//! Direct members of the queues that we manage.

use crate::genesys::client::Client;
use crate::genesys::dto::Ref;
use crate::genesys::error::TenantError;
use crate::genesys::probe::members::{QUEUE_PAGE, queue_page};
use crate::genesys::read::pages;
use futures_util::{StreamExt, stream};
use muster_core::id::{AccountId, QueueId};
use std::collections::{BTreeMap, BTreeSet};

/// Members by queue; queues that do not exist are left out. Members that come through a group are not asked for.
pub(super) async fn read(
    client: &Client,
    queues: &BTreeSet<QueueId>,
) -> Result<BTreeMap<QueueId, BTreeSet<AccountId>>, TenantError> {
    let parallel = client.config().parallel_reads.max(1);
    let mut answers = stream::iter(queues.iter().copied())
        .map(|queue| async move { (queue, members(client, queue).await) })
        .buffered(parallel);
    let mut read = BTreeMap::new();
    while let Some((queue, answer)) = answers.next().await {
        match answer {
            Ok(members) => _ = read.insert(queue, members),
            Err(TenantError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

async fn members(client: &Client, queue: QueueId) -> Result<BTreeSet<AccountId>, TenantError> {
    let page = |number| queue_page(queue, number);
    let listing = pages::all::<Ref>(client, "queue members", QUEUE_PAGE, page).await?;
    Ok(listing
        .items
        .iter()
        .filter_map(|m| m.uuid())
        .map(AccountId)
        .collect())
}
