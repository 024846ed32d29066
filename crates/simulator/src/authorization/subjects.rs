//! Reading grants, by subject; and the older way of setting a user's roles.

use crate::authorization::divisions::division_json;
use crate::changes::holdings::{any_subject, effective_grants, plain_scope, set_roles};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::RoleId;
use crate::model::state::{Grant, Scope, State, Subject};
use crate::model::world::{World, written};
use crate::users::view::authorization_json;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::permissions::require_need_in;
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

/// A division or "all divisions" as others refer to it.
pub(crate) fn scope_json(world: &World, scope: Scope) -> Value {
    match scope {
        Scope::All => json!({ "id": "*", "name": "*" }),
        Scope::Division(id) => world.division_ref(id),
    }
}

/// The same with all that a division has, as grants show it.
fn whole_scope_json(world: &World, scope: Scope) -> Value {
    match scope {
        Scope::All => json!({ "id": "*", "name": "*", "description": "", "homeDivision": false }),
        Scope::Division(id) => {
            world.state.divisions.get(&id).map_or(Value::Null, |one| division_json(id, one))
        }
    }
}

/// One grant as replies show it.
pub(crate) fn grant_json(world: &World, subject: Subject, grant: Grant, with_policies: bool) -> Value {
    let role = world.state.roles.get(&grant.role);
    let made = world.granted_at.get(&(subject, grant)).copied().unwrap_or(world.born);
    let mut shown = json!({
        "subjectId": subject_uuid(subject), "division": whole_scope_json(world, grant.scope),
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
            crate::authorization::roles::policies(role).into_iter().map(policy).collect()
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

/// Replaces a user's roles: kept ones stay where they are, new ones go where `plain_roles_go_to` says.
fn put_user_roles(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let names: Vec<String> = call.body()?;
    world.living_user(id)?;
    let known = |text: &String| RoleId::parse(text).filter(|role| world.state.roles.contains_key(role));
    let wanted = names.iter().map(|text| known(text).ok_or_else(|| Refusal::not_found("role", text)));
    let wanted = wanted.collect::<Result<BTreeSet<_>, _>>()?;
    let scope = plain_scope(world, id);
    require_need_in(world, call, call.route.need, scope)?;
    let grants = wanted.iter().map(|role| Grant { role: *role, scope }).collect();
    super::seats::require(world, &[Subject::User(id)], &grants, call.now)?;
    set_roles(world, id, &wanted, scope, call.now);
    Ok(Reply::ok(authorization_json(world, id, call.now)))
}
