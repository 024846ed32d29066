//! External identifiers of users, in both directions.

use crate::changes::externalids::{store, take};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::UserId;
use crate::model::state::{ExternalId, UserState};
use crate::model::world::World;
use crate::users::view::{Expand, user_json};
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::permissions::require_in;
use serde_json::{Value, json};

const EDIT: Need = Need::Any(&["directory:user:edit"]);

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        "/api/v2/users/externalid/{authorityName}/{externalKey}",
        Need::Nothing,
        Service::Users,
        find_user,
    ),
    route("GET", "/api/v2/users/{userId}/externalid", Need::Nothing, Service::Users, list),
    route("POST", "/api/v2/users/{userId}/externalid", EDIT, Service::Users, add),
    route("GET", "/api/v2/users/{userId}/externalid/{authorityName}", Need::Nothing, Service::Users, get),
    route(
        "DELETE",
        "/api/v2/users/{userId}/externalid/{authorityName}/{externalKey}",
        EDIT,
        Service::Users,
        remove,
    ),
];

/// Most pairs a user can have.
const MOST: usize = 100;

fn find_user(world: &mut World, call: &Call) -> Answer {
    let (authority, key) = (&call.params[0], &call.params[1]);
    let id = world.index.by_external.get(authority).and_then(|keys| keys.get(key)).copied();
    let found = id.and_then(|id| Some((id, world.state.users.get(&id)?)));
    match found.filter(|(_, user)| user.state != UserState::Deleted) {
        Some((id, user)) => Ok(Reply::ok(user_json(world, id, user, Expand::of(call), call.now))),
        None => Err(Refusal::not_found("user with external id", key)),
    }
}

fn pair_json(id: UserId, pair: &ExternalId) -> Value {
    json!({
        "authorityName": pair.authority, "externalKey": pair.key,
        "selfUri": format!("/api/v2/users/{id}/externalid/{}", pair.authority),
    })
}

fn list_json(world: &World, id: UserId) -> Result<Value, Refusal> {
    Ok(world.living_user(id)?.external_ids.iter().map(|pair| pair_json(id, pair)).collect())
}

fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::ok(list_json(world, call.user_id(0)?)?))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let pair = world.living_user(id)?.external_ids.iter().find(|pair| pair.authority == call.params[1]);
    let pair = pair.ok_or_else(|| Refusal::not_found("external id", &call.params[1]))?;
    Ok(Reply::ok(pair_json(id, pair)))
}

fn add(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let pair: ExternalId = call.body()?;
    let user = world.living_user(id)?;
    require_in(world, call, user.division)?;
    if pair.authority.is_empty() || pair.key.is_empty() {
        return Err(Refusal::invalid_value("authorityName and externalKey must not be empty"));
    }
    if user.external_ids.len() >= MOST && !user.external_ids.contains(&pair) {
        return Err(crate::wire::call::too_many(MOST + 1, MOST));
    }
    store(world, id, pair)?;
    Ok(Reply::ok(list_json(world, id)?))
}

fn remove(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let division = world.living_user(id)?.division;
    require_in(world, call, division)?;
    let pair = ExternalId { authority: call.params[1].clone(), key: call.params[2].clone() };
    if !take(world, id, &pair) && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::not_found("external id", &pair.key));
    }
    Ok(world.done())
}
