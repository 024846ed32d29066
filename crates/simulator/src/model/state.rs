//! What a tenant holds, as plain ordered data: the value that tests compare after a run.
//!
//! Nothing here depends on when or how often something was asked; times, tokens and counters live elsewhere.

pub use crate::model::account::{Contact, EmployerInfo, ExternalId, User, UserState};
pub use crate::model::conversation::{Conversation, Media, Participant, Purpose, Stage};
pub use crate::model::extras::{AttributeSchema, SkillCondition, Station, Team};
use crate::model::ids::{
    ClientId, ConversationId, DivisionId, GroupId, LanguageId, OrganisationId, PresenceId, QueueId, RoleId,
    SchemaId, SkillId, StationId, TeamId, UserId,
};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The whole content of one tenant. Two tenants with equal states cannot be told apart by reading them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct State {
    /// The organisation all of it belongs to.
    pub organisation: Organisation,
    /// All divisions; exactly one is the Home division.
    pub divisions: BTreeMap<DivisionId, Division>,
    /// All roles.
    pub roles: BTreeMap<RoleId, Role>,
    /// The licences the organisation owns, by licence id such as `cloudCX1`.
    pub licences: BTreeMap<String, Licence>,
    /// All routing skills.
    pub skills: BTreeMap<SkillId, Skill>,
    /// All routing languages.
    pub languages: BTreeMap<LanguageId, Language>,
    /// All presence definitions.
    pub presences: BTreeMap<PresenceId, Presence>,
    /// All users, deleted ones included.
    pub users: BTreeMap<UserId, User>,
    /// All groups that are not deleted.
    pub groups: BTreeMap<GroupId, Group>,
    /// All queues.
    pub queues: BTreeMap<QueueId, Queue>,
    /// All OAuth clients, without their secrets.
    pub clients: BTreeMap<ClientId, Client>,
    /// All teams.
    pub teams: BTreeMap<TeamId, Team>,
    /// All phones.
    pub stations: BTreeMap<StationId, Station>,
    /// Schemas of custom attributes.
    pub schemas: BTreeMap<SchemaId, AttributeSchema>,
    /// All conversations that are not forgotten.
    pub conversations: BTreeMap<ConversationId, Conversation>,
}

/// The organisation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// A division.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Division {
    /// Its name, unique in the organisation.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Whether this is the one Home division. Home is a division like any other, not "all divisions".
    pub home: bool,
}

/// A role: a flat bundle of permissions. Roles inherit from nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// The language-independent name of a role that the vendor supplies, such as `employee`.
    pub default_role_id: Option<String>,
    /// Permission strings `domain:entity:action`; `*` stands for any entity or action.
    pub permissions: BTreeSet<String>,
}

/// A licence and the permissions that need it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Licence {
    /// Free text.
    pub description: String,
    /// A holder of any of these permissions needs this licence.
    pub permissions: BTreeSet<String>,
    /// Licences that this one makes unnecessary.
    pub comprises: BTreeSet<String>,
    /// How many were bought; `None`: as many as are needed.
    pub seats: Option<u32>,
}

/// A routing skill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Skill {
    /// Its name, unique in the organisation.
    pub name: String,
    /// Where it lives.
    pub division: DivisionId,
}

/// A routing language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Language {
    /// Its name, unique in the organisation.
    pub name: String,
}

/// A presence definition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Presence {
    /// `Available`, `Offline`, `Break` …
    pub system: String,
}

/// Where a grant counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// In all divisions, written `*`.
    All,
    /// In one division.
    Division(DivisionId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Division(id) => id.fmt(f),
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A role held somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Grant {
    /// Which role.
    pub role: RoleId,
    /// Where it counts.
    pub scope: Scope,
}

/// Who can hold a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A user.
    User(UserId),
    /// A group, for its members.
    Group(GroupId),
    /// An OAuth client.
    Client(ClientId),
}

/// A group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// `official` or `social`.
    pub kind: String,
    /// `public`, `owners` or `members`.
    pub visibility: String,
    /// Whether the rules of a dynamic group may be seen.
    pub rules_visible: bool,
    /// Whether owners count as members.
    pub include_owners: bool,
    /// Whether the group can be called.
    pub calls_enabled: bool,
    /// The group's own e-mail.
    pub email: Option<String>,
    /// The conditions of a dynamic group; without any, members are kept by hand.
    pub dynamic: Vec<SkillCondition>,
    /// Members hold the group's grants only when this is true.
    pub roles_enabled: bool,
    /// Raised by one with each change of the group or its members.
    pub version: u64,
    /// Owners; not members by that alone.
    pub owners: BTreeSet<UserId>,
    /// Direct members.
    pub members: BTreeSet<UserId>,
    /// What members hold through this group.
    pub grants: BTreeSet<Grant>,
    /// Identifier that an identity provider stored through SCIM.
    pub external_id: Option<String>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Where it lives.
    pub division: DivisionId,
    /// Direct members (`memberBy=user`).
    pub members: BTreeMap<UserId, QueueMember>,
    /// Groups whose members work here as well (`memberBy=group`).
    pub groups: BTreeSet<GroupId>,
}

/// How a user belongs to a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QueueMember {
    /// Whether the user takes work of the queue at present.
    pub joined: bool,
    /// Which ring of a bullseye queue, from 1.
    pub ring: u8,
}

/// An OAuth client with the client-credentials grant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Client {
    /// Its name.
    pub name: String,
    /// How long a token lives, in seconds.
    pub token_validity_s: u32,
    /// What the client may do.
    pub grants: BTreeSet<Grant>,
    /// Whether it may log in.
    pub enabled: bool,
    /// Free text.
    pub description: String,
}
