//! Groups and their members.

use super::members;
use crate::changes::groupmembers;
use crate::limits::Service;
use crate::model::ids::{GroupId, UserId};
use crate::model::state::Group;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply, invalid_query};
use crate::wire::call::{Need, Route, route};
use crate::wire::criteria::{SearchRequest, all_hold};
use crate::wire::paging::{Page, listing};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// No permission is named for members; Terraform documents this one.
const EDIT: Need = Need::Any(&["directory:group:edit"]);

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/groups", Need::Nothing, Service::Groups, list),
    route("POST", "/api/v2/groups/search", Need::Nothing, Service::Groups, search_post),
    route("GET", "/api/v2/groups/search", Need::Nothing, Service::Groups, search_get),
    route("GET", "/api/v2/groups/{groupId}", Need::Nothing, Service::Groups, get),
    route(
        "GET",
        "/api/v2/groups/{groupId}/individuals",
        Need::Nothing,
        Service::Groups,
        members::individuals,
    ),
    route("GET", "/api/v2/groups/{groupId}/members", Need::Nothing, Service::Groups, members::members),
    route("POST", "/api/v2/groups/{groupId}/members", EDIT, Service::Groups, members::add_members),
    route("DELETE", "/api/v2/groups/{groupId}/members", EDIT, Service::Groups, members::remove_members),
];

/// A group as replies show it.
pub(super) fn group_json(world: &World, id: GroupId, group: &Group, now: Timestamp) -> Value {
    let count = if world.lag.group_members.is_empty() {
        group.members.len()
    } else {
        groupmembers::visible_members(world, id, now).len()
    };
    let owner = |id: &UserId| json!({ "id": id, "selfUri": format!("/api/v2/users/{id}") });
    let mut shown = json!({
        "id": id, "name": group.name, "state": "active", "version": group.version, "type": group.kind,
        "visibility": group.visibility, "rulesVisible": group.rules_visible, "rolesEnabled": group.roles_enabled,
        "includeOwners": group.include_owners, "callsEnabled": group.calls_enabled, "memberCount": count, "images": [], "addresses": [],
        "owners": group.owners.iter().map(owner).collect::<Vec<_>>(), "selfUri": format!("/api/v2/groups/{id}"),
    });
    if let Some(email) = &group.email {
        shown["email"] = json!(email);
    }
    if let Some(description) = &group.description {
        shown["description"] = json!(description);
    }
    shown
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.query_list("id").into_iter().filter_map(GroupId::parse).collect::<BTreeSet<_>>();
    let fitting = world.state.groups.iter().filter(|(id, _)| ids.is_empty() || ids.contains(id));
    let (groups, total) = page.cut(fitting);
    let shown = groups.into_iter().map(|(id, group)| group_json(world, *id, group, call.now)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn search_post(world: &mut World, call: &Call) -> Answer {
    let request: SearchRequest = call.body::<SearchRequest>()?.read_by(&world.behaviour)?;
    search(world, call, &request)
}

fn search_get(world: &mut World, call: &Call) -> Answer {
    let token = call.query("q64").ok_or_else(|| invalid_query("q64", ""))?;
    search(world, call, &SearchRequest::from_token(token)?)
}

fn search(world: &World, call: &Call, request: &SearchRequest) -> Answer {
    let page = request.page(world.behaviour.search_page_max)?;
    let mut found = Vec::new();
    for (id, group) in &world.state.groups {
        let field = |name: &str| match name {
            "id" => Some(id.to_string()),
            "name" => Some(group.name.clone()),
            "type" => Some(group.kind.clone()),
            "state" => Some("active".to_owned()),
            "description" => group.description.clone(),
            _ => None,
        };
        if all_hold(&request.query, world.behaviour.search_criteria_joined_by, &field)? {
            found.push((id, group));
        }
    }
    found.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    let show = |(id, group): (&GroupId, &Group)| group_json(world, *id, group, call.now);
    Ok(Reply::ok(request.reply(found, page, "groups", show)))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    Ok(Reply::ok(group_json(world, id, world.group(id)?, call.now)))
}
