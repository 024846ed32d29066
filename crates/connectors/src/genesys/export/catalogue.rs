//! Divisions, roles, licences, skills and languages.

use super::model::{Division, Language, Licence, Role, Skill};
use super::part::Part;
use super::wire;
use crate::genesys::client::Client;
use crate::genesys::dto;
use crate::genesys::error::TenantError;
use crate::genesys::read::catalogue::list;
use crate::genesys::wire::Request;
use std::collections::BTreeSet;

pub(super) async fn divisions(client: &Client) -> Result<Part<Vec<Division>>, TenantError> {
    let path = "/api/v2/authorization/divisions";
    let listing = list::<dto::Division>(client, "divisions", path, 100, "").await?;
    let one = |one: dto::Division| Division {
        id: one.id,
        name: one.name.unwrap_or_default(),
        home: one.home_division,
    };
    Ok(Part::from(listing).map(|all| all.into_iter().map(one).collect()))
}

pub(super) async fn roles(client: &Client) -> Result<Part<Vec<Role>>, TenantError> {
    let path = "/api/v2/authorization/roles";
    let listing = list::<dto::Role>(client, "roles", path, 100, "&userCount=false").await?;
    Ok(Part::from(listing).map(|all| all.into_iter().map(role).collect()))
}

fn role(one: dto::Role) -> Role {
    let mut permissions: BTreeSet<String> = one.permissions.into_iter().collect();
    permissions.extend(one.permission_policies.iter().flat_map(|policy| policy.permissions()));
    Role {
        id: one.id,
        name: one.name.unwrap_or_default(),
        default_role_id: one.default_role_id.filter(|id| !id.is_empty()),
        permissions: permissions.into_iter().collect(),
    }
}

/// Which permissions need which licence. Who was given one by hand cannot be told from who needs one.
pub(super) async fn licences(client: &Client) -> Result<Part<Vec<Licence>>, TenantError> {
    let path = "/api/v2/license/definitions";
    let all: Vec<wire::Definition> = client.get(Request::get(path, path)).await?;
    let one = |one: wire::Definition| Licence {
        id: one.id,
        permissions: one.permissions.ids,
        comprises: one.comprises.into_iter().map(|other| other.id).collect(),
    };
    Ok(Part::whole(all.into_iter().map(one).collect()))
}

pub(super) async fn skills(client: &Client) -> Result<Part<Vec<Skill>>, TenantError> {
    let listing = list::<wire::Skill>(client, "skills", "/api/v2/routing/skills", 500, "").await?;
    let one = |one: wire::Skill| Skill {
        id: one.id,
        name: one.name.unwrap_or_default(),
        division: one.division.and_then(|division| division.uuid()),
    };
    Ok(Part::from(listing).map(|all| all.into_iter().map(one).collect()))
}

pub(super) async fn languages(client: &Client) -> Result<Part<Vec<Language>>, TenantError> {
    let listing = list::<wire::Skill>(client, "languages", "/api/v2/routing/languages", 500, "").await?;
    let one = |one: wire::Skill| Language { id: one.id, name: one.name.unwrap_or_default() };
    Ok(Part::from(listing).map(|all| all.into_iter().map(one).collect()))
}
