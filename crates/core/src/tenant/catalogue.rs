//! The tenant's names and what they mean.

use crate::entitlement::{DivisionScope, Presence, Slot, Value};
use crate::id::{DivisionId, GroupId, LanguageId, PresenceId, QueueId, RoleId, SkillId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something with a name for people and an id for machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The current name.
    pub name: String,
}

/// A division.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Division {
    /// The current name.
    pub name: String,
    /// Whether it is the organisation's Home division. Exactly one is.
    pub home: bool,
}

/// A role and what a guardrail must know of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleEntry {
    /// The current name. Names are localised and not unique.
    pub name: String,
    /// The id of the system role that this is, such as `admin` or `employee`; `None` for customer-made roles.
    pub default_role_id: Option<String>,
    /// Whether holders can hand out roles (`authorization:grant:add` directly or by wildcard).
    pub administrative: bool,
}

/// A presence definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresenceEntry {
    /// What the platform means by it.
    pub presence: Presence,
    /// Whether it is the one that stands for that meaning. Organisations define others beside it.
    pub primary: bool,
}

/// All names that rules may use, and the presences that departures need.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Roles by id.
    pub roles: BTreeMap<RoleId, RoleEntry>,
    /// Divisions by id.
    pub divisions: BTreeMap<DivisionId, Division>,
    /// Groups by id.
    pub groups: BTreeMap<GroupId, Named>,
    /// Queues by id.
    pub queues: BTreeMap<QueueId, Named>,
    /// Routing skills by id.
    pub skills: BTreeMap<SkillId, Named>,
    /// Routing languages by id.
    pub languages: BTreeMap<LanguageId, Named>,
    /// Presence definitions by id; empty until somebody departs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub presences: BTreeMap<PresenceId, PresenceEntry>,
}

impl Catalogue {
    /// The Home division.
    pub fn home(&self) -> Option<DivisionId> {
        self.divisions.iter().find(|(_, division)| division.home).map(|(id, _)| *id)
    }

    /// The definition that stands for a presence, where the catalogue has one; the primary one first.
    pub fn presence(&self, wanted: Presence) -> Option<PresenceId> {
        let meant = self.presences.iter().filter(|(_, entry)| entry.presence == wanted);
        meant.min_by_key(|(_, entry)| !entry.primary).map(|(id, _)| *id)
    }

    /// A division's name, or its id where the catalogue does not know it.
    pub fn division_name(&self, scope: DivisionScope) -> String {
        match scope {
            DivisionScope::All => "all divisions".into(),
            DivisionScope::In(id) => {
                self.divisions.get(&id).map_or_else(|| id.to_string(), |d| d.name.clone())
            }
        }
    }

    fn queue_name(&self, queue: &QueueId) -> String {
        self.queues.get(queue).map_or_else(|| queue.to_string(), |named| named.name.clone())
    }

    /// How people call a value: `4`, `Support`, `active`; empty for a mere membership.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Held => String::new(),
            Value::Level(level) => level.to_string(),
            Value::Text(text) => text.clone(),
            Value::Division(division) => self.division_name(DivisionScope::In(*division)),
            Value::State(state) => state.to_string(),
            Value::Person(person) => person.to_string(),
            Value::Account(account) => account.to_string(),
            Value::Presence(presence) => presence.to_string(),
            Value::Routing(routing) => routing.to_string(),
            Value::Live { media, queue: None } => media.to_string(),
            Value::Live { media, queue: Some(queue) } => {
                format!("{media} from {}", self.queue_name(queue))
            }
            Value::With(account) => format!("handed to {account}"),
            Value::InQueue(queue) => format!("back in queue {}", self.queue_name(queue)),
        }
    }

    /// The name of a role; its id where it is unknown.
    pub fn role_name(&self, role: &RoleId) -> String {
        self.roles.get(role).map_or_else(|| role.to_string(), |role| role.name.clone())
    }

    /// How people call a slot: `role Agent @ Support`, `queue Billing`, `title`.
    pub fn describe(&self, slot: &Slot) -> String {
        fn name<K: Ord + std::fmt::Display>(of: &BTreeMap<K, Named>, id: &K) -> String {
            of.get(id).map_or_else(|| id.to_string(), |named| named.name.clone())
        }
        match slot {
            Slot::Account => "account".into(),
            Slot::ExternalId => "external id".into(),
            Slot::Division => "division".into(),
            Slot::Field { field } => field.word().replace('_', " "),
            Slot::Manager => "manager".into(),
            Slot::Role(at) => {
                format!("role {} @ {}", self.role_name(&at.role), self.division_name(at.division))
            }
            Slot::Group { group } => format!("group {}", name(&self.groups, group)),
            Slot::Queue { queue } => format!("queue {}", name(&self.queues, queue)),
            Slot::Skill { skill } => format!("skill {}", name(&self.skills, skill)),
            Slot::Language { language } => format!("language {}", name(&self.languages, language)),
            Slot::Presence => "presence".into(),
            Slot::Routing => "routing status".into(),
            Slot::Conversation { conversation, .. } => format!("conversation {conversation}"),
            Slot::Tokens => "tokens".into(),
            Slot::Station { station } => station.word().into(),
            Slot::Licence { licence } => format!("licence {licence}"),
        }
    }
}
