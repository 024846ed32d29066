//! Calls about members of groups and queues.

use crate::genesys::path::joined;
use crate::genesys::wire::Request;
use http::Method;
use muster_core::id::{AccountId, GroupId, QueueId};
use serde_json::{Value, json};

pub(super) fn add_group_members(group: GroupId, accounts: Vec<AccountId>, version: i64) -> Request {
    Request::new(Method::POST, "/api/v2/groups/{groupId}/members", format!("/api/v2/groups/{group}/members"))
        .with_json(json!({"memberIds": accounts, "version": version}))
}

pub(super) fn remove_group_members(group: GroupId, accounts: &[AccountId]) -> Request {
    Request::new(
        Method::DELETE,
        "/api/v2/groups/{groupId}/members",
        format!("/api/v2/groups/{group}/members?ids={}", joined(accounts)),
    )
}

pub(super) fn queue_members(queue: QueueId, accounts: &[AccountId], delete: bool) -> Request {
    let members: Vec<Value> = accounts.iter().map(|account| json!({"id": account})).collect();
    Request::new(
        Method::POST,
        "/api/v2/routing/queues/{queueId}/members",
        format!("/api/v2/routing/queues/{queue}/members?delete={delete}"),
    )
    .with_json(Value::Array(members))
}
