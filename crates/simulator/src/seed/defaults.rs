//! What every tenant has: default roles, presence definitions, a small set of licences.

use crate::model::ids::PresenceId;
use crate::model::state::{Presence, UserState};
use crate::seed::{SeedLicence, SeedRole};
use std::collections::BTreeMap;

const SYSTEM_PRESENCES: &[&str] =
    &["Available", "Away", "Break", "Busy", "Idle", "Meal", "Meeting", "Offline", "OnQueue", "Training"];

/// The presence definitions that the platform supplies.
pub(crate) fn presences() -> BTreeMap<PresenceId, Presence> {
    let one = |name: &&str| (PresenceId::named(name), Presence { system: (*name).to_owned() });
    SYSTEM_PRESENCES.iter().map(one).collect()
}

/// What a user of the seed shows.
pub(crate) fn presence_of(state: UserState) -> PresenceId {
    PresenceId::named(if state == UserState::Active { "Available" } else { "Offline" })
}

/// `employee` and `admin`, as far as the seed does not bring its own.
pub(crate) fn roles_missing_in(own: &[SeedRole]) -> Vec<SeedRole> {
    let role = |name: &str, permissions: &[&str]| SeedRole {
        name: name.to_owned(),
        default_role_id: Some(name.to_owned()),
        permissions: permissions.iter().map(|text| (*text).to_owned()).collect(),
        ..SeedRole::default()
    };
    let defaults = [
        role(
            "employee",
            &["directory:user:view", "directory:group:view", "presence:presenceDefinition:view"],
        ),
        role("admin", EVERYTHING),
    ];
    let is_there = |wanted: &SeedRole| {
        own.iter().any(|role| role.name == wanted.name || role.default_role_id == wanted.default_role_id)
    };
    defaults.into_iter().filter(|role| !is_there(role)).collect()
}

const EVERYTHING: &[&str] = &[
    "admin",
    "analytics:*:*",
    "audits:*:*",
    "authorization:*:*",
    "conversation:*:*",
    "directory:*:*",
    "groups:*:*",
    "oauth:*:*",
    "presence:*:*",
    "routing:*:*",
    "telephony:*:*",
    "users:*:*",
];

/// Licences by permission, smaller ones within bigger ones.
pub(crate) fn licences() -> Vec<SeedLicence> {
    let licence = |id: &str, permissions: &[&str], comprises: &[&str]| SeedLicence {
        id: id.to_owned(),
        description: id.to_owned(),
        permissions: permissions.iter().map(|text| (*text).to_owned()).collect(),
        comprises: comprises.iter().map(|text| (*text).to_owned()).collect(),
        seats: None,
    };
    vec![
        licence("collaboratePro", &["directory:user:view"], &[]),
        licence("communicate", &["telephony:phone:assign"], &["collaboratePro"]),
        licence(
            "cloudCX1",
            &["routing:queue:join", "conversation:call:accept"],
            &["collaboratePro", "communicate"],
        ),
        licence(
            "cloudCX2",
            &["conversation:message:accept", "quality:evaluation:add", "outbound:campaign:view"],
            &["collaboratePro", "communicate", "cloudCX1"],
        ),
        licence(
            "cloudCX3",
            &["wfm:schedule:view", "speechAndTextAnalytics:topic:view"],
            &["collaboratePro", "communicate", "cloudCX1", "cloudCX2"],
        ),
    ]
}
