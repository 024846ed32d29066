//! Users: listing, reading, creating, editing, changing state, deleting.

use crate::changes::people;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{DivisionId, UserId};
use crate::model::state::{Contact, UserState};
use crate::model::world::World;
use crate::users::edit as useredit;
use crate::users::list as userlist;
use crate::users::view::{Expand, user_json};
use crate::wire::call::{Answer, Call, Reply, too_many};
use crate::wire::call::{Need, Route, route};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};

const EDIT: Need = Need::Any(&["admin", "directory:user:edit", "directory:organization:admin"]);

const DELETE: Need = Need::Any(&["admin", "directory:user:delete", "directory:organization:admin"]);

const AUTO_ANSWER: Need = Need::Any(&["directory:user:edit", "directory:organization:admin"]);

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/users", Need::Nothing, Service::Users, userlist::list),
    route("GET", "/api/v2/users/query", Need::Any(&["directory:user:view"]), Service::Users, userlist::query),
    route("GET", "/api/v2/users/me", Need::Nothing, Service::Users, not_a_user),
    route("GET", "/api/v2/users/{userId}", Need::Nothing, Service::Users, get),
    route("POST", "/api/v2/users", Need::Any(&["directory:user:add"]), Service::Users, create),
    route("PATCH", "/api/v2/users/bulk", AUTO_ANSWER, Service::Users, patch_bulk),
    route("PATCH", "/api/v2/users/{userId}", EDIT, Service::Users, useredit::patch),
    route("DELETE", "/api/v2/users/{userId}", DELETE, Service::Users, delete),
    route(
        "GET",
        "/api/v2/users/{userId}/state",
        Need::Any(&["directory:userStateChange:view"]),
        Service::Users,
        useredit::get_state,
    ),
    route(
        "PUT",
        "/api/v2/users/{userId}/state",
        Need::Any(&["directory:user:edit"]),
        Service::Users,
        useredit::put_state,
    ),
];

fn not_a_user(_: &mut World, _: &Call) -> Answer {
    Err(Refusal::new(400, "not.a.user", "This request requires a user context"))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.any_user(id)?;
    let wants_deleted = call.query("state") == Some("deleted");
    if wants_deleted != (user.state == UserState::Deleted) {
        return Err(Refusal::not_found("user", id));
    }
    Ok(Reply::ok(user_json(world, id, user, Expand::of(call), call.now)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateUser {
    name: String,
    email: String,
    division_id: Option<DivisionId>,
    department: Option<String>,
    title: Option<String>,
    addresses: Option<Vec<Contact>>,
    state: Option<UserState>,
}

fn create(world: &mut World, call: &Call) -> Answer {
    let wanted: CreateUser = call.body()?;
    let division = match wanted.division_id {
        Some(id) => world.division(id).map(|_| id)?,
        None if world.behaviour.create_requires_division => {
            return Err(Refusal::bad_request("divisionId is required"));
        }
        None => world.home(),
    };
    require_in(world, call, division)?;
    people::require_free_email(world, &wanted.email, None)?;
    if wanted.name.trim().is_empty() {
        return Err(Refusal::invalid_value("name must not be empty"));
    }
    let mut user = people::blank(&wanted.name, &wanted.email, division);
    user.department = wanted.department.filter(|text| !text.is_empty());
    user.title = wanted.title.filter(|text| !text.is_empty());
    user.addresses = wanted.addresses.unwrap_or_default();
    let unsaid = if world.behaviour.invitations { UserState::Active } else { UserState::Inactive };
    user.state = wanted.state.filter(|state| *state != UserState::Deleted).unwrap_or(unsaid);
    let id = people::create(world, user, call.now);
    let user = world.any_user(id)?;
    Ok(Reply::ok(user_json(world, id, user, Expand::default(), call.now)))
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let Ok(user) = world.living_user(id) else {
        let status = world.behaviour.delete_unknown_user_status;
        return Err(Refusal::new(status, "user.not.found.on.delete", format!("No user {id} to delete")));
    };
    require_in(world, call, user.division)?;
    people::set_state(world, id, UserState::Deleted, call.now);
    Ok(Reply::ok(json!({})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PatchUser {
    id: UserId,
    acd_auto_answer: Option<bool>,
}

/// `PATCH /users/bulk` changes that one flag only.
fn patch_bulk(world: &mut World, call: &Call) -> Answer {
    let wanted: Vec<PatchUser> = call.body()?;
    if wanted.len() > 50 {
        return Err(too_many(wanted.len(), 50));
    }
    for item in &wanted {
        let division = world.living_user(item.id)?.division;
        require_in(world, call, division)?;
    }
    for item in &wanted {
        if let Some(flag) = item.acd_auto_answer {
            people::change(world, item.id, call.now, |user| user.acd_auto_answer = flag);
        }
    }
    let found = wanted.iter().filter_map(|item| Some((item.id, world.state.users.get(&item.id)?)));
    let shown: Vec<Value> =
        found.map(|(id, user)| user_json(world, id, user, Expand::default(), call.now)).collect();
    Ok(Reply::ok(json!({ "entities": shown, "total": shown.len() })))
}
