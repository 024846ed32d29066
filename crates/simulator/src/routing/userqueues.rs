//! A user's queues: reading them, joining and unjoining. Membership itself is made at the queue.

use crate::changes::queuemembers::{set_member, visible_members};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{QueueId, UserId};
use crate::model::state::QueueMember;
use crate::model::world::World;
use crate::routing::queues::queue_json;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const JOIN: Need = Need::Any(&["routing:queue:join", "routing:queueMember:manage"]);

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/users/{userId}/queues", Need::Any(&["routing:queue:view"]), Service::Routing, list),
    route("PATCH", "/api/v2/users/{userId}/queues", JOIN, Service::Routing, patch),
    route("PATCH", "/api/v2/users/{userId}/queues/{queueId}", JOIN, Service::Routing, patch_one),
];

/// The queues a user may be seen in: its own, those of its groups, and those it is only just leaving.
fn possible_queues(world: &World, user: UserId, call: &Call) -> BTreeSet<QueueId> {
    let mut queues = world.index.queues_of.get(&user).cloned().unwrap_or_default();
    for group in crate::changes::groupmembers::visible_groups_of(world, user, call.now) {
        queues.extend(world.index.queues_of_group.get(&group).into_iter().flatten());
    }
    let lagging = world.lag.queue_members.all(world.behaviour.lag.queue_members_ms, call.now);
    queues.extend(lagging.filter(|((_, of), _)| *of == user).map(|((queue, _), _)| *queue));
    queues
}

/// `joined` is true by default: all memberships take two calls.
fn list(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.living_user(id)?;
    let page = Page::of(call, 100)?;
    let joined = call.query_bool("joined")?.unwrap_or(true);
    let shown = possible_queues(world, id, call).into_iter().filter_map(|queue| {
        let (member, _) = visible_members(world, queue, call.now).get(&id).copied()?;
        let may_see = require_in(world, call, world.state.queues.get(&queue)?.division).is_ok();
        (may_see && member.joined == joined).then(|| user_queue_json(world, queue, member))
    });
    let (shown, total) = page.cut(shown);
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn user_queue_json(world: &World, id: QueueId, member: QueueMember) -> Value {
    let mut shown = world.state.queues.get(&id).map_or(json!({}), |queue| queue_json(world, id, queue));
    shown["joined"] = json!(member.joined);
    shown
}

#[derive(Deserialize)]
struct JoinQueue {
    id: String,
    joined: Option<bool>,
}

/// Joins or unjoins; a pair that is no membership is ignored.
fn patch(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.living_user(id)?;
    let wanted: Vec<JoinQueue> = call.body()?;
    let mut shown = Vec::new();
    for item in &wanted {
        let queue = QueueId::parse(&item.id).ok_or_else(|| Refusal::not_found("queue", &item.id))?;
        require_in(world, call, world.queue(queue)?.division)?;
        let Some(held) = world.queue(queue)?.members.get(&id).copied() else {
            continue;
        };
        let member = QueueMember { joined: item.joined.unwrap_or(held.joined), ..held };
        set_member(world, queue, id, Some(member), call.now);
        shown.push(user_queue_json(world, queue, member));
    }
    let page = Page { size: 100, number: 1 };
    Ok(Reply::ok(listing(call, page, shown.len(), shown)))
}

#[derive(Deserialize)]
struct JoinOne {
    joined: Option<bool>,
}

/// Joins or unjoins one queue; 404 for one that the user does not belong to.
fn patch_one(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.living_user(id)?;
    let wanted: JoinOne = call.body()?;
    let queue = call.queue_id(1)?;
    require_in(world, call, world.queue(queue)?.division)?;
    let held = world.queue(queue)?.members.get(&id).copied();
    let held = held.ok_or_else(|| Refusal::not_found("queue member", id))?;
    let member = QueueMember { joined: wanted.joined.unwrap_or(held.joined), ..held };
    set_member(world, queue, id, Some(member), call.now);
    Ok(Reply::ok(user_queue_json(world, queue, member)))
}
