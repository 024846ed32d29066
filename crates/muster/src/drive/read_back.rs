//! Reads back what a run did, until it shows or patience ends.

use super::watch::Progress;
use super::{DriveError, Tools};
use muster_connectors::genesys::{AccountScope, ReadScope, read_accounts, read_names};
use muster_core::entitlement::Slot;
use muster_core::id::{AccountId, QueueId, RoleId};
use muster_core::journal::Run;
use muster_core::time::Timestamp;
use muster_core::verify::{Deeds, Done, discrepancies};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long reading back waits for the tenant to catch up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For how long in all.
    pub window: Duration,
    /// How often to look.
    pub poll: Duration,
}

/// Reads back what the run did; returns the changes that do not show after all patience.
///
/// External ids count as read back by the tenant's own answer to their writing (see [`discrepancies`]): a call for each
/// would double the cost of a newcomer.
///
/// # Errors
/// [`DriveError::ReadBack`] where the tenant cannot be read.
pub async fn read_back(tools: &mut Tools<'_>, run: &Run, deeds: &Deeds) -> Result<BTreeSet<u32>, DriveError> {
    let listed = |deed: &Done| {
        run.plan.body.changes.get(deed.change as usize).is_some_and(|c| c.slot != Slot::ExternalId)
    };
    let mut open: Vec<Done> = deeds.done(run).into_iter().filter(listed).collect();
    let deadline = (tools.clock)() + tools.patience.window;
    if !open.is_empty() && tools.names.is_none() {
        tools.names = Some(read_names(&tools.client).await?);
    }
    while !open.is_empty() {
        (tools.watch)(&watching(tools, deeds));
        let missing = missing(tools, run, deeds, &open).await?;
        open.retain(|deed| missing.contains(&deed.change));
        if open.is_empty() || (tools.clock)() >= deadline {
            break;
        }
        tokio::time::sleep(tools.patience.poll).await;
    }
    Ok(open.iter().map(|deed| deed.change).collect())
}

async fn missing(
    tools: &Tools<'_>,
    run: &Run,
    deeds: &Deeds,
    open: &[Done],
) -> Result<BTreeSet<u32>, DriveError> {
    let now: Timestamp = (tools.clock)();
    let Some(names) = &tools.names else {
        return Ok(open.iter().map(|deed| deed.change).collect());
    };
    let snapshot = read_accounts(&tools.client, names, &scope(run, open)).await?;
    tracing::debug!(at = %now, open = open.len(), "read back");
    Ok(discrepancies(run, open, &snapshot, &deeds.created))
}

/// Only the accounts, roles and queues that are still open.
fn scope(run: &Run, open: &[Done]) -> ReadScope {
    let slots =
        || open.iter().filter_map(|deed| run.plan.body.changes.get(deed.change as usize)).map(|c| &c.slot);
    let roles: BTreeSet<RoleId> =
        slots().filter_map(|slot| if let Slot::Role(at) = slot { Some(at.role) } else { None }).collect();
    let queues: BTreeSet<QueueId> = slots()
        .filter_map(|slot| if let Slot::Queue { queue } = slot { Some(*queue) } else { None })
        .collect();
    let accounts: BTreeSet<AccountId> = open.iter().map(|deed| deed.account).collect();
    ReadScope { roles, queues, accounts: AccountScope::Only(accounts) }
}

fn watching(tools: &Tools<'_>, deeds: &Deeds) -> Progress {
    let changes = deeds.ends.len();
    Progress {
        people: (0, 0),
        operations: (changes, changes),
        budget: tools.client.budget(),
        left_alone: Vec::new(),
        phase: "reading back",
    }
}
