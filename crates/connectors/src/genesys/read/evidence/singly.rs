//! External ids, one call for each key or each account.

use crate::genesys::client::Client;
use crate::genesys::dto::{ExternalId, User};
use crate::genesys::error::TenantError;
use crate::genesys::probe::external_id::lookup;
use crate::genesys::wire::Request;
use futures_util::{StreamExt, TryStreamExt, stream};
use muster_core::id::{AccountId, Anchor};
use std::collections::{BTreeMap, BTreeSet};

/// Which account carries each key.
pub(super) async fn by_key(
    client: &Client,
    authority: &str,
    keys: &BTreeSet<Anchor>,
) -> Result<BTreeMap<Anchor, AccountId>, TenantError> {
    let found: Vec<Option<(Anchor, AccountId)>> = stream::iter(keys)
        .map(|key| async move {
            match client.get::<User>(lookup(authority, key.as_str())).await {
                Ok(user) => Ok(Some((key.clone(), AccountId(user.id)))),
                Err(TenantError::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
        .buffered(client.config().parallel_reads.max(1))
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Which keys under our authority each account carries.
pub(super) async fn keys_of(
    client: &Client,
    authority: &str,
    accounts: &BTreeSet<AccountId>,
) -> Result<BTreeMap<AccountId, BTreeSet<Anchor>>, TenantError> {
    stream::iter(accounts.iter().copied())
        .map(|account| async move {
            let path = format!("/api/v2/users/{account}/externalid");
            let request = Request::get("/api/v2/users/{userId}/externalid", path);
            match client.get::<Vec<ExternalId>>(request).await {
                Ok(ids) => Ok((account, ours(authority, ids))),
                Err(TenantError::NotFound { .. }) => Ok((account, BTreeSet::new())),
                Err(error) => Err(error),
            }
        })
        .buffered(client.config().parallel_reads.max(1))
        .try_collect()
        .await
}

fn ours(authority: &str, ids: Vec<ExternalId>) -> BTreeSet<Anchor> {
    let ours = ids.into_iter().filter(|id| id.authority_name == authority);
    ours.map(|id| Anchor::new(id.external_key)).collect()
}
