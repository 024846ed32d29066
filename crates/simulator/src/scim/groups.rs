//! SCIM groups: they exist already; members and `externalId` can be written.

use super::filter::{self, Filter};
use super::patch::{self, PatchRequest};
use super::{GROUP, Window, etag, project, refused, require_match, unless_known};
use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::groupmembers::{set_members, visible_members};
use crate::ids::{GroupId, UserId};
use crate::limits::Service;
use crate::routes::{Need, Route, route};
use crate::state::Group;
use crate::world::{World, written};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const EDIT: Need = Need::Any(&["directory:group:edit"]);
const ONE: &str = "/api/v2/scim/v2/groups/{groupId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/scim/v2/groups", EDIT, Service::Scim, list),
    route("GET", ONE, EDIT, Service::Scim, get),
    route("PUT", ONE, EDIT, Service::Scim, put),
    route("PATCH", ONE, EDIT, Service::Scim, patch_one),
];

fn resource(world: &World, call: &Call, id: GroupId, group: &Group) -> Value {
    let member =
        |user| json!({ "value": user, "type": "User", "$ref": format!("/api/v2/scim/v2/users/{user}") });
    let mut shown = json!({
        "schemas": [GROUP], "id": id, "displayName": group.name,
        "members": visible_members(world, id, call.now).into_iter().map(member).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Group", "location": format!("/api/v2/scim/v2/groups/{id}"),
            "version": etag(group.version), "lastModified": written(world.born),
        },
    });
    if let Some(external_id) = &group.external_id {
        shown["externalId"] = json!(external_id);
    }
    shown
}

fn list(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call, world.behaviour.scim.count_max)?;
    let filter = call.query("filter").map(filter::parse).transpose()?;
    if filter.is_none() && call.path.contains("/scim/v2/") {
        return Err(refused("invalidFilter", "A filter is required"));
    }
    let wanted = match &filter {
        None => None,
        Some(Filter::Equals(name, value)) if name == "id" || name == "displayName" => {
            Some((name.as_str(), value))
        }
        Some(_) => {
            return Err(refused("invalidFilter", "Groups can be filtered by id and displayName only"));
        }
    };
    let fits = |id: &GroupId, group: &Group| match wanted {
        None => true,
        Some(("id", value)) => id.to_string() == *value,
        Some((_, value)) => group.name.eq_ignore_ascii_case(value),
    };
    let found = world.state.groups.iter().filter(|(id, group)| fits(id, group)).collect();
    Ok(window
        .reply(found, |(id, group): (&GroupId, &Group)| project(call, resource(world, call, *id, group))))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    Ok(unless_known(call, group.version, project(call, resource(world, call, id, group))))
}

fn put(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    require_match(call, world.group(id)?.version)?;
    write(world, call, id, &call.body()?)
}

fn patch_one(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    require_match(call, group.version)?;
    let mut wanted = resource(world, call, id, group);
    // What readers may not see yet counts all the same: a change builds on what is.
    wanted["members"] = group.members.iter().map(|user| json!({ "value": user })).collect();
    patch::apply(&mut wanted, &call.body::<PatchRequest>()?)?;
    write(world, call, id, &wanted)
}

/// Makes members and `externalId` what the body says; the name cannot be changed.
fn write(world: &mut World, call: &Call, id: GroupId, body: &Value) -> Answer {
    let group = world.group(id)?;
    if body["displayName"].as_str().is_some_and(|name| name != group.name) {
        return Err(refused("mutability", "displayName is read-only"));
    }
    let known = |value: &Value| {
        let text = value["value"].as_str().unwrap_or("");
        let user = UserId::parse(text).filter(|user| world.living_user(*user).is_ok());
        user.ok_or_else(|| refused("invalidValue", format!("There is no user {text:?}")))
    };
    let list = body["members"].as_array().map_or(&[][..], Vec::as_slice);
    let wanted = list.iter().map(known).collect::<Result<BTreeSet<_>, Refusal>>()?;
    let gone = group.members.difference(&wanted).copied().collect::<Vec<_>>();
    let new = wanted.difference(&group.members).copied().collect::<Vec<_>>();
    if let Some(external_id) = body["externalId"].as_str()
        && let Some(group) = world.state.groups.get_mut(&id)
    {
        group.external_id = Some(external_id.to_owned());
    }
    set_members(world, id, &gone, false, call.now);
    set_members(world, id, &new, true, call.now);
    let group = world.group(id)?;
    Ok(Reply::ok(resource(world, call, id, group)).header("etag", etag(group.version)))
}
