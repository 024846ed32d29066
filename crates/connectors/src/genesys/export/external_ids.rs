//! External ids, a hundred accounts a call.

use super::model::User;
use super::part::Part;
use crate::genesys::client::Client;
use crate::genesys::error::TenantError;
use crate::genesys::external_ids::{Carrier, Listed, carriers};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Keys by authority, by account.
pub(super) type Keys = BTreeMap<Uuid, BTreeMap<String, String>>;

/// External ids of active and inactive accounts. SCIM does not list deleted ones.
pub(super) async fn read(client: &Client, users: &[User]) -> Result<Part<Keys>, TenantError> {
    let in_state = |state: &str| users.iter().filter(|user| user.state == state).count();
    let mut keys = Part::<Keys>::default();
    for (state, name) in [(Listed::Active, "active"), (Listed::Inactive, "inactive")] {
        if in_state(name) > 0 {
            add(client, state, &mut keys).await?;
        }
    }
    let deleted = in_state("deleted");
    if deleted > 0 {
        keys.gaps.push(format!("external ids of {deleted} deleted accounts: no listing shows them"));
    }
    Ok(keys)
}

async fn add(client: &Client, state: Listed, keys: &mut Part<Keys>) -> Result<(), TenantError> {
    let listing = carriers(client, state).await?.finish(client).await?;
    let short = listing.total.saturating_sub(listing.resources.len());
    if short > 0 {
        keys.gaps.push(format!("external ids of {short} accounts: SCIM did not list them"));
    }
    keys.items.extend(listing.resources.iter().map(|one| (one.id, by_authority(one))));
    Ok(())
}

fn by_authority(carrier: &Carrier) -> BTreeMap<String, String> {
    let pairs = carrier.pairs().unwrap_or_default().iter();
    pairs.map(|pair| (pair.authority.clone(), pair.value.clone())).collect()
}
