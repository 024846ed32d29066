//! Assigning licences by hand, and what permissions would need.

use super::licences::VIEW;
use super::seats;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::UserId;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::permissions::grants;
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/api/v2/license/infer/permissions", VIEW, Service::Authorization, infer),
    route(
        "POST",
        "/api/v2/license/organization",
        Need::Any(&["authorization:grant:add"]),
        Service::Authorization,
        assign,
    ),
];

/// The licences that somebody with these permissions would need.
fn infer(world: &mut World, call: &Call) -> Answer {
    let held: Vec<String> = call.body()?;
    let licences = &world.state.licences;
    let asks = |wanted: &String| held.iter().any(|held| grants(held, wanted));
    let direct = licences.iter().filter(|(_, licence)| licence.permissions.iter().any(asks));
    let direct = direct.collect::<Vec<_>>();
    let comprised = |id: &String| direct.iter().any(|(_, licence)| licence.comprises.contains(id));
    let shown = direct.iter().map(|(id, _)| *id).filter(|id| !comprised(id)).collect::<Vec<_>>();
    Ok(Reply::ok(json!(shown)))
}

#[derive(Deserialize)]
struct Batch {
    assignments: Vec<Assignment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assignment {
    license_id: String,
    #[serde(default)]
    user_ids_add: Vec<String>,
    #[serde(default)]
    user_ids_remove: Vec<String>,
}

/// Each user has a result of its own; the reply is 200 even where all of them failed.
fn assign(world: &mut World, call: &Call) -> Answer {
    let wanted: Batch = call.body()?;
    for one in &wanted.assignments {
        if !world.state.licences.contains_key(&one.license_id) {
            return Err(Refusal::not_found("license", &one.license_id));
        }
    }
    let mut shown = Vec::new();
    for one in &wanted.assignments {
        let (add, remove) = (one.user_ids_add.iter(), one.user_ids_remove.iter());
        for (text, adds) in add.map(|id| (id, true)).chain(remove.map(|id| (id, false))) {
            let result = set(world, call, &one.license_id, text, adds);
            shown.push(json!({ "userId": text, "licenseId": one.license_id, "result": result }));
        }
    }
    Ok(Reply::ok(Value::Array(shown)))
}

fn set(world: &mut World, call: &Call, licence: &str, user: &str, adds: bool) -> &'static str {
    let Some(id) = UserId::parse(user).filter(|id| world.living_user(*id).is_ok()) else {
        return "USER_NOT_FOUND";
    };
    let full = world.behaviour.licence_seats_enforced && seats::left(world, licence, call.now) == Some(0);
    let Some(user) = world.state.users.get_mut(&id) else {
        return "USER_NOT_FOUND";
    };
    if !adds {
        return if user.licences.remove(licence) { "SUCCESS" } else { "NOT_ASSIGNED" };
    }
    if full && !user.licences.contains(licence) {
        return "NO_LICENSES_AVAILABLE";
    }
    user.licences.insert(licence.to_owned());
    "SUCCESS"
}
