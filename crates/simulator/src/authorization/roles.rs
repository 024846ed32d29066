//! The catalogue of roles, and who holds each.

use crate::authorization::roleholders;
use crate::changes::naming::{new_id, require_free};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::RoleId;
use crate::model::state::Role;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::grants;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const VIEW: Need = Need::Any(&["authorization:role:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/authorization/roles", VIEW, Service::Authorization, list),
    route("GET", "/api/v2/authorization/roles/{roleId}", VIEW, Service::Authorization, get),
    route(
        "POST",
        "/api/v2/authorization/roles",
        Need::Any(&["authorization:role:add"]),
        Service::Authorization,
        create,
    ),
    route(
        "PUT",
        "/api/v2/authorization/roles/{roleId}",
        Need::Any(&["authorization:role:edit"]),
        Service::Authorization,
        replace,
    ),
    route(
        "DELETE",
        "/api/v2/authorization/roles/{roleId}",
        Need::Any(&["authorization:role:delete"]),
        Service::Authorization,
        delete,
    ),
    route(
        "GET",
        "/api/v2/authorization/roles/{roleId}/subjectgrants",
        VIEW,
        Service::Authorization,
        roleholders::subject_grants,
    ),
    route(
        "GET",
        "/api/v2/authorization/roles/{roleId}/users",
        Need::Nothing,
        Service::Authorization,
        roleholders::users,
    ),
];

/// Permission strings as policies: domain, entity, actions.
pub(crate) fn policies(role: &Role) -> Vec<(String, String, Vec<String>)> {
    let mut by_entity: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for permission in &role.permissions {
        let mut parts = permission.splitn(3, ':');
        let (domain, entity) = (parts.next().unwrap_or(""), parts.next().unwrap_or("*"));
        by_entity.entry((domain, entity)).or_default().push(parts.next().unwrap_or("*").to_owned());
    }
    by_entity.into_iter().map(|((domain, entity), actions)| (domain.into(), entity.into(), actions)).collect()
}

fn role_json(world: &World, id: RoleId, role: &Role, with_count: bool) -> Value {
    let policy = |(domain, entity, actions): (String, String, Vec<String>)| json!({ "domain": domain, "entityName": entity, "actionSet": actions, "allowConditions": false });
    let mut shown = json!({
        "id": id, "name": role.name, "description": role.description, "permissions": role.permissions,
        "permissionPolicies": policies(role).into_iter().map(policy).collect::<Vec<_>>(),
        "default": role.default_role_id.is_some(), "base": false, "roleNeedsUpdate": false,
        "selfUri": format!("/api/v2/authorization/roles/{id}"),
    });
    if let Some(default_role_id) = &role.default_role_id {
        shown["defaultRoleId"] = json!(default_role_id);
    }
    if with_count {
        shown["userCount"] = json!(roleholders::user_holders(world, id).len());
    }
    shown
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.query_list("id");
    if ids.len() > 100 {
        return Err(Refusal::new(400, "max.role.ids", "at most 100 ids can be asked for"));
    }
    let ids = ids.into_iter().filter_map(RoleId::parse).collect::<BTreeSet<_>>();
    let name = call.query("name").map(|text| text.trim_matches('*').to_lowercase());
    let defaults = call.query_list("defaultRoleId");
    let wanted = call.query_list("permission");
    let fits = |id: &RoleId, role: &Role| {
        (ids.is_empty() || ids.contains(id))
            && name.as_ref().is_none_or(|name| role.name.to_lowercase().starts_with(name.as_str()))
            && (defaults.is_empty()
                || role.default_role_id.as_deref().is_some_and(|own| defaults.contains(&own)))
            && wanted.iter().all(|want| role.permissions.iter().any(|held| grants(held, want)))
    };
    let (roles, total) = page.cut(world.state.roles.iter().filter(|(id, role)| fits(id, role)));
    let with_count = call.query_bool("userCount")?.unwrap_or(true);
    let shown = roles.into_iter().map(|(id, role)| role_json(world, *id, role, with_count)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

pub(crate) fn known(world: &World, id: RoleId) -> Result<&Role, Refusal> {
    world.state.roles.get(&id).ok_or_else(|| Refusal::not_found("role", id))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.role_id(0)?;
    let with_count = call.query_bool("userCount")?.unwrap_or(true);
    Ok(Reply::ok(role_json(world, id, known(world, id)?, with_count)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleBody {
    name: String,
    description: Option<String>,
    #[serde(default)]
    permissions: Vec<String>,
    #[serde(default)]
    permission_policies: Vec<PolicyBody>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PolicyBody {
    domain: String,
    entity_name: String,
    #[serde(default)]
    action_set: Vec<String>,
}

impl RoleBody {
    fn permissions(&self) -> BTreeSet<String> {
        let from_policy = |policy: &PolicyBody| {
            let head = format!("{}:{}", policy.domain, policy.entity_name);
            policy.action_set.iter().map(|action| format!("{head}:{action}")).collect::<Vec<_>>()
        };
        let policies = self.permission_policies.iter().flat_map(from_policy);
        self.permissions.iter().cloned().chain(policies).collect()
    }
}

fn create(world: &mut World, call: &Call) -> Answer {
    let wanted: RoleBody = call.body()?;
    require_free(&world.state.roles, &wanted.name, None)?;
    let id = new_id(&world.state.roles, &wanted.name);
    let permissions = wanted.permissions();
    let description = wanted.description.unwrap_or_default();
    let role = Role { name: wanted.name, description, default_role_id: None, permissions };
    world.state.roles.insert(id, role);
    world.lag.fresh.note(id.uuid(), (), world.behaviour.lag.fresh_role_ms, call.now);
    Ok(Reply::ok(role_json(world, id, known(world, id)?, false)))
}

fn replace(world: &mut World, call: &Call) -> Answer {
    let id = call.role_id(0)?;
    let wanted: RoleBody = call.body()?;
    let permissions = wanted.permissions();
    known(world, id)?;
    require_free(&world.state.roles, &wanted.name, Some(id))?;
    let role = world.state.roles.get_mut(&id).ok_or_else(|| Refusal::not_found("role", id))?;
    role.name = wanted.name;
    role.permissions = permissions;
    role.description = wanted.description.unwrap_or_default();
    Ok(Reply::ok(role_json(world, id, known(world, id)?, false)))
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.role_id(0)?;
    if known(world, id)?.default_role_id.is_some() {
        return Err(Refusal::bad_request("A default role cannot be deleted"));
    }
    for (subject, scope) in world.index.by_role.get(&id).cloned().unwrap_or_default() {
        crate::changes::holdings::release(
            world,
            subject,
            crate::model::state::Grant { role: id, scope },
            call.now,
        );
    }
    world.state.roles.remove(&id);
    Ok(world.done())
}
