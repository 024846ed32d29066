//! The names of the standard tenant. Scenarios may add to them, rename and drop them.

use super::names::uuid;
use muster_core::entitlement::Presence;
use muster_core::id::{DivisionId, GroupId, LanguageId, PresenceId, QueueId, RoleId, SkillId};
use muster_core::tenant::{Catalogue, Division, Named, PresenceEntry, RoleEntry};

/// Three divisions, four roles of which `Admin` hands out roles, two of everything else.
pub(crate) fn catalogue() -> Catalogue {
    let role = |name: &str, default: Option<&str>| RoleEntry {
        name: name.into(),
        default_role_id: default.map(str::to_owned),
        administrative: name == "Admin",
    };
    let named = |name: &str| Named { name: name.into() };
    let division = |name: &str| Division { name: name.into(), home: name == "Home" };
    Catalogue {
        roles: [
            ("Agent", None),
            ("Supervisor", None),
            ("Admin", Some("admin")),
            ("Employee", Some("employee")),
        ]
        .into_iter()
        .map(|(name, default)| (RoleId(uuid(&format!("role:{name}"))), role(name, default)))
        .collect(),
        divisions: ["Home", "Support", "Sales"]
            .map(|name| (DivisionId(uuid(&format!("division:{name}"))), division(name)))
            .into(),
        groups: ["Team", "Nights"].map(|name| (GroupId(uuid(&format!("group:{name}"))), named(name))).into(),
        queues: ["Billing", "Returns"]
            .map(|name| (QueueId(uuid(&format!("queue:{name}"))), named(name)))
            .into(),
        skills: ["Network", "Refunds"]
            .map(|name| (SkillId(uuid(&format!("skill:{name}"))), named(name)))
            .into(),
        languages: ["English", "German"]
            .map(|name| (LanguageId(uuid(&format!("language:{name}"))), named(name)))
            .into(),
        presences: [("Available", Presence::Available), ("Offline", Presence::Offline)]
            .map(|(name, presence)| {
                (PresenceId(uuid(&format!("presence:{name}"))), PresenceEntry { presence, primary: true })
            })
            .into(),
    }
}
