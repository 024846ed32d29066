//! Giving a role to users and taking it away, by lists of users; and how many roles each subject has.

use super::roles::known;
use super::seats;
use crate::changes::holdings::{any_subject, direct, hold, plain_scope, release};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{RoleId, UserId};
use crate::model::state::{Grant, Subject};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::permissions::require_need_in;
use serde_json::{Map, json};
use std::collections::BTreeSet;

const ADD: Need = Need::Any(&["authorization:grant:add"]);
const REMOVE: Need = Need::Any(&["authorization:grant:delete"]);

pub(crate) const ROUTES: &[Route] = &[
    route("PUT", "/api/v2/authorization/roles/{roleId}/users/add", ADD, Service::Authorization, add),
    route("PUT", "/api/v2/authorization/roles/{roleId}/users/remove", REMOVE, Service::Authorization, remove),
    route(
        "GET",
        "/api/v2/authorization/subjects/rolecounts",
        Need::Any(&["authorization:grant:view"]),
        Service::Authorization,
        counts,
    ),
];

fn body_users(world: &World, call: &Call) -> Result<Vec<UserId>, Refusal> {
    let ids: Vec<String> = call.body()?;
    let known = |text: &String| UserId::parse(text).filter(|id| world.living_user(*id).is_ok());
    ids.iter().map(|text| known(text).ok_or_else(|| Refusal::not_found("user", text))).collect()
}

fn grants_of(world: &World, user: UserId, role: RoleId) -> Vec<Grant> {
    let held = direct(world, Subject::User(user)).into_iter().flatten();
    held.filter(|grant| grant.role == role).copied().collect()
}

/// Who holds the role already keeps it where it is; by one reading of the summary all others lose it.
fn add(world: &mut World, call: &Call) -> Answer {
    let role = call.role_id(0)?;
    known(world, role)?;
    let users = body_users(world, call)?;
    let new = users.iter().filter(|user| grants_of(world, **user, role).is_empty()).copied();
    let new = new.collect::<Vec<_>>();
    for user in &new {
        let grant = Grant { role, scope: plain_scope(world, *user) };
        require_need_in(world, call, ADD, grant.scope)?;
        seats::require(world, &[Subject::User(*user)], &BTreeSet::from([grant]), call.now)?;
    }
    if world.behaviour.role_users_add_sets {
        for user in super::roleholders::user_holders(world, role) {
            if !users.contains(&user) {
                take(world, call, user, role);
            }
        }
    }
    for user in new {
        let scope = plain_scope(world, user);
        hold(world, Subject::User(user), Grant { role, scope }, call.now);
    }
    Ok(Reply::ok(json!(users)))
}

fn take(world: &mut World, call: &Call, user: UserId, role: RoleId) {
    for grant in grants_of(world, user, role) {
        release(world, Subject::User(user), grant, call.now);
    }
}

fn remove(world: &mut World, call: &Call) -> Answer {
    let role = call.role_id(0)?;
    known(world, role)?;
    let users = body_users(world, call)?;
    for user in &users {
        for grant in grants_of(world, *user, role) {
            require_need_in(world, call, REMOVE, grant.scope)?;
        }
    }
    users.iter().for_each(|user| take(world, call, *user, role));
    Ok(Reply::ok(json!(users)))
}

/// Roles held directly, by subject.
fn counts(world: &mut World, call: &Call) -> Answer {
    let mut shown = Map::new();
    for text in call.query_list("id") {
        let subject = any_subject(world, text)?;
        let roles = direct(world, subject).into_iter().flatten().map(|grant| grant.role);
        shown.insert(text.to_owned(), json!({ "count": roles.collect::<BTreeSet<_>>().len() }));
    }
    Ok(Reply::ok(shown.into()))
}
