//! What a tenant starts with, as a JSON that people can read and write: things refer to each other by name.
//!
//! Ids may be left out; they are then derived from kind and name, and stay the same for ever. Grants are written
//! `role` (in Home), `role@division`, or `role@*` for all divisions.

pub(crate) mod company;
pub(crate) mod defaults;
pub(crate) mod dump;
pub(crate) mod extras;
pub(crate) mod strict;
pub(crate) mod talks;
pub(crate) mod names;
pub(crate) mod person;
pub(crate) mod plant;

use crate::clock::ClockSetting;
use crate::limits::Limits;
use crate::model::behaviour::Behaviour;
use extras::is_false;
pub use extras::{SeedCondition, SeedConversation, SeedParticipant, SeedSchema, SeedStation, SeedTeam};
pub use person::SeedUser;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The start of a tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The version of this format. There is one so far, 1, which is meant when it is left out.
    pub format: SeedFormat,
    /// Name of the organisation.
    pub organisation: String,
    /// Divisions. Without one marked `home`, a division "Home" is added.
    pub divisions: Vec<SeedDivision>,
    /// Roles. `employee` and `admin` are added when left out.
    pub roles: Vec<SeedRole>,
    /// Licences. A small set like the real one is used when empty.
    pub licences: Vec<SeedLicence>,
    /// Routing skills.
    pub skills: Vec<SeedSkill>,
    /// Routing languages.
    pub languages: Vec<SeedLanguage>,
    /// Groups.
    pub groups: Vec<SeedGroup>,
    /// Queues.
    pub queues: Vec<SeedQueue>,
    /// Users.
    pub users: Vec<SeedUser>,
    /// OAuth clients.
    pub clients: Vec<SeedClient>,
    /// Teams.
    pub teams: Vec<SeedTeam>,
    /// Phones.
    pub stations: Vec<SeedStation>,
    /// Schemas of custom attributes.
    pub schemas: Vec<SeedSchema>,
    /// Conversations, live ones and ended ones.
    pub conversations: Vec<SeedConversation>,
    /// How the tenant behaves where the real platform is not certain, lag included.
    #[serde(skip_serializing_if = "is_usual")]
    pub behaviour: Behaviour,
    /// The rate limits; those of a real tenant when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    /// What the tenant's clock shows. A tenant itself knows none: whoever serves it reads this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockSetting>,
}

fn is_usual(behaviour: &Behaviour) -> bool {
    *behaviour == Behaviour::default()
}

/// The version of the seed format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeedFormat(pub u32);

impl SeedFormat {
    /// The version that this program writes, and the only one that it reads.
    pub const CURRENT: Self = Self(1);
}

impl Default for SeedFormat {
    fn default() -> Self {
        Self::CURRENT
    }
}

/// A division.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedDivision {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Whether this is the Home division.
    pub home: bool,
    /// Free text.
    pub description: String,
}

/// A role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedRole {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// The vendor's own name of a default role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_role_id: Option<String>,
    /// `domain:entity:action`, with `*` for any entity or action.
    pub permissions: Vec<String>,
}

/// A licence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedLicence {
    /// Id, such as `cloudCX1`.
    pub id: String,
    /// Free text.
    pub description: String,
    /// A holder of any of these permissions needs this licence.
    pub permissions: Vec<String>,
    /// Licences that this one makes unnecessary.
    pub comprises: Vec<String>,
    /// How many were bought; as many as are needed when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<u32>,
}

/// A routing skill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedSkill {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Division by name; Home when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
}

/// A routing language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedLanguage {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
}

/// A group. Members are listed with the users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedGroup {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `official` or `social`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `public`, `owners` or `members`.
    pub visibility: String,
    /// Whether members hold the group's grants.
    pub roles_enabled: bool,
    /// Version to start with.
    pub version: u64,
    /// Owners, by e-mail.
    pub owners: Vec<String>,
    /// What members hold: `role`, `role@division`, `role@*`.
    pub grants: Vec<String>,
    /// Whether the rules of a dynamic group may be seen; true when left out.
    pub rules_visible: bool,
    /// Whether owners count as members.
    #[serde(skip_serializing_if = "is_false")]
    pub include_owners: bool,
    /// Whether the group can be called.
    #[serde(skip_serializing_if = "is_false")]
    pub calls_enabled: bool,
    /// The group's own e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Identifier that an identity provider stored through SCIM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Conditions of a dynamic group; its members are not managed by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dynamic: Vec<SeedCondition>,
}

impl Default for SeedGroup {
    fn default() -> Self {
        Self {
            id: None,
            name: String::new(),
            description: None,
            kind: "official".to_owned(),
            visibility: "public".to_owned(),
            roles_enabled: false,
            version: 1,
            owners: Vec::new(),
            grants: Vec::new(),
            rules_visible: true,
            include_owners: false,
            calls_enabled: false,
            email: None,
            external_id: None,
            dynamic: Vec::new(),
        }
    }
}

/// A queue. Members are listed with the users.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedQueue {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Division by name; Home when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Groups by name whose members work here as well.
    pub groups: Vec<String>,
}

/// An OAuth client with the client-credentials grant.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedClient {
    /// Derived from the name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Secret. It guards nothing but this simulator, yet it is never shown.
    pub secret: String,
    /// How long its tokens live, in seconds (real tenants: 300 to 172 800).
    pub access_token_validity_s: u32,
    /// What it may do: `role`, `role@division`, `role@*`.
    pub grants: Vec<String>,
    /// Whether it may log in; true when left out.
    pub enabled: bool,
    /// Free text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
}

impl Default for SeedClient {
    fn default() -> Self {
        Self {
            id: None,
            name: String::new(),
            secret: String::new(),
            access_token_validity_s: 86_400,
            grants: Vec::new(),
            enabled: true,
            description: String::new(),
        }
    }
}

impl std::fmt::Debug for SeedClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedClient")
            .field("name", &self.name)
            .field("grants", &self.grants)
            .finish_non_exhaustive()
    }
}

/// Why a seed makes no tenant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// Something refers to what is not there.
    #[error("{by} refers to the {kind} {name:?}, which the seed does not have")]
    Unknown {
        /// `role`, `division` …
        kind: &'static str,
        /// The name that leads nowhere.
        name: String,
        /// What refers to it.
        by: String,
    },
    /// Two things of a kind share what must be unique.
    #[error("the seed has two {kind}s {name:?}")]
    Twice {
        /// `user`, `external id` …
        kind: &'static str,
        /// What both have.
        name: String,
    },
    /// The seed was written for another version of the program.
    #[error("the seed has format {0}, and this program reads format 1")]
    Format(u32),
    /// More than one Home division.
    #[error("the seed marks {0} divisions as home; there is exactly one")]
    Homes(usize),
}
