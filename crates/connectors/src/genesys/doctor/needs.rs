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

/// What else they must permit for people to be seen out of their conversations.
pub const DEPARTURE_NEEDS: &[Need] = &[
    need("finding out who is in a conversation", &["analytics:agentState:view"]),
    need("reading conversations", &["conversation:communication:view"]),
    need("handing conversations on", &["conversation:communication:blindTransfer"]),
    need("ending conversations", &["conversation:communication:disconnect"]),
    need("reading presences", &["presence:presenceDefinition:view"]),
    need("setting presences", &["presence:userPresence:edit"]),
    need("ending tokens", &["oauth:token:delete"]),
    need("releasing phones", &["telephony:station:disassociate"]),
    need("releasing people's own phones", &["telephony:phone:assign", "telephony:plugin:all"]),
];

/// What deleting accounts needs.
pub const DELETION: Need = need("deleting accounts", &["directory:user:delete"]);

/// What the configuration wants beyond accounts and what they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// People are seen out: presence, conversations, tokens, phones, licences.
    pub departures: bool,
    /// Accounts are deleted in the end.
    pub deletions: bool,
}

impl Wants {
    /// Everything that is needed.
    pub fn needs(self) -> impl Iterator<Item = &'static Need> {
        let departures: &[Need] = if self.departures { DEPARTURE_NEEDS } else { &[] };
        NEEDS.iter().chain(departures).chain(self.deletions.then_some(&DELETION))
    }
}

const fn need(feature: &'static str, any_of: &'static [&'static str]) -> Need {
    Need { feature, any_of }
}
