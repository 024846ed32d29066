//! A user of a tenant, as plain data.

use crate::model::ids::{DivisionId, LanguageId, PresenceId, SchemaId, SkillId, StationId, UserId};
use crate::model::state::Grant;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a user may work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserState {
    /// May log in.
    #[default]
    Active,
    /// May not log in, keeps name, e-mail and history.
    Inactive,
    /// Softly deleted: hidden unless asked for, the e-mail stays taken.
    Deleted,
}

impl UserState {
    /// The word used on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
        }
    }
}

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct User {
    /// The full name; there are no separate given and family names.
    pub name: String,
    /// The login; unique in the organisation, deleted users included.
    pub email: String,
    /// Whether the user may work.
    pub state: UserState,
    /// Raised by one with each change of the user itself (not of grants, skills, groups or queues).
    pub version: u64,
    /// Where the user lives.
    pub division: DivisionId,
    /// Department.
    pub department: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Preferred name.
    pub preferred_name: Option<String>,
    /// Another user.
    pub manager: Option<UserId>,
    /// Phone numbers and further e-mail addresses.
    pub addresses: Vec<Contact>,
    /// What the employer says.
    pub employer_info: EmployerInfo,
    /// Calls are answered without a click.
    pub acd_auto_answer: bool,
    /// Free-text skills of the profile; not routing skills.
    pub profile_skills: Vec<String>,
    /// (authority, key) pairs; a pair belongs to one user only.
    pub external_ids: BTreeSet<ExternalId>,
    /// Direct grants. What comes from groups is derived.
    pub grants: BTreeSet<Grant>,
    /// Routing skills with proficiency 0.0 to 5.0.
    pub skills: BTreeMap<SkillId, f64>,
    /// Routing languages with proficiency 0.0 to 5.0.
    pub languages: BTreeMap<LanguageId, f64>,
    /// What the user shows to others.
    pub presence: PresenceId,
    /// Custom attributes by schema.
    pub attributes: BTreeMap<SchemaId, BTreeMap<String, serde_json::Value>>,
    /// Licences that were assigned by hand, beside those that follow from grants.
    pub licences: BTreeSet<String>,
    /// The phone in use.
    pub station: Option<StationId>,
    /// The phone that is the user's own.
    pub default_station: Option<StationId>,
    /// `OFF_QUEUE`, `IDLE`, `INTERACTING`, `NOT_RESPONDING` or `COMMUNICATING`.
    pub routing_status: String,
}

/// A way to reach a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Contact {
    /// The number or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// `PHONE`, `EMAIL` or `SMS`.
    pub media_type: String,
    /// `PRIMARY`, `WORK`, `WORK2` … `HOME`, `MOBILE`, `MAIN`, `OTHER`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Extension inside the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Country of the number, as `US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// The product that owns the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<String>,
}

/// What the employer says about a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EmployerInfo {
    /// Name in the employer's books.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub official_name: Option<String>,
    /// Personnel number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee_id: Option<String>,
    /// Kind of contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee_type: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_hire: Option<String>,
}

/// An identifier that another system gave to a user. Both parts are case-sensitive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalId {
    /// Who gave it.
    #[serde(rename = "authorityName")]
    pub authority: String,
    /// The identifier.
    #[serde(rename = "externalKey")]
    pub key: String,
}
