//! SCIM users.

use super::draft::Draft;
use super::listing;
use super::patch::{self, PatchRequest};
use super::{etag, project, require_match, resource, unless_known};
use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::ids::UserId;
use crate::limits::Service;
use crate::people;
use crate::permissions::require_need_in;
use crate::routes::{Need, Route, route};
use crate::state::{Scope, UserState};
use crate::world::World;
use serde_json::Value;

const EXTRAS: &[&str] = &[
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
    route("POST", "/api/v2/scim/v2/users", Need::Any(EXTRAS), Service::Scim, create),
    route("GET", ONE, Need::Nothing, Service::Scim, get),
    route("PUT", ONE, Need::Any(EDIT), Service::Scim, put),
    route("PATCH", ONE, Need::Any(EDIT), Service::Scim, patch_one),
    route("DELETE", ONE, Need::Any(&["directory:user:delete"]), Service::Scim, delete),
];

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    Ok(unless_known(call, user.version, project(call, resource::user(world, id, user, call.now))))
}

fn shown(world: &World, call: &Call, id: UserId, status: u16) -> Answer {
    let user = world.any_user(id)?;
    let body = resource::user(world, id, user, call.now);
    Ok(Reply::with(status, body)
        .header("etag", etag(user.version))
        .header("location", format!("/api/v2/scim/v2/users/{id}")))
}

/// 201. The e-mail of a deleted user is taken, or brings the user back (switchable).
fn create(world: &mut World, call: &Call) -> Answer {
    let draft = Draft::read(world, &call.body()?)?;
    let division = draft.division.unwrap_or_else(|| world.home());
    require_need_in(world, call, Need::Any(&["directory:user:add"]), Scope::Division(division))?;
    let holder = world.index.by_email.get(&draft.email.to_lowercase()).copied();
    let deleted = holder.filter(|id| world.living_user(*id).is_err());
    let id = match deleted.filter(|_| world.behaviour.scim.post_restores_deleted) {
        Some(id) => {
            people::set_state(world, id, UserState::Active, call.now);
            id
        }
        None => {
            people::require_free_email(world, &draft.email, None)?;
            let user = people::blank(&draft.name, &draft.email, division);
            people::create(world, user, call.now)
        }
    };
    draft.write(world, call, id)?;
    shown(world, call, id, 201)
}

/// The user of the path with everything checked that is the same for PUT and PATCH, then written.
fn write(world: &mut World, call: &Call, id: UserId, body: &Value) -> Answer {
    let draft = Draft::read(world, body)?;
    people::require_free_email(world, &draft.email, Some(id))?;
    draft.require_allowed(world, call, id)?;
    draft.write(world, call, id)?;
    shown(world, call, id, 200)
}

fn put(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    require_match(call, user.version)?;
    let body: Value = call.body()?;
    if world.behaviour.scim.put_clears_omitted {
        return write(world, call, id, &body);
    }
    let mut merged = resource::user(world, id, user, call.now);
    overlay(&mut merged, &body);
    write(world, call, id, &merged)
}

/// Puts given attributes over held ones; extensions part by part.
fn overlay(held: &mut Value, given: &Value) {
    for (name, value) in given.as_object().into_iter().flatten() {
        match (held.get_mut(name), value.is_object()) {
            (Some(part), true) if part.is_object() => overlay(part, value),
            _ => held[name] = value.clone(),
        }
    }
}

/// `active: true` on a deleted user brings it back.
fn patch_one(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.any_user(id)?;
    require_match(call, user.version)?;
    let was_deleted = user.state == UserState::Deleted;
    let mut wanted = resource::user(world, id, user, call.now);
    patch::apply(&mut wanted, &call.body::<PatchRequest>()?)?;
    if was_deleted {
        if wanted["active"].as_bool() != Some(true) {
            return Err(Refusal::not_found("user", id));
        }
        people::set_state(world, id, UserState::Active, call.now);
        return shown(world, call, id, 200);
    }
    write(world, call, id, &wanted)
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    require_match(call, user.version)?;
    require_need_in(world, call, call.route.need, Scope::Division(user.division))?;
    people::set_state(world, id, UserState::Deleted, call.now);
    Ok(Reply::empty(204))
}
