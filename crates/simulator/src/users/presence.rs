//! Presence and routing status.

use super::view::{presence_json, routing_status_json};
use crate::changes::conversations;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{PresenceId, UserId};
use crate::model::state::{Presence, Scope};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply, require_few};
use crate::wire::call::{Need, Route, route};
use crate::wire::permissions::{require_in, require_named_in};
use serde::Deserialize;
use serde_json::{Value, json};

const VIEW: Need = Need::All(&["presence:presenceDefinition:view"]);
/// Needed to change somebody else's presence; a client has no presence of its own.
const EDIT: Need = Need::Any(&["presence:userPresence:edit"]);
const USER: &str = "/api/v2/users/{userId}/presences/purecloud";
const STATUS: &str = "/api/v2/users/{userId}/routingstatus";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/presence/definitions", VIEW, Service::Platform, definitions),
    route("GET", "/api/v2/presence/definitions/{definitionId}", VIEW, Service::Platform, definition),
    route("GET", USER, Need::Nothing, Service::Platform, get),
    route("PATCH", USER, EDIT, Service::Platform, patch),
    route("PUT", "/api/v2/users/presences/bulk", EDIT, Service::Platform, put_bulk),
    route("GET", "/api/v2/users/presences/purecloud/bulk", Need::Nothing, Service::Platform, get_bulk),
    route("GET", STATUS, Need::Nothing, Service::Platform, get_status),
    route("PUT", STATUS, Need::Nothing, Service::Platform, put_status),
];

fn definition_json(id: PresenceId, presence: &Presence) -> Value {
    json!({
        "id": id, "name": presence.system, "type": "System", "systemPresence": presence.system,
        "languageLabels": { "en_US": presence.system }, "divisionId": "*", "deactivated": false,
        "selfUri": format!("/api/v2/presence/definitions/{id}"),
    })
}

fn definitions(world: &mut World, call: &Call) -> Answer {
    let all =
        world.state.presences.iter().map(|(id, presence)| definition_json(*id, presence)).collect::<Vec<_>>();
    Ok(Reply::ok(json!({ "total": all.len(), "entities": all, "selfUri": call.path })))
}

fn definition(world: &mut World, call: &Call) -> Answer {
    let id = call.presence_id(0)?;
    Ok(Reply::ok(definition_json(id, known(world, id)?)))
}

fn known(world: &World, id: PresenceId) -> Result<&Presence, Refusal> {
    world.state.presences.get(&id).ok_or_else(|| Refusal::not_found("presence definition", id))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    Ok(Reply::ok(presence_json(world, id, world.living_user(id)?)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PresenceChange {
    #[serde(default)]
    id: String,
    presence_definition: DefinitionRef,
}

#[derive(Deserialize)]
struct DefinitionRef {
    id: String,
}

fn definition_of(world: &World, change: &PresenceChange) -> Result<PresenceId, Refusal> {
    let text = &change.presence_definition.id;
    let id = PresenceId::parse(text).ok_or_else(|| Refusal::not_found("presence definition", text))?;
    known(world, id).map(|_| id)
}

/// Presence `OnQueue` makes an agent idle in its queues; any other takes it off them.
fn set(world: &mut World, id: UserId, to: PresenceId) {
    let on_queue = world.state.presences.get(&to).is_some_and(|presence| presence.system == "OnQueue");
    if let Some(user) = world.state.users.get_mut(&id) {
        user.presence = to;
        user.routing_status = if on_queue { "IDLE" } else { "OFF_QUEUE" }.to_owned();
    }
}

fn patch(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let change: PresenceChange = call.body()?;
    let to = definition_of(world, &change)?;
    require_in(world, call, world.living_user(id)?.division)?;
    set(world, id, to);
    Ok(Reply::ok(presence_json(world, id, world.living_user(id)?)))
}

fn put_bulk(world: &mut World, call: &Call) -> Answer {
    let wanted: Vec<PresenceChange> = call.body()?;
    require_few(wanted.len(), world.behaviour.list_max.presences)?;
    let mut changes = Vec::new();
    for change in &wanted {
        let id = UserId::parse(&change.id).ok_or_else(|| Refusal::not_found("user", &change.id))?;
        require_in(world, call, world.living_user(id)?.division)?;
        changes.push((id, definition_of(world, change)?));
    }
    changes.iter().for_each(|(id, to)| set(world, *id, *to));
    let shown =
        changes.iter().filter_map(|(id, _)| Some(presence_json(world, *id, world.state.users.get(id)?)));
    Ok(Reply::ok(shown.collect()))
}

fn get_bulk(world: &mut World, call: &Call) -> Answer {
    let ids = call.query_list("id");
    if ids.len() > 50 {
        return Err(crate::wire::call::too_many(ids.len(), 50));
    }
    let known =
        ids.into_iter().filter_map(UserId::parse).filter_map(|id| Some((id, world.state.users.get(&id)?)));
    let shown = known.map(|(id, user)| {
        let mut one = presence_json(world, id, user);
        one["userId"] = json!(id);
        one.as_object_mut().map(|fields| fields.remove("primary"));
        one
    });
    Ok(Reply::ok(shown.collect()))
}

fn get_status(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    Ok(Reply::ok(routing_status_json(world, id, world.living_user(id)?, call.now)))
}

#[derive(Deserialize)]
struct StatusChange {
    status: String,
}

/// Only to `OFF_QUEUE`, and to `IDLE` from `NOT_RESPONDING`.
fn put_status(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let wanted: StatusChange = call.body()?;
    if let Some(permission) = &world.behaviour.routing_status_permission {
        let division = world.living_user(id)?.division;
        require_named_in(world, call.client, permission, Scope::Division(division))?;
    }
    let stored = &world.living_user(id)?.routing_status;
    let from = conversations::routing_status(world, id, stored, call.now);
    match (from, wanted.status.as_str()) {
        (_, "OFF_QUEUE") | ("NOT_RESPONDING", "IDLE") => {}
        (from, to) => {
            return Err(Refusal::new(
                400,
                "general.bad.request",
                format!("Cannot change from {from} to {to}"),
            ));
        }
    }
    if let Some(user) = world.state.users.get_mut(&id) {
        user.routing_status = wanted.status;
    }
    Ok(Reply::ok(routing_status_json(world, id, world.living_user(id)?, call.now)))
}
