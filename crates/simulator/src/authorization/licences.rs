//! Licences: what a set of roles needs, and who holds what. Holdings follow grants.

use crate::changes::holdings::effective_grants;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{RoleId, UserId};
use crate::model::state::{Licence, Subject, UserState};
use crate::model::world::World;
use crate::wire::call::require_few;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, counted};
use crate::wire::permissions::grants;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) const VIEW: Need = Need::Any(&["authorization:grant:add", "authorization:license:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/license/definitions", VIEW, Service::Authorization, definitions),
    route("GET", "/api/v2/license/definitions/{licenseId}", VIEW, Service::Authorization, definition),
    route("POST", "/api/v2/license/infer", Need::Nothing, Service::Authorization, infer),
    route("GET", "/api/v2/license/users", Need::Nothing, Service::Authorization, users),
    route("POST", "/api/v2/license/users", VIEW, Service::Authorization, users_by_id),
    route("GET", "/api/v2/license/users/{userId}", VIEW, Service::Authorization, user),
];

fn licence_json(id: &str, licence: &Licence) -> Value {
    json!({
        "id": id, "description": licence.description, "permissions": { "ids": licence.permissions },
        "prerequisites": [],
        "comprises": licence.comprises.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
        "selfUri": format!("/api/v2/license/definitions/{id}"),
    })
}

fn definitions(world: &mut World, _: &Call) -> Answer {
    Ok(Reply::ok(world.state.licences.iter().map(|(id, licence)| licence_json(id, licence)).collect()))
}

fn definition(world: &mut World, call: &Call) -> Answer {
    let id = &call.params[0];
    let licence = world.state.licences.get(id).ok_or_else(|| Refusal::not_found("license", id))?;
    Ok(Reply::ok(licence_json(id, licence)))
}

/// The licences that a holder of these roles needs; one that a bigger needed one comprises is left out.
pub(crate) fn needed<'a>(world: &'a World, roles: &BTreeSet<RoleId>) -> BTreeSet<&'a str> {
    let known = || roles.iter().filter_map(|id| world.state.roles.get(id));
    let held = |wanted: &String| known().any(|role| role.permissions.iter().any(|held| grants(held, wanted)));
    let direct = world.state.licences.iter().filter(|(_, licence)| licence.permissions.iter().any(held));
    let direct = direct.collect::<Vec<_>>();
    let comprised = direct.iter().flat_map(|(_, licence)| licence.comprises.iter()).collect::<BTreeSet<_>>();
    direct.iter().filter(|(id, _)| !comprised.contains(id)).map(|(id, _)| id.as_str()).collect()
}

fn infer(world: &mut World, call: &Call) -> Answer {
    let ids: Vec<String> = call.body()?;
    let known = |text: &String| RoleId::parse(text).filter(|id| world.state.roles.contains_key(id));
    let roles = ids.iter().map(|text| known(text).ok_or_else(|| Refusal::not_found("role", text)));
    let roles = roles.collect::<Result<BTreeSet<_>, _>>()?;
    Ok(Reply::ok(json!(needed(world, &roles))))
}

/// What a user holds at present; an inactive or deleted user holds nothing.
pub(crate) fn held(world: &World, id: UserId, now: Timestamp) -> BTreeSet<&str> {
    let is_active = world.state.users.get(&id).is_some_and(|user| user.state == UserState::Active);
    if !is_active {
        return BTreeSet::new();
    }
    let effective = effective_grants(world, Subject::User(id), now);
    let mut all = needed(world, &effective.into_iter().map(|(_, grant)| grant.role).collect());
    let by_hand = world.state.users.get(&id).into_iter().flat_map(|user| &user.licences);
    all.extend(by_hand.filter_map(|id| world.state.licences.get_key_value(id)).map(|(id, _)| id.as_str()));
    all
}

/// Pages over all living users, so that pages stay stable while licences change.
fn users(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 100)?;
    let living =
        world.state.users.iter().filter(|(_, user)| user.state == UserState::Active).map(|(id, _)| *id);
    let (ids, total) = page.cut(living);
    let shown = ids.into_iter().map(|id| {
        json!({ "id": id, "licenses": held(world, id, call.now), "selfUri": format!("/api/v2/license/users/{id}") })
    });
    Ok(Reply::ok(counted(page, total, shown.collect())))
}

fn users_by_id(world: &mut World, call: &Call) -> Answer {
    let ids: Vec<String> = call.body()?;
    require_few(ids.len(), world.behaviour.list_max.licence_users)?;
    let mut shown = Map::new();
    for text in ids {
        let id = UserId::parse(&text).ok_or_else(|| Refusal::not_found("user", &text))?;
        world.any_user(id)?;
        shown.insert(text, json!(held(world, id, call.now)));
    }
    Ok(Reply::ok(Value::Object(shown)))
}

fn user(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.living_user(id)?;
    let licences = held(world, id, call.now).into_iter();
    let licences = licences.filter_map(|id| Some(licence_json(id, world.state.licences.get(id)?)));
    Ok(Reply::ok(json!({
        "id": id, "licenses": licences.collect::<Vec<_>>(), "selfUri": format!("/api/v2/license/users/{id}"),
    })))
}
