//! Direct members of the queues that we manage.

use super::pages;
use super::tally::Listing;
use crate::genesys::client::Client;
use crate::genesys::dto::Ref;
use crate::genesys::error::TenantError;
use crate::genesys::probe::members::{QUEUE_PAGE, queue_page};
use futures_util::{StreamExt, stream};
use muster_core::id::{AccountId, QueueId};
use std::collections::{BTreeMap, BTreeSet};

/// Who works where.
#[derive(Default)]
pub(super) struct Members {
    pub(super) of_queues: BTreeMap<QueueId, BTreeSet<AccountId>>,
    /// Queues about which the answer is whole.
    pub(super) queues_read: BTreeSet<QueueId>,
    /// What may be missing, a sentence each.
    pub(super) missing: Vec<String>,
}

/// Members by queue; queues that do not exist are left out. Members that come through a group are not asked for.
///
/// There is no count, so each queue is read page after page, several queues at a time. `sizes` is how many direct
/// members the catalogue says each has.
pub(super) async fn read(
    client: &Client,
    queues: &BTreeSet<QueueId>,
    sizes: &BTreeMap<QueueId, u64>,
) -> Result<Members, TenantError> {
    let parallel = client.config().parallel_reads.max(1);
    let mut answers = stream::iter(queues.iter().copied())
        .map(|queue| async move { (queue, members(client, queue, sizes.get(&queue).copied()).await) })
        .buffered(parallel);
    let mut read = Members::default();
    while let Some((queue, answer)) = answers.next().await {
        match answer {
            Ok(listing) => read.add(queue, &listing),
            Err(TenantError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// The direct members of one queue, of whom there should be about `size`.
pub(super) async fn members(
    client: &Client,
    queue: QueueId,
    size: Option<u64>,
) -> Result<Listing<Ref>, TenantError> {
    let what = format!("members of queue {queue}");
    pages::uncounted(client, &what, QUEUE_PAGE, size, |number| queue_page(queue, number)).await
}

impl Members {
    fn add(&mut self, queue: QueueId, listing: &Listing<Ref>) {
        let ids = listing.items.iter().filter_map(Ref::uuid).map(AccountId);
        self.of_queues.insert(queue, ids.collect());
        match listing.shortfall() {
            Some(shortfall) => self.missing.push(shortfall),
            None => _ = self.queues_read.insert(queue),
        }
    }
}
