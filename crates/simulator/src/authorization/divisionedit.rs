//! Changing and deleting divisions, reading them by cursor, and how many there may be.

use super::divisions::division_json;
use crate::changes::naming::require_free;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::DivisionId;
use crate::model::state::{Grant, Scope, State};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::paging::Cursor;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;

const ONE: &str = "/api/v2/authorization/divisions/{divisionId}";

/// Most divisions of an organisation.
const MOST: u32 = 100;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/authorization/divisions/limit", Need::Nothing, Service::Authorization, limit),
    route("GET", "/api/v2/authorization/divisions/query", Need::Nothing, Service::Authorization, query),
    route("PUT", ONE, Need::Any(&["authorization:division:edit"]), Service::Authorization, replace),
    route("DELETE", ONE, Need::Any(&["authorization:division:delete"]), Service::Authorization, delete),
];

fn limit(_: &mut World, _: &Call) -> Answer {
    Ok(Reply::ok(json!(MOST)))
}

fn query(world: &mut World, call: &Call) -> Answer {
    let cursor = Cursor::of(call, 200)?;
    let ids = call.query_list("id").into_iter().filter_map(DivisionId::parse).collect::<BTreeSet<_>>();
    let name = call.query("name").map(|text| text.trim_matches('*').to_lowercase());
    let fitting = world.state.divisions.iter().filter(|(id, division)| {
        (ids.is_empty() || ids.contains(id))
            && name.as_ref().is_none_or(|name| division.name.to_lowercase().contains(name.as_str()))
    });
    let shown = fitting.map(|(id, division)| (id.to_string(), division_json(*id, division)));
    Ok(Reply::ok(cursor.listing(call, shown)))
}

#[derive(Deserialize)]
struct DivisionBody {
    name: Option<String>,
    description: Option<String>,
}

fn replace(world: &mut World, call: &Call) -> Answer {
    let id = call.division_id(0)?;
    world.division(id)?;
    let wanted: DivisionBody = call.body()?;
    if let Some(name) = &wanted.name {
        require_free(&world.state.divisions, name, Some(id))?;
    }
    if let Some(division) = world.state.divisions.get_mut(&id) {
        division.name = wanted.name.unwrap_or_else(|| division.name.clone());
        division.description = wanted.description.unwrap_or_else(|| division.description.clone());
    }
    Ok(Reply::ok(division_json(id, world.division(id)?)))
}

/// 400 until the division is empty, and always for Home; `force` moves what is left to Home.
fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.division_id(0)?;
    if world.division(id)?.home {
        return Err(Refusal::bad_request("The Home division cannot be deleted"));
    }
    if !call.query_bool("force")?.unwrap_or(false) && is_used(world, id) {
        return Err(Refusal::bad_request("The division still has objects"));
    }
    let home = world.home();
    move_all(&mut world.state, id, home);
    let scope = Scope::Division(id);
    for (subject, role) in world.index.by_scope.get(&scope).cloned().unwrap_or_default() {
        crate::changes::holdings::release(world, subject, Grant { role, scope }, call.now);
    }
    world.state.divisions.remove(&id);
    Ok(world.done())
}

/// Moves everything from one division to another.
pub(crate) fn move_all(state: &mut State, from: DivisionId, to: DivisionId) {
    let users = state.users.values_mut().map(|user| &mut user.division);
    let queues = state.queues.values_mut().map(|queue| &mut queue.division);
    let skills = state.skills.values_mut().map(|skill| &mut skill.division);
    let teams = state.teams.values_mut().map(|team| &mut team.division);
    let objects = users.chain(queues).chain(skills).chain(teams);
    objects.filter(|division| **division == from).for_each(|division| *division = to);
}

fn is_used(world: &World, id: DivisionId) -> bool {
    let state = &world.state;
    state
        .users
        .values()
        .any(|user| user.division == id && user.state != crate::model::state::UserState::Deleted)
        || state.queues.values().any(|queue| queue.division == id)
        || state.skills.values().any(|skill| skill.division == id)
        || state.teams.values().any(|team| team.division == id)
}
