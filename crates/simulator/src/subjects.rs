//! Reading grants, by subject; and the older way of setting a user's roles.

use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::groupmembers;
use crate::holdings::{any_subject, direct, hold, release};
use crate::ids::{RoleId, UserId};
use crate::limits::Service;
use crate::routes::{Need, Route, route};
use crate::state::{Grant, Scope, State, Subject};
use crate::userview::authorization_json;
use crate::world::{World, written};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const VIEW: Need = Need::Any(&["authorization:grant:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/authorization/subjects/me", Need::Nothing, Service::Authorization, own),
    route("GET", "/api/v2/authorization/subjects/{subjectId}", VIEW, Service::Authorization, get),
    route("GET", "/api/v2/users/{subjectId}/roles", VIEW, Service::Users, user_roles),
    route(
        "PUT",
        "/api/v2/users/{subjectId}/roles",
        Need::Any(&["authorization:grant:add"]),
        Service::Users,
        put_user_roles,
    ),
];

/// The id of a subject, without its kind.
pub(crate) fn subject_uuid(subject: Subject) -> uuid::Uuid {
    match subject {
        Subject::User(id) => id.uuid(),
        Subject::Group(id) => id.uuid(),
        Subject::Client(id) => id.uuid(),
    }
}

/// The name of a subject.
pub(crate) fn subject_name(state: &State, subject: Subject) -> &str {
    match subject {
        Subject::User(id) => state.users.get(&id).map_or("", |user| &user.name),
        Subject::Group(id) => state.groups.get(&id).map_or("", |group| &group.name),
        Subject::Client(id) => state.clients.get(&id).map_or("", |client| &client.name),
    }
}

/// The direct grants of a subject as readers see them at `now`.
pub(crate) fn visible_grants(world: &World, subject: Subject, now: Timestamp) -> BTreeSet<Grant> {
    let mut held = direct(world, subject).cloned().unwrap_or_default();
    for ((of, grant), was_held) in world.lag.grants.all(world.behaviour.lag.grants_ms, now) {
        if *of == subject {
            if *was_held {
                held.insert(*grant)
            } else {
                held.remove(grant)
            };
        }
    }
    held
}

/// All grants of a subject with the subject they come from: its own, and those of its groups.
pub(crate) fn effective_grants(world: &World, subject: Subject, now: Timestamp) -> Vec<(Subject, Grant)> {
    let mut all: Vec<_> =
        visible_grants(world, subject, now).into_iter().map(|grant| (subject, grant)).collect();
    let Subject::User(user) = subject else { return all };
    for id in groupmembers::visible_groups_of(world, user, now) {
        if world.state.groups.get(&id).is_some_and(|group| group.roles_enabled) {
            let inherited = visible_grants(world, Subject::Group(id), now);
            all.extend(inherited.into_iter().map(|grant| (Subject::Group(id), grant)));
        }
    }
    all
}

/// A division or "all divisions" as grants show it.
pub(crate) fn scope_json(world: &World, scope: Scope) -> Value {
    match scope {
        Scope::All => json!({ "id": "*", "name": "*" }),
        Scope::Division(id) => world.division_ref(id),
    }
}

/// One grant as replies show it.
pub(crate) fn grant_json(world: &World, subject: Subject, grant: Grant, with_policies: bool) -> Value {
    let role = world.state.roles.get(&grant.role);
    let made = world.granted_at.get(&(subject, grant)).copied().unwrap_or(world.born);
    let mut shown = json!({
        "subjectId": subject_uuid(subject), "division": scope_json(world, grant.scope),
        "role": {
            "id": grant.role, "name": role.map_or("", |role| &role.name),
            "default": role.is_some_and(|role| role.default_role_id.is_some()),
            "selfUri": format!("/api/v2/authorization/roles/{}", grant.role),
        },
        "grantMadeAt": written(made),
    });
    if with_policies {
        shown["role"]["policies"] = role.map_or(json!([]), |role| {
            let policy = |(domain, entity, actions): (String, String, Vec<String>)| {
                json!({ "domain": domain, "entityName": entity, "actions": actions })
            };
            crate::roles::policies(role).into_iter().map(policy).collect()
        });
    }
    shown
}

fn subject_json(world: &World, call: &Call, subject: Subject) -> Result<Value, Refusal> {
    let duplicates = call.query_bool("includeDuplicates")?.unwrap_or(false);
    let policies = call.query_bool("includeFullRoles")?.unwrap_or(false);
    let mut grants = effective_grants(world, subject, call.now);
    if !duplicates {
        // A grant held both ways shows once, under the group: it hides the direct one.
        grants.reverse();
        let mut seen = BTreeSet::new();
        grants.retain(|(_, grant)| seen.insert(*grant));
    }
    let version = match subject {
        Subject::User(id) => world.state.users.get(&id).map_or(1, |user| user.version),
        Subject::Group(id) => world.state.groups.get(&id).map_or(1, |group| group.version),
        Subject::Client(_) => 1,
    };
    let id = subject_uuid(subject);
    Ok(json!({
        "id": id, "name": subject_name(&world.state, subject), "version": version,
        "grants": grants.into_iter().map(|(of, grant)| grant_json(world, of, grant, policies)).collect::<Vec<_>>(),
        "selfUri": format!("/api/v2/authorization/subjects/{id}"),
    }))
}

fn own(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::ok(subject_json(world, call, Subject::Client(call.client))?))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let subject = any_subject(world, &call.params[0])?;
    Ok(Reply::ok(subject_json(world, call, subject)?))
}

fn user_roles(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.living_user(id)?;
    Ok(Reply::ok(authorization_json(world, id, call.now)))
}

/// Replaces a user's roles: kept ones stay where they are, new ones go to Home.
fn put_user_roles(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let names: Vec<String> = call.body()?;
    world.living_user(id)?;
    let known = |text: &String| RoleId::parse(text).filter(|role| world.state.roles.contains_key(role));
    let wanted = names.iter().map(|text| known(text).ok_or_else(|| Refusal::not_found("role", text)));
    let wanted = wanted.collect::<Result<BTreeSet<_>, _>>()?;
    let home = Scope::Division(world.home());
    set_roles(world, id, &wanted, home, call.now);
    Ok(Reply::ok(authorization_json(world, id, call.now)))
}

/// Gives a user exactly these roles; new ones in `scope`.
pub(crate) fn set_roles(
    world: &mut World,
    id: UserId,
    wanted: &BTreeSet<RoleId>,
    scope: Scope,
    now: Timestamp,
) {
    let subject = Subject::User(id);
    let held = direct(world, subject).cloned().unwrap_or_default();
    for grant in held.iter().filter(|grant| !wanted.contains(&grant.role)) {
        release(world, subject, *grant, now);
    }
    let held_roles = held.iter().map(|grant| grant.role).collect::<BTreeSet<_>>();
    for role in wanted.difference(&held_roles) {
        hold(world, subject, Grant { role: *role, scope }, now);
    }
}
