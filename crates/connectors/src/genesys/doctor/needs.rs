//! What the client's roles must permit.

/// A permission that a feature needs; any of several will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// What it is for.
    pub feature: &'static str,
    /// One of these.
    pub any_of: &'static [&'static str],
}

/// What the client's roles must permit, by feature.
pub const NEEDS: &[Need] = &[
    need("reading accounts", &["directory:user:view"]),
    need("reading roles", &["authorization:role:view"]),
    need("reading grants", &["authorization:grant:view"]),
    need("reading queues", &["routing:queue:view"]),
    need("reading skills", &["routing:skill:view"]),
    need("creating accounts", &["directory:user:add"]),
    need("changing and deactivating accounts", &["directory:user:edit"]),
    need("granting roles", &["authorization:grant:add"]),
    need("revoking roles", &["authorization:grant:delete"]),
    need("group members", &["directory:group:edit"]),
    need("queue members", &["routing:queueMember:manage", "routing:queue:edit"]),
    need("skills", &["routing:skill:assign"]),
    need("languages", &["routing:language:assign", "routing:skill:assign"]),
];

const fn need(feature: &'static str, any_of: &'static [&'static str]) -> Need {
    Need { feature, any_of }
}
