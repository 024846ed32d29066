//! One Genesys Cloud user with everything it holds.

use crate::entitlement::{AccountState, Field, Kind, Level, RoleAt, Slot, Value};
use crate::id::{AccountId, DivisionId, GroupId, LanguageId, QueueId, SkillId};
use crate::sorted::{SortedMap, SortedSet};
use serde::{Deserialize, Serialize};

/// One Genesys Cloud user as it was read. All accounts of a tenant are kept at once, so that what they hold takes no more
/// room than it must.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The user id.
    pub id: AccountId,
    /// The state.
    pub state: AccountState,
    /// The version for optimistic locking (`User.version`).
    pub version: i64,
    /// The account's division.
    pub division: DivisionId,
    /// Profile fields that have a value. Mail is lower-cased.
    pub fields: SortedMap<Field, String>,
    /// The manager's account.
    pub manager: Option<AccountId>,
    /// Direct grants of the roles that were read.
    pub roles: SortedSet<RoleAt>,
    /// Direct group memberships.
    pub groups: SortedSet<GroupId>,
    /// Direct memberships (`memberBy=user`) of the queues that were read.
    pub queues: SortedSet<QueueId>,
    /// Routing skills.
    pub skills: SortedMap<SkillId, Level>,
    /// Routing languages.
    pub languages: SortedMap<LanguageId, Level>,
    /// Kinds that the tenant did not answer for this account. Absent is not empty: nothing may be concluded.
    pub unread: SortedSet<Kind>,
}

impl Account {
    /// An account with nothing but its identity.
    pub fn new(id: AccountId, state: AccountState, version: i64, division: DivisionId) -> Self {
        Self {
            id,
            state,
            version,
            division,
            fields: SortedMap::new(),
            manager: None,
            roles: SortedSet::new(),
            groups: SortedSet::new(),
            queues: SortedSet::new(),
            skills: SortedMap::new(),
            languages: SortedMap::new(),
            unread: SortedSet::new(),
        }
    }

    /// The login address, lower-cased; empty only where the tenant gave none.
    pub fn mail(&self) -> &str {
        self.fields.get(&Field::Mail).map_or("", String::as_str)
    }

    /// The name that people see.
    pub fn name(&self) -> &str {
        self.fields.get(&Field::Name).map_or("", String::as_str)
    }

    /// The value that the account has in `slot`; `None` where it has none.
    ///
    /// External ids are not part of the listing, and what an account is doing is [`Work`](super::Work): those slots always
    /// read as `None` here.
    pub fn value(&self, slot: &Slot) -> Option<Value> {
        match slot {
            Slot::Account => Some(Value::State(self.state)),
            Slot::ExternalId => None,
            Slot::Division => Some(Value::Division(self.division)),
            Slot::Field { field } => self.fields.get(field).cloned().map(Value::Text),
            Slot::Manager => self.manager.map(Value::Account),
            Slot::Role(role) => self.roles.contains(role).then_some(Value::Held),
            Slot::Group { group } => self.groups.contains(group).then_some(Value::Held),
            Slot::Queue { queue } => self.queues.contains(queue).then_some(Value::Held),
            Slot::Skill { skill } => self.skills.get(skill).copied().map(Value::Level),
            Slot::Language { language } => self.languages.get(language).copied().map(Value::Level),
            Slot::Presence
            | Slot::Routing
            | Slot::Conversation { .. }
            | Slot::Tokens
            | Slot::Station { .. }
            | Slot::Licence { .. } => None,
        }
    }

    /// Gives the account another value in `slot`; `None` takes it away. What a slot cannot hold changes nothing.
    pub fn set(&mut self, slot: &Slot, value: Option<&Value>) {
        match (slot, value) {
            (Slot::Account, Some(Value::State(state))) => self.state = *state,
            (Slot::Division, Some(Value::Division(division))) => self.division = *division,
            (Slot::Field { field }, Some(Value::Text(text))) => _ = self.fields.insert(*field, text.clone()),
            (Slot::Field { field }, None) => _ = self.fields.remove(field),
            (Slot::Manager, Some(Value::Account(manager))) => self.manager = Some(*manager),
            (Slot::Manager, None) => self.manager = None,
            (Slot::Role(at), Some(_)) => _ = self.roles.insert(*at),
            (Slot::Role(at), None) => _ = self.roles.remove(at),
            (Slot::Group { group }, Some(_)) => _ = self.groups.insert(*group),
            (Slot::Group { group }, None) => _ = self.groups.remove(group),
            (Slot::Queue { queue }, Some(_)) => _ = self.queues.insert(*queue),
            (Slot::Queue { queue }, None) => _ = self.queues.remove(queue),
            (Slot::Skill { skill }, Some(Value::Level(level))) => _ = self.skills.insert(*skill, *level),
            (Slot::Skill { skill }, None) => _ = self.skills.remove(skill),
            (Slot::Language { language }, Some(Value::Level(level))) => {
                _ = self.languages.insert(*language, *level);
            }
            (Slot::Language { language }, None) => _ = self.languages.remove(language),
            (Slot::Account | Slot::ExternalId | Slot::Division, _)
            | (Slot::Presence | Slot::Routing | Slot::Conversation { .. }, _)
            | (Slot::Tokens | Slot::Station { .. } | Slot::Licence { .. }, _)
            | (Slot::Field { .. } | Slot::Manager | Slot::Skill { .. } | Slot::Language { .. }, Some(_)) => {}
        }
    }

    /// Everything granted directly: roles, groups, queues, skills, languages.
    pub fn entitlements(&self) -> Vec<(Slot, Value)> {
        let roles = self.roles.iter().map(|role| (Slot::Role(*role), Value::Held));
        let groups = self.groups.iter().map(|group| (Slot::Group { group: *group }, Value::Held));
        let queues = self.queues.iter().map(|queue| (Slot::Queue { queue: *queue }, Value::Held));
        let skills =
            self.skills.iter().map(|(skill, level)| (Slot::Skill { skill: *skill }, Value::Level(*level)));
        let languages = self
            .languages
            .iter()
            .map(|(language, level)| (Slot::Language { language: *language }, Value::Level(*level)));
        roles.chain(groups).chain(queues).chain(skills).chain(languages).collect()
    }
}
