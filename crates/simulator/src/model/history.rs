//! Every change that was made through a call, with the OAuth client that made it.

use crate::model::ids::ClientId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Changes so far; the oldest go when there are too many.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditLog {
    pub(crate) entries: Vec<Entry>,
    pub(crate) dropped: usize,
    /// Queries that run or ran, with the time when they were asked.
    pub(crate) queries: BTreeMap<Uuid, (Timestamp, serde_json::Value)>,
    /// How many were ever asked.
    pub(crate) asked: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    pub(crate) client: ClientId,
    pub(crate) service: &'static str,
    pub(crate) entity_type: &'static str,
    pub(crate) action: &'static str,
    pub(crate) entity_id: String,
}

/// A call that changed something.
pub(crate) struct Change<'a> {
    pub(crate) at: Timestamp,
    pub(crate) client: ClientId,
    pub(crate) method: &'a str,
    pub(crate) template: &'static str,
    /// Values of the template's `{…}` parts.
    pub(crate) params: &'a [String],
}

/// Entries kept.
const MOST: usize = 200_000;

impl AuditLog {
    /// Enters a change. `created` is the id in the reply, for calls whose path names no object.
    pub(crate) fn enter(&mut self, change: Change, created: Option<&str>) {
        let (service, entity_type) = kind(change.template);
        let action = match change.method {
            "POST" if change.params.is_empty() => "Create",
            "DELETE" if change.params.len() == 1 => "Delete",
            _ => "Update",
        };
        if self.entries.len() >= MOST {
            self.entries.drain(..MOST / 2);
            self.dropped += MOST / 2;
        }
        let entity_id = change.params.first().map(String::as_str).or(created).unwrap_or("").to_owned();
        self.entries.push(Entry {
            at: change.at,
            client: change.client,
            service,
            entity_type,
            action,
            entity_id,
        });
    }
}

fn kind(template: &'static str) -> (&'static str, &'static str) {
    match template.split('/').nth(3).unwrap_or("") {
        "users" => ("Directory", "User"),
        "groups" => ("Groups", "Group"),
        "routing" => ("Routing", "Queue"),
        "authorization" | "license" => ("PeoplePermissions", "Grant"),
        "teams" => ("Groups", "Team"),
        "conversations" => ("Conversations", "Conversation"),
        "oauth" | "tokens" => ("OAuth", "Client"),
        "scim" => ("SCIM", "User"),
        "presence" => ("Presence", "Presence"),
        _ => ("Platform", "Platform"),
    }
}
