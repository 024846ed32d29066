//! What the platform's JSON looks like, as far as Muster reads it. Everything optional is `Option`: absent is not empty.

use super::entities::Entities;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A reference to something, often with its name.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ref {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
}

impl Ref {
    pub(crate) fn uuid(&self) -> Option<Uuid> {
        self.id.parse().ok()
    }
}

/// A page of a listing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: DeserializeOwned"))]
pub(crate) struct Page<T> {
    #[serde(default)]
    pub(crate) entities: Entities<T>,
    pub(crate) total: Option<u64>,
    pub(crate) page_count: Option<u64>,
    pub(crate) cursor: Option<String>,
}

impl<T> Page<T> {
    /// How many pages of `page_size` there are, where the page says so in one way or the other.
    pub(crate) fn pages(&self, page_size: usize) -> Option<u64> {
        let of_total = |total: u64| total.div_ceil(page_size.max(1) as u64);
        self.page_count.or_else(|| self.total.map(of_total))
    }
}

/// The answer of `POST /api/v2/users/search`.
#[derive(Debug, Deserialize)]
pub(crate) struct SearchPage {
    #[serde(default)]
    pub(crate) results: Vec<User>,
}

/// `User`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) id: Uuid,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) version: Option<i64>,
    pub(crate) division: Option<Ref>,
    pub(crate) title: Option<String>,
    pub(crate) department: Option<String>,
    pub(crate) manager: Option<Ref>,
    pub(crate) addresses: Option<Vec<Contact>>,
    pub(crate) employer_info: Option<EmployerInfo>,
    pub(crate) groups: Option<Vec<Ref>>,
    pub(crate) skills: Option<Vec<Proficiency>>,
    pub(crate) languages: Option<Vec<Proficiency>>,
}

/// `Contact`, as far as it is matched; what is sent back is the raw JSON.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Contact {
    pub(crate) address: Option<String>,
    pub(crate) media_type: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
}

/// `EmployerInfo`, as far as it is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EmployerInfo {
    pub(crate) employee_id: Option<String>,
}

/// `UserRoutingSkill` or `UserRoutingLanguage`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Proficiency {
    pub(crate) id: Uuid,
    pub(crate) proficiency: Option<f64>,
}

/// `AuthzSubject`.
#[derive(Debug, Deserialize)]
pub(crate) struct Subject {
    #[serde(default)]
    pub(crate) grants: Vec<Grant>,
}

/// `AuthzGrant`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Grant {
    pub(crate) subject_id: Option<String>,
    pub(crate) division: Option<Ref>,
    pub(crate) role: Option<GrantRole>,
}

/// `AuthzGrantRole`.
#[derive(Debug, Deserialize)]
pub(crate) struct GrantRole {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) policies: Vec<Policy>,
}

/// `AuthzGrantPolicy` or `DomainPermissionPolicy`: the one says `actions`, the other `actionSet`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Policy {
    #[serde(default)]
    pub(crate) domain: String,
    #[serde(default)]
    pub(crate) entity_name: String,
    #[serde(default, alias = "actionSet")]
    pub(crate) actions: Vec<String>,
}

impl Policy {
    /// The policy's permissions as `domain:entity:action`.
    pub(crate) fn permissions(&self) -> impl Iterator<Item = String> {
        let domain_and_entity = format!("{}:{}", self.domain, self.entity_name);
        self.actions.iter().map(move |action| format!("{domain_and_entity}:{action}"))
    }
}

/// `SubjectDivisionGrants`: one holder of a role.
#[derive(Debug, Deserialize)]
pub(crate) struct Holder {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    #[serde(default)]
    pub(crate) divisions: Vec<Ref>,
}

/// `DomainOrganizationRole`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Role {
    pub(crate) id: Uuid,
    pub(crate) name: Option<String>,
    pub(crate) default_role_id: Option<String>,
    #[serde(default)]
    pub(crate) permissions: Vec<String>,
    #[serde(default)]
    pub(crate) permission_policies: Vec<Policy>,
}

/// `AuthzDivision`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Division {
    pub(crate) id: Uuid,
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) home_division: bool,
}

/// `Group`.
#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    pub(crate) id: Uuid,
    pub(crate) name: Option<String>,
    pub(crate) version: Option<i64>,
}

/// `UserExternalIdentifier`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExternalId {
    pub(crate) authority_name: String,
    pub(crate) external_key: String,
}

/// `TokenInfo`.
#[derive(Debug, Deserialize)]
pub(crate) struct TokenInfo {
    pub(crate) organization: Option<Ref>,
    #[serde(rename = "OAuthClient")]
    pub(crate) client: Option<Ref>,
}

/// `LimitsEntityListing`.
#[derive(Debug, Deserialize)]
pub(crate) struct Limits {
    #[serde(default)]
    pub(crate) entities: Vec<Limit>,
}

/// `Limit`.
#[derive(Debug, Deserialize)]
pub(crate) struct Limit {
    pub(crate) key: String,
    pub(crate) value: Option<i64>,
}
