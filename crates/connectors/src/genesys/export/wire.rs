//! What the platform's JSON looks like, as far as only an export reads it.

use crate::genesys::dto::{Ref, User};
use crate::genesys::read::tally::Keyed;
use crate::genesys::read::users::Listed;
use serde::Deserialize;
use uuid::Uuid;

/// A user with what the usual reading does not ask for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FullUser {
    #[serde(flatten)]
    pub(super) user: User,
    pub(super) preferred_name: Option<String>,
    pub(super) acd_auto_answer: Option<bool>,
    pub(super) addresses: Option<Vec<Contact>>,
    pub(super) employer_info: Option<Employer>,
    pub(super) station: Option<Stations>,
}

impl Listed for FullUser {
    const EXPAND: &'static str = "expand=groups,skills,languages,employerInfo,station";
}

/// `Contact`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact {
    pub(super) address: Option<String>,
    pub(super) media_type: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) country_code: Option<String>,
    pub(super) integration: Option<String>,
}

/// `EmployerInfo`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Employer {
    pub(super) official_name: Option<String>,
    pub(super) employee_id: Option<String>,
    pub(super) employee_type: Option<String>,
    pub(super) date_hire: Option<String>,
}

/// `UserStations`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stations {
    pub(super) associated_station: Option<Phone>,
    pub(super) default_station: Option<Phone>,
}

/// `UserStation`.
#[derive(Debug, Deserialize)]
pub(super) struct Phone {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

/// `LicenseDefinition`.
#[derive(Debug, Deserialize)]
pub(super) struct Definition {
    pub(super) id: String,
    #[serde(default)]
    pub(super) permissions: Permissions,
    #[serde(default)]
    pub(super) comprises: Vec<Ref>,
}

/// `Permissions`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Permissions {
    #[serde(default)]
    pub(super) ids: Vec<String>,
}

/// `RoutingSkill`.
#[derive(Debug, Deserialize)]
pub(super) struct Skill {
    pub(super) id: Uuid,
    pub(super) name: Option<String>,
    pub(super) division: Option<Ref>,
}

/// `Group`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    pub(super) id: Uuid,
    pub(super) name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) visibility: Option<String>,
    pub(super) roles_enabled: Option<bool>,
    pub(super) rules_visible: Option<bool>,
    pub(super) include_owners: Option<bool>,
    pub(super) calls_enabled: Option<bool>,
    pub(super) email: Option<String>,
    pub(super) version: Option<u64>,
    pub(super) owners: Option<Vec<Ref>>,
}

/// `Queue`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Queue {
    pub(super) id: Uuid,
    pub(super) name: Option<String>,
    pub(super) division: Option<Ref>,
    pub(super) member_count: Option<u64>,
    /// Direct members. The count may lag.
    pub(super) user_member_count: Option<u64>,
    pub(super) member_groups: Option<Vec<MemberGroup>>,
}

/// `MemberGroup`.
#[derive(Debug, Deserialize)]
pub(super) struct MemberGroup {
    pub(super) id: Uuid,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

/// `QueueMember`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) id: Uuid,
    pub(super) joined: Option<bool>,
    pub(super) ring_number: Option<u8>,
}

/// `Team`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Team {
    pub(super) id: Uuid,
    pub(super) name: Option<String>,
    pub(super) division: Option<Ref>,
    pub(super) member_count: Option<u64>,
}

macro_rules! keyed {
    ($($entity:ty: $id:ident $(. $more:ident)*),+) => {
        $(impl Keyed for $entity {
            type Key = Uuid;
            fn key(&self) -> Uuid {
                self.$id $(. $more)*
            }
        })+
    };
}

keyed!(FullUser: user.id, Skill: id, Group: id, Queue: id, Member: id);
