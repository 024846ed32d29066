//! A SCIM user as the tenant shows it, and which of the two path families is spoken.

use super::profile::shows;
use super::wire::{Reply, Request};
use muster_core::entitlement::{Field, Level};
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Part};
use serde::Deserialize;
use uuid::Uuid;

pub(super) const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(super) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(super) const GENESYS: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";
pub(super) const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// Which of the two families of SCIM paths is used; they have the same operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScimFamily {
    /// `/api/v2/scim/v2/users`, the one for new work.
    #[default]
    V2,
    /// `/api/v2/scim/users`.
    V1,
}

impl ScimFamily {
    /// The request in this family, where it is one of SCIM.
    pub(super) fn adapt(self, mut request: Request) -> Request {
        if self == Self::V2 || !request.template.starts_with("/api/v2/scim/v2/") {
            return request;
        }
        request.path_and_query = request.path_and_query.replacen("/api/v2/scim/v2/", "/api/v2/scim/", 1);
        request.template = match request.template {
            "/api/v2/scim/v2/users" => "/api/v2/scim/users",
            "/api/v2/scim/v2/users/{userId}" => "/api/v2/scim/users/{userId}",
            "/api/v2/scim/v2/groups/{groupId}" => "/api/v2/scim/groups/{groupId}",
            "/api/v2/scim/v2/serviceproviderconfig" => "/api/v2/scim/serviceproviderconfig",
            other => other,
        };
        request
    }
}

/// `ScimV2User`, as far as Muster reads it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScimUser {
    pub(super) id: Uuid,
    user_name: Option<String>,
    display_name: Option<String>,
    title: Option<String>,
    #[serde(default)]
    phone_numbers: Vec<Phone>,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", default)]
    enterprise: Enterprise,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User", default)]
    genesys: Genesys,
    #[serde(default)]
    meta: Meta,
}

#[derive(Debug, Deserialize)]
struct Phone {
    value: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Enterprise {
    division: Option<String>,
    department: Option<String>,
    employee_number: Option<String>,
    manager: Option<Manager>,
}

#[derive(Debug, Deserialize)]
struct Manager {
    value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Genesys {
    routing_skills: Vec<Proficiency>,
    routing_languages: Vec<Proficiency>,
    external_ids: Vec<ExternalId>,
}

#[derive(Debug, Deserialize)]
struct Proficiency {
    name: String,
    proficiency: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct ExternalId {
    authority: String,
    value: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Meta {
    version: Option<String>,
}

/// The version, which SCIM writes as an ETag: `"42"` or `W/"42"`.
pub(super) fn version(meta: &Meta) -> Option<i64> {
    let etag = meta.version.as_deref()?;
    etag.trim_start_matches("W/").trim_matches('"').parse().ok()
}

impl ScimUser {
    /// The user in a reply, where there is one.
    pub(super) fn of(reply: &Reply) -> Option<Self> {
        serde_json::from_slice(&reply.body).ok()
    }

    /// The version.
    pub(super) fn version(&self) -> Option<i64> {
        version(&self.meta)
    }

    /// Whether the user is as `part` says.
    pub(super) fn shows(&self, part: &Part) -> bool {
        match part {
            Part::Division { name, .. } => self.enterprise.division.as_ref() == Some(name),
            Part::Field { field, text, .. } => shows(*field, self.field(*field), text.as_deref()),
            Part::Manager { manager } => match manager {
                AccountRef::Known(id) => self.manager() == Some(*id),
                AccountRef::CreatedFor(_) => false,
            },
            Part::ExternalId { authority, key } => self.carries(authority, key),
            Part::Skill { name, level, .. } => has_level(&self.genesys.routing_skills, name, *level),
            Part::Language { name, level, .. } => has_level(&self.genesys.routing_languages, name, *level),
        }
    }

    /// Whether the user has anything where `part` writes, so that it can be replaced or removed.
    pub(super) fn has(&self, part: &Part) -> bool {
        let any = |held: &[Proficiency], name: &String| held.iter().any(|one| one.name == *name);
        match part {
            Part::Division { .. } => self.enterprise.division.is_some(),
            Part::Field { field, .. } => self.field(*field).is_some_and(|text| !text.is_empty()),
            Part::Manager { .. } => self.manager().is_some(),
            Part::ExternalId { authority, key } => self.carries(authority, key),
            Part::Skill { name, .. } => any(&self.genesys.routing_skills, name),
            Part::Language { name, .. } => any(&self.genesys.routing_languages, name),
        }
    }

    /// Whether the user carries the external id.
    pub(super) fn carries(&self, authority: &str, key: &str) -> bool {
        self.genesys.external_ids.iter().any(|id| id.authority == authority && id.value == key)
    }

    fn manager(&self) -> Option<AccountId> {
        let value = self.enterprise.manager.as_ref()?.value.as_ref()?;
        value.parse().ok().map(AccountId)
    }

    fn field(&self, field: Field) -> Option<&str> {
        match field {
            Field::Name => self.display_name.as_deref(),
            Field::Mail => self.user_name.as_deref(),
            Field::Title => self.title.as_deref(),
            Field::Department => self.enterprise.department.as_deref(),
            Field::EmployeeNumber => self.enterprise.employee_number.as_deref(),
            Field::WorkPhone => self.phone("work"),
            Field::MobilePhone => self.phone("mobile"),
        }
    }

    fn phone(&self, kind: &str) -> Option<&str> {
        let phone = self.phone_numbers.iter().find(|phone| phone.kind.as_deref() == Some(kind));
        phone.and_then(|phone| phone.value.as_deref())
    }
}

fn has_level(held: &[Proficiency], name: &str, wanted: Option<Level>) -> bool {
    let held = held.iter().find(|one| one.name == name);
    match (held, wanted) {
        (None, None) => true,
        (Some(held), Some(wanted)) => {
            Level::try_from(held.proficiency.unwrap_or(0.0)).is_ok_and(|level| level == wanted)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}
