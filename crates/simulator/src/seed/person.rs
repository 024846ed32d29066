//! A user of a seed.

use super::extras::is_false;
use super::strict;
use crate::model::state::{Contact, EmployerInfo, UserState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

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
    #[serde(deserialize_with = "strict::contacts")]
    pub addresses: Vec<Contact>,
    /// What the employer says.
    #[serde(deserialize_with = "strict::employer_info")]
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
    /// The ring of a queue by its name, where it is not 1.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rings: BTreeMap<String, u8>,
    /// Team by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// `Available`, `OnQueue`, `Offline` …; when left out, active users are available and all others offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence: Option<String>,
    /// `OFF_QUEUE`, `IDLE`, `NOT_RESPONDING` …; when left out it follows from the presence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_status: Option<String>,
    /// Calls are answered without a click.
    #[serde(skip_serializing_if = "is_false")]
    pub acd_auto_answer: bool,
    /// Free-text skills of the profile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profile_skills: Vec<String>,
    /// Custom attributes by schema name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    /// Licences assigned by hand, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub licences: Vec<String>,
    /// The phone in use, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The user's own phone, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_station: Option<String>,
    /// Whether the user is logged in at present.
    #[serde(skip_serializing_if = "is_false")]
    pub signed_in: bool,
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
            rings: BTreeMap::new(),
            team: None,
            presence: None,
            routing_status: None,
            acd_auto_answer: false,
            profile_skills: Vec::new(),
            attributes: BTreeMap::new(),
            licences: Vec::new(),
            station: None,
            default_station: None,
            signed_in: false,
        }
    }
}
