//! Making, changing and deleting groups.

use super::catalogue::group_json;
use crate::changes::holdings::release;
use crate::changes::naming::{new_id, require_free};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::UserId;
use crate::model::state::{Group, Subject};
use crate::model::world::{World, written};
use crate::users::edit::require_version;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ONE: &str = "/api/v2/groups/{groupId}";

pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/api/v2/groups", Need::Any(&["directory:group:add"]), Service::Groups, create),
    route("PUT", ONE, Need::Any(&["directory:group:edit"]), Service::Groups, replace),
    route("DELETE", ONE, Need::Any(&["directory:group:delete"]), Service::Groups, delete),
    route(
        "GET",
        "/api/v2/groups/{groupId}/dynamicsettings",
        Need::Any(&["directory:group:view"]),
        Service::Groups,
        dynamic_settings,
    ),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupBody {
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    version: Option<u64>,
    description: Option<String>,
    rules_visible: Option<bool>,
    visibility: Option<String>,
    owner_ids: Option<Vec<String>>,
    roles_enabled: Option<bool>,
    include_owners: Option<bool>,
    calls_enabled: Option<bool>,
    email: Option<String>,
}

fn required<T>(value: Option<T>, name: &str) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::bad_request(format!("{name} is required")))
}

fn one_of(text: String, name: &str, allowed: &[&str]) -> Result<String, Refusal> {
    if allowed.contains(&text.as_str()) {
        return Ok(text);
    }
    Err(Refusal::invalid_value(format!("{name} {text:?} is not one of {}", allowed.join(", "))))
}

/// Owners of a body. A list of blanks empties them; an empty list changes nothing.
fn owners(world: &World, ids: Option<Vec<String>>) -> Result<Option<BTreeSet<UserId>>, Refusal> {
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else { return Ok(None) };
    let named = ids.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let one = |text: &str| {
        let id = UserId::parse(text).filter(|id| world.living_user(*id).is_ok());
        id.ok_or_else(|| Refusal::new(400, "invalid.id", format!("No user {text}")))
    };
    named.map(one).collect::<Result<_, _>>().map(Some)
}

/// A description sent here is not kept; it sticks with a later PUT only.
fn create(world: &mut World, call: &Call) -> Answer {
    let wanted: GroupBody = call.body()?;
    let name = required(wanted.name, "name")?;
    require_free(&world.state.groups, &name, None)?;
    let kind = one_of(required(wanted.kind, "type")?, "type", &["official", "social"])?;
    let visibility = required(wanted.visibility, "visibility")?;
    let visibility = one_of(visibility, "visibility", &["public", "owners", "members"])?;
    let owners = owners(world, wanted.owner_ids)?.unwrap_or_default();
    let id = new_id(&world.state.groups, &name);
    let group = Group {
        name,
        description: None,
        kind,
        visibility,
        rules_visible: required(wanted.rules_visible, "rulesVisible")?,
        roles_enabled: wanted.roles_enabled.unwrap_or(false),
        include_owners: wanted.include_owners.unwrap_or(false),
        calls_enabled: wanted.calls_enabled.unwrap_or(false),
        email: wanted.email.filter(|email| !email.is_empty()),
        dynamic: Vec::new(),
        version: 1,
        owners,
        members: BTreeSet::new(),
        grants: BTreeSet::new(),
        external_id: None,
    };
    world.state.groups.insert(id, group);
    Ok(Reply::ok(group_json(world, id, world.group(id)?, call.now)))
}

fn replace(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let wanted: GroupBody = call.body()?;
    let current = world.group(id)?.version;
    require_version(world, "group", required(wanted.version, "version")?, current)?;
    if let Some(name) = &wanted.name {
        require_free(&world.state.groups, name, Some(id))?;
    }
    let visibility = match wanted.visibility {
        Some(text) => Some(one_of(text, "visibility", &["public", "ownerIds", "members"])?),
        None => None,
    };
    let owners = owners(world, wanted.owner_ids)?;
    let group = world.state.groups.get_mut(&id).ok_or_else(|| Refusal::not_found("group", id))?;
    set(&mut group.name, wanted.name);
    set(&mut group.visibility, visibility.map(|text| text.replace("ownerIds", "owners")));
    set(&mut group.rules_visible, wanted.rules_visible);
    set(&mut group.roles_enabled, wanted.roles_enabled);
    set(&mut group.include_owners, wanted.include_owners);
    set(&mut group.calls_enabled, wanted.calls_enabled);
    set(&mut group.owners, owners);
    set(&mut group.description, wanted.description.map(|text| Some(text).filter(|text| !text.is_empty())));
    set(&mut group.email, wanted.email.map(|text| Some(text).filter(|text| !text.is_empty())));
    group.version += 1;
    Ok(Reply::ok(group_json(world, id, world.group(id)?, call.now)))
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    if world.behaviour.group_delete_fails_later {
        return Ok(world.done());
    }
    for grant in group.grants.clone() {
        release(world, Subject::Group(id), grant, call.now);
    }
    world.state.groups.remove(&id);
    for queue in world.state.queues.values_mut() {
        queue.groups.remove(&id);
    }
    world.reindex();
    Ok(world.done())
}

/// 404 for a group whose members are kept by hand.
fn dynamic_settings(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    if group.dynamic.is_empty() {
        return Err(Refusal::not_found("dynamic setting of group", id));
    }
    let condition = |one: &crate::model::state::SkillCondition| -> Value {
        json!({ "comparator": "GreaterThanOrEqualTo", "proficiency": one.at_least,
            "routingSkill": one.skill })
    };
    let query = json!({ "skillConditions": [{
        "routingSkillConditions": group.dynamic.iter().map(condition).collect::<Vec<_>>(),
        "languageSkillConditions": [], "operation": "And",
    }] });
    Ok(Reply::ok(json!({
        "group": { "id": id, "selfUri": format!("/api/v2/groups/{id}") },
        "dateModified": written(world.born), "query": query, "selfUri": call.path,
    })))
}
