//! SCIM users: reading, making, deleting. Changing is in `change`.

use super::draft::Draft;
use super::project::Projection;
use super::schema::{USERS, shape};
use super::version::{etag, require_match, unless_known};
use super::{base, change, listing, resource, rights};
use crate::call::{Answer, Call, Reply};
use crate::ids::UserId;
use crate::limits::Service;
use crate::people;
use crate::permissions::require_in;
use crate::state::UserState;
use crate::wire::call::{Need, Route, route};
use crate::world::World;
use serde_json::json;

const ADD: &[&str] = &[
    "directory:user:add",
    "authorization:grant:add",
    "authorization:grant:delete",
    "routing:skill:assign",
    "routing:language:assign",
    "telephony:extension:assign",
];

const EDIT: &[&str] = &[
    "directory:user:edit",
    "directory:user:setPassword",
    "authorization:grant:add",
    "authorization:grant:delete",
    "routing:skill:assign",
    "routing:language:assign",
    "telephony:extension:assign",
];

const ONE: &str = "/api/v2/scim/v2/users/{userId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/scim/v2/users", Need::Nothing, Service::Scim, listing::list),
    route("POST", "/api/v2/scim/v2/users", Need::Any(ADD), Service::Scim, create),
    route("GET", ONE, Need::Nothing, Service::Scim, get),
    route("PUT", ONE, Need::Any(EDIT), Service::Scim, change::put),
    route("PATCH", ONE, Need::Any(EDIT), Service::Scim, change::patch),
    route("DELETE", ONE, Need::Any(&["directory:user:delete"]), Service::Scim, delete),
];

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    let shown = Projection::of(call, &USERS).cut(&USERS, resource::user(world, call, id, user));
    Ok(unless_known(world, call, user.version, shown))
}

pub(super) fn shown(world: &World, call: &Call, id: UserId, status: u16) -> Answer {
    let user = world.any_user(id)?;
    Ok(Reply::with(status, resource::user(world, call, id, user))
        .header("etag", etag(user.version))
        .header("location", format!("{}/users/{id}", base(call))))
}

/// 201. The e-mail of a deleted user is taken, or brings the user back (switchable).
fn create(world: &mut World, call: &Call) -> Answer {
    let body = shape::resource(&USERS, &call.body()?)?;
    let email = body["userName"].as_str().unwrap_or("").trim().to_lowercase();
    let holder = world.index.by_email.get(&email).copied();
    let deleted = holder.filter(|id| world.living_user(*id).is_err());
    if let Some(id) = deleted.filter(|_| world.behaviour.scim.post_restores_deleted) {
        let before = change::restored(world, id)?;
        let mut wanted = resource::user(world, call, id, &before);
        change::overlay(&mut wanted, &body);
        wanted["active"] = body.get("active").cloned().unwrap_or(json!(true));
        change::restore(world, call, id, &before, &wanted)?;
        return shown(world, call, id, 201);
    }
    let blank = people::blank("", "", world.home());
    let draft = Draft::read(world, &blank, &body)?;
    rights::require_create(world, call, &blank, &draft)?;
    draft.require_free(world, None)?;
    let id = draft.create(world, call.now)?;
    shown(world, call, id, 201)
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    require_match(world, call, user.version)?;
    require_in(world, call, user.division)?;
    people::set_state(world, id, UserState::Deleted, call.now);
    Ok(Reply::empty(204))
}
