//! External ids a hundred accounts a call, where that is less than asking one by one.

use crate::genesys::client::Client;
use crate::genesys::error::TenantError;
use crate::genesys::external_ids::{Carrier, Listed, carriers};
use muster_core::id::{AccountId, Anchor};
use muster_core::tenant::{AccountState, TenantSnapshot};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts in a page.
const PAGE: usize = 100;

/// Keys under our authority of the accounts that were shown with their external ids.
pub(super) type Shown = BTreeMap<AccountId, BTreeSet<Anchor>>;

/// Pages in which all accounts of `snapshot` come that SCIM lists.
pub(super) fn pages(snapshot: &TenantSnapshot) -> usize {
    Listed::ALL.iter().map(|state| count(snapshot, *state).div_ceil(PAGE)).sum()
}

/// Reads the pages, as long as they take at most `calls_max` calls. A service that is not there, not permitted, down
/// or odd shows nothing: whoever asks must then ask one by one, as about every account that is not shown.
pub(super) async fn shown(
    client: &Client,
    authority: &str,
    snapshot: &TenantSnapshot,
    calls_max: usize,
) -> Result<Shown, TenantError> {
    match carriers_of(client, snapshot, calls_max).await {
        Ok(carriers) => Ok(keys(authority, &carriers)),
        Err(error) if is_of_scim(&error) => {
            tracing::warn!("SCIM shows no external ids, so they are asked for one by one: {error}");
            Ok(Shown::new())
        }
        Err(error) => Err(error),
    }
}

async fn carriers_of(
    client: &Client,
    snapshot: &TenantSnapshot,
    calls_max: usize,
) -> Result<Vec<Carrier>, TenantError> {
    let mut begun = Vec::new();
    for state in Listed::ALL.into_iter().filter(|state| count(snapshot, *state) > 0) {
        begun.push(carriers(client, state).await?);
    }
    // A service that cuts its pages smaller than we hoped may cost more than it spares.
    if begun.iter().map(|listing| 1 + listing.pages_left()).sum::<usize>() > calls_max {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for listing in begun {
        found.extend(listing.finish(client).await?.resources);
    }
    Ok(found)
}

/// Whether asking elsewhere may go better: the service answered, and not that our login is worth nothing.
fn is_of_scim(error: &TenantError) -> bool {
    match error {
        TenantError::Failing { .. }
        | TenantError::NotPermitted { .. }
        | TenantError::NotFound { .. }
        | TenantError::Refused { .. }
        | TenantError::NotGenesys { .. } => true,
        TenantError::Token(_)
        | TenantError::Unreachable { .. }
        | TenantError::Untrusted { .. }
        | TenantError::Unauthorised { .. } => false,
    }
}

/// An account whose external ids were left out has none only where the same service shows those of others: it might
/// as well leave them out always.
fn keys(authority: &str, carriers: &[Carrier]) -> Shown {
    let shows_some = carriers.iter().any(|one| one.pairs().is_some_and(|pairs| !pairs.is_empty()));
    let shown = carriers.iter().filter_map(|one| {
        let pairs = one.pairs().or_else(|| shows_some.then_some(&[]))?;
        let ours = pairs.iter().filter(|pair| pair.authority == authority);
        Some((AccountId(one.id), ours.map(|pair| Anchor::new(&pair.value)).collect()))
    });
    shown.collect()
}

fn count(snapshot: &TenantSnapshot, state: Listed) -> usize {
    let wanted = match state {
        Listed::Active => AccountState::Active,
        Listed::Inactive => AccountState::Inactive,
    };
    snapshot.accounts.values().filter(|account| account.state == wanted).count()
}
