//! What a tenant starts with, as a JSON that people can read and write: things refer to each other by name.
//!
//! Ids may be left out; they are then derived from kind and name, and stay the same for ever. Grants are written
//! `role` (in Home), `role@division`, or `role@*` for all divisions.

use crate::state::{Contact, EmployerInfo, UserState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The start of a tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
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

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedUser {
    /// Derived from the e-mail when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Full name.
    pub name: String,
    /// Login.
    pub email: String,
    /// Active, inactive or deleted.
    pub state: UserState,
    /// Version to start with.
    pub version: u64,
    /// Division by name; Home when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Preferred name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_name: Option<String>,
    /// Manager, by e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// Phone numbers and further addresses.
    pub addresses: Vec<Contact>,
    /// What the employer says.
    pub employer_info: EmployerInfo,
    /// External identifiers: key by authority.
    pub external_ids: BTreeMap<String, String>,
    /// Direct grants: `role`, `role@division`, `role@*`.
    pub grants: Vec<String>,
    /// Level by skill name.
    pub skills: BTreeMap<String, f64>,
    /// Level by language name.
    pub languages: BTreeMap<String, f64>,
    /// Groups by name.
    pub groups: Vec<String>,
    /// Queues by name, taking work.
    pub queues: Vec<String>,
    /// Queues by name, not taking work at present.
    pub unjoined_queues: Vec<String>,
}

impl Default for SeedUser {
    fn default() -> Self {
        Self {
            id: None,
            name: String::new(),
            email: String::new(),
            state: UserState::Active,
            version: 1,
            division: None,
            department: None,
            title: None,
            preferred_name: None,
            manager: None,
            addresses: Vec::new(),
            employer_info: EmployerInfo::default(),
            external_ids: BTreeMap::new(),
            grants: Vec::new(),
            skills: BTreeMap::new(),
            languages: BTreeMap::new(),
            groups: Vec::new(),
            queues: Vec::new(),
            unjoined_queues: Vec::new(),
        }
    }
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
}

impl Default for SeedClient {
    fn default() -> Self {
        Self {
            id: None,
            name: String::new(),
            secret: String::new(),
            access_token_validity_s: 86_400,
            grants: Vec::new(),
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
    /// More than one Home division.
    #[error("the seed marks {0} divisions as home; there is exactly one")]
    Homes(usize),
}
