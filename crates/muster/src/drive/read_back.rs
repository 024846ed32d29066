//! Reads back what a run did, until it shows or patience ends.

use super::watch::Progress;
use super::{DriveError, Tools};
use muster_connectors::genesys::{
    AccountScope, Asked, Client, ReadScope, TenantError, missing_licences, read_accounts, read_names, recheck,
};
use muster_core::entitlement::{Kind, Slot, Value};
use muster_core::id::{AccountId, QueueId, RoleId};
use muster_core::journal::Run;
use muster_core::plan::Change;
use muster_core::verify::{Deeds, Discrepancies, Discrepancy, Done, discrepancies, work_discrepancies};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long reading back waits for the tenant to catch up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For how long in all.
    pub window: Duration,
    /// How often to look.
    pub poll: Duration,
}

/// Reads back what the run did; returns the changes that do not show after all patience, and why.
///
/// External ids count as read back by the tenant's own answer to their writing (see [`discrepancies`]): a call for each
/// would double the cost of a newcomer. So do tokens, which nothing shows.
///
/// # Errors
/// [`DriveError::ReadBack`] where the tenant cannot be read.
pub async fn read_back(tools: &mut Tools<'_>, run: &Run, deeds: &Deeds) -> Result<Discrepancies, DriveError> {
    let slot = |deed: &Done| run.plan.body.changes.get(deed.change as usize).map(|change| &change.slot);
    let mut open: Vec<Done> =
        deeds.done(run).into_iter().filter(|deed| slot(deed).is_some_and(Slot::is_shown)).collect();
    if open.is_empty() {
        return Ok(Discrepancies::new());
    }
    let departs = |deed: &Done| slot(deed).is_some_and(|slot| slot.kind().is_of_departure());
    let names = match tools.names.take() {
        names if open.iter().all(departs) => names,
        Some(names) => Some(names),
        None => Some(read_names(&tools.client).await?),
    };
    let deadline = (tools.clock)() + tools.patience.window;
    loop {
        (tools.watch)(&watching(tools, deeds));
        let (leaving, held): (Vec<Done>, Vec<Done>) = open.iter().cloned().partition(departs);
        let mut doubts = work_doubts(&tools.client, run, &leaving).await;
        if let Some(names) = names.as_ref().filter(|_| !held.is_empty()) {
            let snapshot = read_accounts(&tools.client, names, &scope(run, &held)).await?;
            doubts.extend(discrepancies(run, &held, &snapshot, &deeds.created));
        }
        tracing::debug!(open = doubts.len(), "read back");
        open.retain(|deed| doubts.contains_key(&deed.change));
        if open.is_empty() || (tools.clock)() >= deadline {
            return Ok(explained(&tools.client, run, &open, doubts).await);
        }
        tokio::time::sleep(tools.patience.poll).await;
    }
}

/// What the accounts are doing now, of the kinds that are still open: presence, conversations, phones, licences.
async fn work_doubts(client: &Client, run: &Run, open: &[Done]) -> Discrepancies {
    let changes = open.iter().filter_map(|deed| run.plan.body.changes.get(deed.change as usize));
    let kinds: BTreeSet<Kind> = changes.map(|change| change.slot.kind()).collect();
    let accounts: BTreeSet<AccountId> = open.iter().map(|deed| deed.account).collect();
    let work = client.work_of(&accounts.into_iter().collect::<Vec<_>>(), &kinds).await;
    work_discrepancies(run, open, &work)
}

/// Looks closer at what did not show: memberships and levels at endpoints of their own, since an expansion may leave
/// something out; grants with a view to licences.
async fn explained(client: &Client, run: &Run, open: &[Done], mut doubts: Discrepancies) -> Discrepancies {
    let slot = |deed: &Done| run.plan.body.changes.get(deed.change as usize).map(|change| &change.slot);
    let mut asked = Asked::new();
    let mut grants = BTreeSet::new();
    for deed in open {
        match slot(deed) {
            Some(slot @ (Slot::Group { .. } | Slot::Skill { .. } | Slot::Language { .. })) => {
                asked.entry(deed.account).or_default().insert(slot.clone());
            }
            Some(Slot::Role(at)) => _ = grants.insert((deed.account, at.role)),
            _ => {}
        }
    }
    let answers = recheck(client, &asked).await;
    let missing = missing_licences(client, &grants).await.unwrap_or_else(|error| {
        tracing::warn!("licences could not be asked about: {error}");
        BTreeMap::new()
    });
    for deed in open {
        let Some(change) = run.plan.body.changes.get(deed.change as usize) else { continue };
        if let Slot::Role(at) = &change.slot
            && change.after.is_some()
            && let Some(licences) = missing.get(&(deed.account, at.role))
        {
            doubts.insert(deed.change, Discrepancy::Licence { missing: licences.clone() });
        }
        if answers.get(&(deed.account, change.slot.clone())).is_some_and(|answer| shows(answer, change)) {
            doubts.remove(&deed.change);
        }
    }
    doubts
}

fn shows(answer: &Result<Option<Value>, TenantError>, change: &Change) -> bool {
    answer.as_ref().is_ok_and(|found| change.slot.same(found.as_ref(), change.after.as_ref()))
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
