//! OAuth clients: reading, changing, and making new secrets.

use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{ClientId, DivisionId, RoleId, derive};
use crate::model::state::{Client, Grant, Scope, Subject};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::paging::{Page, listing};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const VIEW: Need = Need::Any(&["oauth:client:view"]);
const EDIT: Need = Need::Any(&["oauth:client:edit"]);
const ONE: &str = "/api/v2/oauth/clients/{clientId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/oauth/clients", VIEW, Service::Platform, list),
    route("GET", ONE, VIEW, Service::Platform, get),
    route("PUT", ONE, EDIT, Service::Platform, replace),
    route("POST", "/api/v2/oauth/clients/{clientId}/secret", EDIT, Service::Platform, new_secret),
];

/// A client as it is shown; with its secret only where that is switched on.
fn client_json(world: &World, id: ClientId, client: &Client) -> Value {
    let roles = client.grants.iter().map(|grant| match grant.scope {
        Scope::All => json!({ "roleId": grant.role, "divisionId": "*" }),
        Scope::Division(division) => json!({ "roleId": grant.role, "divisionId": division }),
    });
    let mut shown = json!({
        "id": id, "name": client.name, "accessTokenValiditySeconds": client.token_validity_s,
        "description": client.description, "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": roles.collect::<Vec<_>>(),
        "state": if client.enabled { "active" } else { "disabled" },
        "selfUri": format!("/api/v2/oauth/clients/{id}"),
    });
    if world.behaviour.client_reads_show_secret {
        shown["secret"] = json!(world.tokens.secrets.get(&id));
    }
    shown
}

fn known(world: &World, id: ClientId) -> Result<&Client, Refusal> {
    world.state.clients.get(&id).ok_or_else(|| Refusal::not_found("client", id))
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 100)?;
    let (clients, total) = page.cut(world.state.clients.iter());
    let entities = clients.into_iter().map(|(id, client)| client_json(world, *id, client)).collect();
    Ok(Reply::ok(listing(call, page, total, entities)))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.client_id(0)?;
    Ok(Reply::ok(client_json(world, id, known(world, id)?)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientRequest {
    name: String,
    authorized_grant_type: String,
    access_token_validity_seconds: Option<u32>,
    description: Option<String>,
    state: Option<String>,
    role_divisions: Option<Vec<RoleDivision>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleDivision {
    role_id: String,
    division_id: String,
}

fn grant(world: &World, one: &RoleDivision) -> Result<Grant, Refusal> {
    let role = RoleId::parse(&one.role_id).filter(|id| world.state.roles.contains_key(id));
    let role = role.ok_or_else(|| Refusal::not_found("role", &one.role_id))?;
    if one.division_id == "*" {
        return Ok(Grant { role, scope: Scope::All });
    }
    let division = DivisionId::parse(&one.division_id).filter(|id| world.state.divisions.contains_key(id));
    let division = division.ok_or_else(|| Refusal::not_found("division", &one.division_id))?;
    Ok(Grant { role, scope: Scope::Division(division) })
}

/// `PUT`: the whole client; what is left out goes back to its default, roles excepted.
fn replace(world: &mut World, call: &Call) -> Answer {
    let id = call.client_id(0)?;
    known(world, id)?;
    let wanted: ClientRequest = call.body()?;
    let validity_s = wanted.access_token_validity_seconds.unwrap_or(86_400);
    if !(300..=38_880_000).contains(&validity_s) {
        return Err(Refusal::invalid_value(format!(
            "accessTokenValiditySeconds {validity_s} is out of range"
        )));
    }
    if wanted.authorized_grant_type != "CLIENT-CREDENTIALS" {
        return Err(Refusal::invalid_value("Only the grant type CLIENT-CREDENTIALS is kept here"));
    }
    let grants = wanted.role_divisions.map(|list| list.iter().map(|one| grant(world, one)).collect());
    if let Some(grants) = grants.transpose()? {
        set_grants(world, call, id, grants);
    }
    if let Some(client) = world.state.clients.get_mut(&id) {
        client.name = wanted.name;
        client.token_validity_s = validity_s;
        client.description = wanted.description.unwrap_or_default();
        client.enabled = wanted.state.is_none_or(|state| state == "active");
    }
    Ok(Reply::ok(client_json(world, id, known(world, id)?)))
}

fn set_grants(world: &mut World, call: &Call, id: ClientId, wanted: BTreeSet<Grant>) {
    let subject = Subject::Client(id);
    let held = crate::changes::holdings::direct(world, subject).cloned().unwrap_or_default();
    for gone in held.difference(&wanted) {
        crate::changes::holdings::release(world, subject, *gone, call.now);
    }
    for new in wanted.difference(&held) {
        crate::changes::holdings::hold(world, subject, *new, call.now);
    }
}

/// Makes a new secret and shows it this once. The old one ends at once, or later where that is switched on.
fn new_secret(world: &mut World, call: &Call) -> Answer {
    let id = call.client_id(0)?;
    known(world, id)?;
    let old = world.tokens.secrets.get(&id).cloned().unwrap_or_default();
    let secret = derive("secret", &format!("{id} {old}")).simple().to_string();
    let until = call.now + SignedDuration::from_secs(i64::from(world.behaviour.old_secret_valid_s));
    world.tokens.old_secrets.insert(id, (old, until));
    world.tokens.secrets.insert(id, secret.clone());
    let mut shown = client_json(world, id, known(world, id)?);
    shown["secret"] = json!(secret);
    Ok(Reply::ok(shown))
}
