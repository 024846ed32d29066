//! SCIM groups: they exist already; members and `externalId` can be written.

use super::filter::{Comparison, Filter, Names};
use super::patch::{PatchRequest, Rules};
use super::project::Projection;
use super::schema::{GROUP, GROUPS, shape};
use super::version::{etag, require_match, unless_known};
use super::window::Window;
use super::{base, refused};
use crate::call::{Answer, Call, Reply, require_few};
use crate::errors::Refusal;
use crate::groupmembers::{set_member, visible_members};
use crate::ids::{GroupId, UserId};
use crate::limits::Service;
use crate::state::Group;
use crate::wire::call::{Need, Route, route};
use crate::world::{World, written};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const EDIT: Need = Need::Any(&["directory:group:edit"]);
const ONE: &str = "/api/v2/scim/v2/groups/{groupId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/scim/v2/groups", EDIT, Service::Scim, list),
    route("GET", ONE, EDIT, Service::Scim, get),
    route("PUT", ONE, EDIT, Service::Scim, put),
    route("PATCH", ONE, EDIT, Service::Scim, patch),
];

fn resource(world: &World, call: &Call, id: GroupId, group: &Group) -> Value {
    let link = |user| format!("{}/users/{user}", base(call));
    let member = |user| json!({ "value": user, "type": "User", "$ref": link(user) });
    let mut shown = json!({
        "schemas": [GROUP.urn], "id": id, "displayName": group.name,
        "members": visible_members(world, id, call.now).into_iter().map(member).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Group", "location": format!("{}/groups/{id}", base(call)),
            "version": etag(group.version), "lastModified": written(world.born),
        },
    });
    if let Some(external_id) = &group.external_id {
        shown["externalId"] = json!(external_id);
    }
    shown
}

/// Groups by `id` or `displayName`. Only the older family lists them without a filter.
fn list(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call, world.behaviour.scim.count_max)?;
    let filter = call.query("filter").map(|text| Filter::read(text, Names::Resource(&GROUPS))).transpose()?;
    if filter.is_none() && base(call).ends_with("/v2") {
        return Err(refused("invalidFilter", "A filter is required"));
    }
    let is_documented = filter.as_ref().is_none_or(is_documented);
    if !is_documented && !world.behaviour.scim.other_filters {
        return Err(refused("invalidFilter", "Groups can be filtered by id and displayName only"));
    }
    let projection = Projection::of(call, &GROUPS);
    let fits = |id: &GroupId, group: &Group| match &filter {
        None => true,
        Some(filter) if is_documented => filter.fits(&json!({ "id": id, "displayName": group.name })),
        Some(filter) => filter.fits(&resource(world, call, *id, group)),
    };
    let found = world.state.groups.iter().filter(|(id, group)| fits(id, group)).collect();
    let show = |(id, group): (&GroupId, &Group)| projection.cut(&GROUPS, resource(world, call, *id, group));
    Ok(window.reply(found, show))
}

fn is_documented(filter: &Filter) -> bool {
    let Filter::Compare(named, Comparison::Equal, _) = filter else { return false };
    matches!(named.steps.as_slice(), ["id"] | ["displayName"])
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    let shown = Projection::of(call, &GROUPS).cut(&GROUPS, resource(world, call, id, group));
    Ok(unless_known(world, call, group.version, shown))
}

fn put(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    require_match(world, call, group.version)?;
    let body: Value = call.body()?;
    if body["displayName"].as_str().is_some_and(|name| name != group.name) {
        return Err(refused("mutability", "displayName is read-only"));
    }
    let mut wanted = shape::resource(&GROUPS, &body)?;
    if !world.behaviour.scim.put_clears_omitted {
        let held = document(world, call, id, group);
        for name in ["members", "externalId"] {
            if wanted.get(name).is_none() {
                wanted[name] = held[name].clone();
            }
        }
    }
    write(world, call, id, &wanted)
}

/// What changes build on. What readers may not see yet counts all the same.
fn document(world: &World, call: &Call, id: GroupId, group: &Group) -> Value {
    let mut document = resource(world, call, id, group);
    document["members"] = group.members.iter().map(|user| json!({ "value": user })).collect();
    document
}

fn patch(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let group = world.group(id)?;
    require_match(world, call, group.version)?;
    let mut wanted = document(world, call, id, group);
    let request = PatchRequest::read(&call.body()?)?;
    require_few(request.members_named(), world.behaviour.list_max.scim_group_members)?;
    let rules = Rules { kind: &GROUPS, behaviour: &world.behaviour.scim, is_fixed: &|_, _| false };
    rules.apply(&mut wanted, &request)?;
    write(world, call, id, &wanted)
}

/// Makes members and `externalId` what the body says. What changes nothing raises no version.
fn write(world: &mut World, call: &Call, id: GroupId, body: &Value) -> Answer {
    let group = world.group(id)?;
    let members = members(world, group, body)?;
    let external_id = body["externalId"].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let is_changed = members != group.members || external_id != group.external_id;
    for user in group.members.symmetric_difference(&members).copied().collect::<Vec<_>>() {
        set_member(world, id, user, members.contains(&user), call.now);
    }
    if let Some(group) = world.state.groups.get_mut(&id).filter(|_| is_changed) {
        group.external_id = external_id;
        group.version += 1;
    }
    let group = world.group(id)?;
    Ok(Reply::ok(resource(world, call, id, group))
        .header("etag", etag(group.version))
        .header("location", format!("{}/groups/{id}", base(call))))
}

/// The members of a body. A new one must be a user; one who was a member already may have left since.
fn members(world: &World, group: &Group, body: &Value) -> Result<BTreeSet<UserId>, Refusal> {
    let known = |value: &Value| {
        let text = value["value"].as_str().unwrap_or("");
        let is_known = |user: &UserId| group.members.contains(user) || world.living_user(*user).is_ok();
        let user = UserId::parse(text).filter(is_known);
        user.ok_or_else(|| refused("invalidValue", format!("There is no user {text:?}")))
    };
    body["members"].as_array().into_iter().flatten().map(known).collect()
}
