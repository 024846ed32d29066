//! A group as SCIM shows it: who is in it, and which version that is, in one call.

use super::scim::{Meta, version};
use super::wire::Request;
use muster_core::id::{AccountId, GroupId};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(super) const SCIM_GROUP: &str = "/api/v2/scim/v2/groups/{groupId}";

/// `ScimV2Group`, as far as Muster reads it.
#[derive(Debug, Deserialize)]
pub(super) struct ScimGroup {
    #[serde(default)]
    members: Vec<Member>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Debug, Deserialize)]
struct Member {
    value: String,
}

/// `GET` of a group with its members, and nothing else of it.
pub(super) fn group(group: GroupId) -> Request {
    Request::get(SCIM_GROUP, format!("{}?attributes=id,members,meta", path(group)))
}

/// The path of a group.
pub(super) fn path(group: GroupId) -> String {
    format!("/api/v2/scim/v2/groups/{group}")
}

impl ScimGroup {
    /// The direct members.
    pub(super) fn members(&self) -> BTreeSet<AccountId> {
        self.members.iter().filter_map(|member| member.value.parse().ok()).map(AccountId).collect()
    }

    /// The version, which is that of the platform API.
    pub(super) fn version(&self) -> Option<i64> {
        version(&self.meta)
    }
}
