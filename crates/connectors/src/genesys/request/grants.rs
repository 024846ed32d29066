//! Calls about divisions and roles.

use crate::genesys::wire::Request;
use http::Method;
use muster_core::entitlement::{DivisionScope, RoleAt};
use muster_core::id::{AccountId, DivisionId, RoleId};
use serde_json::{Value, json};

pub(super) fn move_to_division(division: DivisionId, accounts: Vec<AccountId>) -> Request {
    Request::new(
        Method::POST,
        "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}",
        format!("/api/v2/authorization/divisions/{division}/objects/USER"),
    )
    .with_json(json!(accounts))
}

pub(super) fn grant_role(role: RoleId, division: DivisionScope, accounts: Vec<AccountId>) -> Request {
    Request::new(
        Method::POST,
        "/api/v2/authorization/roles/{roleId}",
        format!("/api/v2/authorization/roles/{role}?subjectType=PC_USER"),
    )
    .with_json(json!({"subjectIds": accounts, "divisionIds": [division.to_string()]}))
}

pub(super) fn add_grants(account: AccountId, grants: &[RoleAt]) -> Request {
    Request::new(
        Method::POST,
        "/api/v2/authorization/subjects/{subjectId}/bulkadd",
        format!("/api/v2/authorization/subjects/{account}/bulkadd?subjectType=PC_USER"),
    )
    .with_json(grants_body(grants))
}

pub(super) fn remove_grants(account: AccountId, grants: &[RoleAt]) -> Request {
    Request::new(
        Method::POST,
        "/api/v2/authorization/subjects/{subjectId}/bulkremove",
        format!("/api/v2/authorization/subjects/{account}/bulkremove"),
    )
    .with_json(grants_body(grants))
}

fn grants_body(grants: &[RoleAt]) -> Value {
    let pair = |at: &RoleAt| json!({"roleId": at.role, "divisionId": at.division.to_string()});
    json!({"grants": grants.iter().map(pair).collect::<Vec<_>>()})
}
