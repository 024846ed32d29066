//! Smaller things about users: invitations, passwords, profile skills, phones.

use super::view::stations_json;
use crate::changes::people;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::UserId;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::json;

const SKILLS: &str = "/api/v2/users/{userId}/profileskills";

pub(crate) const ROUTES: &[Route] = &[
    route(
        "POST",
        "/api/v2/users/{userId}/invite",
        Need::Any(&["admin", "directory:organization:admin", "directory:user:setPassword"]),
        Service::Users,
        invite,
    ),
    route(
        "POST",
        "/api/v2/users/{userId}/password",
        Need::Any(&["directory:user:setPassword"]),
        Service::Users,
        set_password,
    ),
    route("GET", SKILLS, Need::Any(&["directory:userProfile:view"]), Service::Users, profile_skills),
    route("PUT", SKILLS, Need::Any(&["directory:userProfile:edit"]), Service::Users, put_profile_skills),
    route(
        "GET",
        "/api/v2/users/{userId}/station",
        Need::Any(&["telephony:otherStationAssociation:view"]),
        Service::Users,
        station,
    ),
    route(
        "DELETE",
        "/api/v2/users/{userId}/station/associatedstation",
        Need::Any(&["telephony:station:disassociate"]),
        Service::Users,
        leave_station,
    ),
    route(
        "DELETE",
        "/api/v2/users/{userId}/station/defaultstation",
        Need::Any(&["telephony:plugin:all", "telephony:phone:assign"]),
        Service::Users,
        drop_default_station,
    ),
];

/// The user of the path; the client may do this in its division.
pub(super) fn own_user(world: &World, call: &Call) -> Result<UserId, Refusal> {
    let id = call.user_id(0)?;
    require_in(world, call, world.living_user(id)?.division)?;
    Ok(id)
}

fn invite(world: &mut World, call: &Call) -> Answer {
    call.query_bool("force")?;
    own_user(world, call)?;
    Ok(Reply::empty(204))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewPassword {
    new_password: String,
}

/// Checks the password and forgets it: nobody logs in here with one.
fn set_password(world: &mut World, call: &Call) -> Answer {
    own_user(world, call)?;
    let wanted: NewPassword = call.body()?;
    if wanted.new_password.chars().count() < 8 {
        let text = "The password does not fulfil the password policy";
        return Err(Refusal::new(400, "invalid.password", text));
    }
    Ok(Reply::empty(204))
}

fn profile_skills(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    Ok(Reply::ok(json!(world.living_user(id)?.profile_skills)))
}

fn put_profile_skills(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let wanted: Vec<String> = call.body()?;
    people::change(world, id, call.now, |user| user.profile_skills = wanted);
    Ok(Reply::ok(json!(world.living_user(id)?.profile_skills)))
}

fn station(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    Ok(Reply::ok(stations_json(world, world.living_user(id)?)))
}

fn leave_station(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let left = world.state.users.get_mut(&id).and_then(|user| user.station.take());
    released(world, left.is_some())
}

fn drop_default_station(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let dropped = world.state.users.get_mut(&id).and_then(|user| user.default_station.take());
    released(world, dropped.is_some())
}

fn released(world: &World, was_there: bool) -> Answer {
    if !was_there && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::new(404, "not.found", "The user has no such station"));
    }
    Ok(world.done())
}
