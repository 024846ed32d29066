//! Calls about one account: creation, state, external id, profile.

use super::USER;
use crate::genesys::profile::{Present, create_properties, replaces_a_part, update_properties};
use crate::genesys::unready::{Unready, known};
use crate::genesys::wire::Request;
use http::Method;
use muster_core::id::{AccountId, DivisionId};
use muster_core::operation::{AccountRef, Profile};
use muster_core::tenant::AccountState;
use serde_json::{Map, Value, json};

pub(super) fn create_account(mail: &str, name: &str, division: DivisionId, profile: &Profile) -> Request {
    let mut body = create_properties(profile);
    body.insert("name".into(), json!(name));
    body.insert("email".into(), json!(mail));
    body.insert("divisionId".into(), json!(division));
    // Without a state the organisation's invitation settings would decide.
    body.insert("state".into(), json!("active"));
    Request::new(Method::POST, "/api/v2/users", "/api/v2/users").with_json(Value::Object(body))
}

/// The state must be the only change: everything else in such a body is ignored.
pub(super) fn set_state(account: AccountId, state: AccountState, version: i64) -> Request {
    patch_user(account).with_json(json!({"version": version, "state": state.to_string()}))
}

pub(super) fn add_external_id(account: AccountId, authority: &str, key: &str) -> Request {
    Request::new(
        Method::POST,
        "/api/v2/users/{userId}/externalid",
        format!("/api/v2/users/{account}/externalid"),
    )
    .with_json(json!({"authorityName": authority, "externalKey": key}))
}

pub(super) fn update_profile(
    account: &AccountRef,
    profile: &Profile,
    manager: Option<&Option<AccountRef>>,
    version: Option<i64>,
    present: Option<&Present>,
) -> Result<Request, Unready> {
    let id = known(account)?;
    if present.is_none() && replaces_a_part(profile) {
        return Err(Unready::PresentUnknown { account: id });
    }
    let unknown = Present::default();
    let present = present.unwrap_or(&unknown);
    let mut body: Map<String, Value> = update_properties(profile, present);
    if let Some(manager) = manager {
        let id = manager.as_ref().map(known).transpose()?;
        body.insert("manager".into(), json!(id.map_or(String::new(), |id| id.to_string())));
    }
    body.insert("version".into(), json!(version.or(present.version)));
    Ok(patch_user(id).with_json(Value::Object(body)))
}

fn patch_user(account: AccountId) -> Request {
    Request::new(Method::PATCH, USER, format!("/api/v2/users/{account}"))
}
