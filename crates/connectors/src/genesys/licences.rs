//! Which licences roles need and accounts lack. Asked only where a grant does not take.

use super::client::Client;
use super::error::TenantError;
use super::wire::Request;
use http::Method;
use muster_core::id::{AccountId, RoleId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts in one question about what they hold; the real bound is not published.
pub(super) const ACCOUNTS_MAX: usize = 100;

/// Licences that the roles need and the accounts do not hold; pairs that lack nothing are left out.
///
/// `POST /api/v2/license/infer` once for each role, `POST /api/v2/license/users` once for 100 accounts. A licence that
/// comprises another stands in for it (`GET /api/v2/license/definitions`).
///
/// # Errors
/// Where one of these cannot be asked.
pub async fn missing_licences(
    client: &Client,
    grants: &BTreeSet<(AccountId, RoleId)>,
) -> Result<BTreeMap<(AccountId, RoleId), Vec<String>>, TenantError> {
    if grants.is_empty() {
        return Ok(BTreeMap::new());
    }
    let roles: BTreeSet<RoleId> = grants.iter().map(|(_, role)| *role).collect();
    let mut needed: BTreeMap<RoleId, Vec<String>> = BTreeMap::new();
    for role in roles {
        needed.insert(role, post(client, "/api/v2/license/infer", json!([role])).await?);
    }
    let comprised = comprised(client).await?;
    let accounts: BTreeSet<AccountId> = grants.iter().map(|(account, _)| *account).collect();
    let held = held(client, &accounts.into_iter().collect::<Vec<_>>()).await?;
    let mut missing = BTreeMap::new();
    for (account, role) in grants {
        let has = |licence: &String| held.get(account).is_some_and(|held| covers(held, licence, &comprised));
        let lacks: Vec<String> = needed[role].iter().filter(|licence| !has(licence)).cloned().collect();
        if !lacks.is_empty() {
            missing.insert((*account, *role), lacks);
        }
    }
    Ok(missing)
}

fn covers(held: &BTreeSet<String>, licence: &str, comprised: &BTreeMap<String, Vec<String>>) -> bool {
    let stands_in =
        |held: &String| comprised.get(held).is_some_and(|all| all.iter().any(|one| one == licence));
    held.contains(licence) || held.iter().any(stands_in)
}

async fn comprised(client: &Client) -> Result<BTreeMap<String, Vec<String>>, TenantError> {
    #[derive(Deserialize)]
    struct Definition {
        id: String,
        #[serde(default)]
        comprises: Vec<Comprised>,
    }
    #[derive(Deserialize)]
    struct Comprised {
        id: String,
    }
    let path = "/api/v2/license/definitions";
    let definitions: Vec<Definition> = client.get(Request::get(path, path)).await?;
    let ids = |definition: Definition| {
        (definition.id, definition.comprises.into_iter().map(|comprised| comprised.id).collect())
    };
    Ok(definitions.into_iter().map(ids).collect())
}

/// What the accounts hold, by the tenant's own words.
pub(super) async fn held(
    client: &Client,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, BTreeSet<String>>, TenantError> {
    let mut held = BTreeMap::new();
    for chunk in accounts.chunks(ACCOUNTS_MAX) {
        let answer: BTreeMap<AccountId, Value> = post(client, "/api/v2/license/users", json!(chunk)).await?;
        held.extend(answer.into_iter().map(|(account, licences)| (account, names(&licences))));
    }
    Ok(held)
}

/// The document says a map of objects and does not say of which: a list, or an object with one.
pub(super) fn names(licences: &Value) -> BTreeSet<String> {
    let list = licences.as_array().or_else(|| licences["licenses"].as_array());
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

async fn post<T: serde::de::DeserializeOwned>(
    client: &Client,
    path: &'static str,
    body: Value,
) -> Result<T, TenantError> {
    client.get(Request::new(Method::POST, path, path).with_json(body)).await
}
