//! Access tokens: minting, expiry, and ending those of a user.

use crate::limits::Service;
use crate::model::state::UserState;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use serde_json::json;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/tokens/me", Need::Nothing, Service::Platform, own_token),
    route("HEAD", "/api/v2/tokens/me", Need::Nothing, Service::Platform, own_token_head),
    route("DELETE", "/api/v2/tokens/me", Need::Nothing, Service::Platform, delete_own_token),
    route(
        "DELETE",
        "/api/v2/tokens/{userId}",
        Need::Any(&["oauth:token:delete"]),
        Service::Platform,
        delete_tokens,
    ),
];

fn own_token(world: &mut World, call: &Call) -> Answer {
    let own = &world.state.organisation;
    let organisation = json!({ "id": own.id, "name": own.name });
    let client = world.state.clients.get(&call.client);
    Ok(Reply::ok(json!({
        "organization": organisation, "homeOrganization": organisation, "authorizedScope": [],
        "OAuthClient": {
            "id": call.client, "name": client.map_or("", |client| client.name.as_str()),
            "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active", "organization": organisation,
        },
    })))
}

fn own_token_head(_: &mut World, _: &Call) -> Answer {
    Ok(Reply::empty(200))
}

fn delete_own_token(world: &mut World, call: &Call) -> Answer {
    let bearer =
        call.header("authorization").and_then(|header| header.split_once(' ')).map(|(_, token)| token);
    if let Some(token) = bearer {
        world.tokens.end(token.trim());
    }
    Ok(Reply::empty(200))
}

fn delete_tokens(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.any_user(id)?;
    *world.tokens.deletions.entry(id).or_default() += 1;
    let comes_back = world.behaviour.sso_signs_back_in
        && world.state.users.get(&id).is_some_and(|user| user.state == UserState::Active);
    if !comes_back {
        world.tokens.sessions.remove(&id);
    }
    Ok(world.done())
}
