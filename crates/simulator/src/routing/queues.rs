//! Queues and their members.

use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{DivisionId, QueueId};
use crate::model::state::Queue;
use crate::model::world::World;
use crate::routing::queuemembers;
use crate::routing::skills::name_fits;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, listing};
use crate::wire::permissions::require_in;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const VIEW: Need = Need::Any(&["routing:queue:view"]);

const VIEW_MEMBERS: Need = Need::Any(&[
    "routing:queue:view",
    "routing:queue:edit",
    "routing:queue:readonly",
    "routing:queueMember:manage",
]);

const EDIT_MEMBERS: Need = Need::Any(&["routing:queue:edit", "routing:queueMember:manage"]);

const MEMBERS: &str = "/api/v2/routing/queues/{queueId}/members";

const MEMBER: &str = "/api/v2/routing/queues/{queueId}/members/{memberId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/routing/queues", VIEW, Service::Routing, list),
    route(
        "GET",
        "/api/v2/routing/queues/divisionviews/all",
        Need::All(&["routing:queue:search"]),
        Service::Routing,
        list,
    ),
    route(
        "GET",
        "/api/v2/routing/queues/{queueId}",
        Need::All(&["routing:queue:view"]),
        Service::Routing,
        get,
    ),
    route("GET", MEMBERS, VIEW_MEMBERS, Service::Routing, queuemembers::members),
    route("POST", MEMBERS, EDIT_MEMBERS, Service::Routing, queuemembers::post_members),
    route("PATCH", MEMBERS, EDIT_MEMBERS, Service::Routing, queuemembers::patch_members),
    route("PATCH", MEMBER, EDIT_MEMBERS, Service::Routing, queuemembers::patch_member),
    route("DELETE", MEMBER, EDIT_MEMBERS, Service::Routing, queuemembers::delete_member),
];

/// A queue as replies show it.
pub(crate) fn queue_json(world: &World, id: QueueId, queue: &Queue) -> Value {
    json!({
        "id": id, "name": queue.name, "division": world.division_ref(queue.division),
        "memberCount": queue.members.len(), "userMemberCount": queue.members.len(),
        "joinedMemberCount": queue.members.values().filter(|member| member.joined).count(),
        "selfUri": format!("/api/v2/routing/queues/{id}"),
    })
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.query_list("id").into_iter().filter_map(QueueId::parse).collect::<BTreeSet<_>>();
    let divisions =
        call.query_list("divisionId").into_iter().filter_map(DivisionId::parse).collect::<BTreeSet<_>>();
    let name = call.query("name");
    let fits = |id: &QueueId, queue: &Queue| {
        (ids.is_empty() || ids.contains(id))
            && (divisions.is_empty() || divisions.contains(&queue.division))
            && name.is_none_or(|name| name_fits(name, &queue.name))
            && require_in(world, call, queue.division).is_ok()
    };
    let (queues, total) = page.cut(world.state.queues.iter().filter(|(id, queue)| fits(id, queue)));
    let shown = queues.into_iter().map(|(id, queue)| queue_json(world, *id, queue)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

/// The queue of the path; the client may do this in its division.
pub(crate) fn own_queue(world: &World, call: &Call) -> Result<QueueId, Refusal> {
    let id = call.queue_id(0)?;
    require_in(world, call, world.queue(id)?.division)?;
    Ok(id)
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = own_queue(world, call)?;
    Ok(Reply::ok(queue_json(world, id, world.queue(id)?)))
}
