//! How late changes become visible.

use serde::{Deserialize, Serialize};

/// How late changes become visible, in milliseconds. Zero: at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lag {
    /// Group members, in every reading of them.
    pub group_members_ms: u32,
    /// Queue members, in every reading of them.
    pub queue_members_ms: u32,
    /// Grants, in every reading of them. They take effect at once.
    pub grants_ms: u32,
    /// Users in `/users/search`.
    pub search_ms: u32,
    /// Users in `/users` and `/users/query`.
    pub listing_ms: u32,
    /// A new role or division answers 404 to grant calls for this long.
    pub fresh_role_ms: u32,
    /// A new user answers 404 to calls with its id in their path for this long. 404 right after a create is
    /// known of the platform; for how long, of users, no source says.
    pub fresh_user_ms: u32,
    /// Conversations, in calls about them and in what users are seen doing.
    pub conversations_ms: u32,
    /// Conversations, in analytics.
    pub analytics_ms: u32,
    /// How long an audit query runs before it has results.
    pub audit_ms: u32,
}
