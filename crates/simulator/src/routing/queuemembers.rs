//! Members of queues: direct ones, and those that come through a group.

use crate::changes::queuemembers::{By, set_member, visible_members};
use crate::errors::Refusal;
use crate::model::ids::{QueueId, UserId};
use crate::model::state::QueueMember;
use crate::model::world::World;
use crate::routing::queues::own_queue;
use crate::users::view::{Expand, routing_status_json, user_json};
use crate::wire::call::{Answer, Call, Reply, invalid_query};
use crate::wire::paging::{Page, uncounted};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// Members without any total: a reader follows `nextUri` or reads until a short page.
pub(crate) fn members(world: &mut World, call: &Call) -> Answer {
    let id = own_queue(world, call)?;
    let page = Page::of(call, 100)?;
    let by = match call.query("memberBy") {
        None => None,
        Some("user") => Some(By::User),
        Some("group") => Some(By::Group),
        Some(other) => return Err(invalid_query("memberBy", other)),
    };
    let joined = call.query_bool("joined")?;
    let fitting = visible_members(world, id, call.now).into_iter().filter(|(_, (member, comes_by))| {
        by.is_none_or(|by| by == *comes_by) && joined.is_none_or(|joined| joined == member.joined)
    });
    let (rows, total) = page.cut(fitting);
    let shown = rows.into_iter().map(|(user, (member, by))| member_json(world, call, id, user, member, by));
    Ok(Reply::ok(uncounted(call, page, total, shown.collect())))
}

fn member_json(world: &World, call: &Call, queue: QueueId, id: UserId, member: QueueMember, by: By) -> Value {
    let user = world.state.users.get(&id);
    let mut shown = json!({
        "id": id, "name": user.map_or("", |user| &user.name), "ringNumber": member.ring, "joined": member.joined,
        "memberBy": by.word(), "selfUri": format!("/api/v2/routing/queues/{queue}/members/{id}"),
    });
    if let Some(user) = user {
        shown["user"] = user_json(world, id, user, Expand::of(call), call.now);
        shown["routingStatus"] = routing_status_json(world, id, user, call.now);
    }
    shown
}

#[derive(Deserialize)]
struct WritableEntity {
    id: String,
}

/// Adds members, or with `delete=true` removes them. Removing one who is not a member is done already.
pub(crate) fn post_members(world: &mut World, call: &Call) -> Answer {
    let id = own_queue(world, call)?;
    let wanted: Vec<WritableEntity> = call.body_list(100)?;
    let remove = call.query_bool("delete")?.unwrap_or(false);
    let known = |text: &str| UserId::parse(text).filter(|id| remove || world.living_user(*id).is_ok());
    let one = |item: &WritableEntity| {
        known(&item.id).ok_or_else(|| Refusal::new(400, "invalid.id", format!("No user {}", item.id)))
    };
    let users = wanted.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    let joined = world.behaviour.joined_on_add;
    for user in users {
        let held = world.queue(id)?.members.get(&user).copied();
        let wanted = if remove { None } else { held.or(Some(QueueMember { joined, ring: 1 })) };
        set_member(world, id, user, wanted, call.now);
    }
    Ok(world.done())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MemberChange {
    #[serde(default)]
    id: String,
    joined: Option<bool>,
    ring_number: Option<u8>,
}

fn change_member(
    world: &mut World,
    id: QueueId,
    user: UserId,
    change: &MemberChange,
    now: Timestamp,
) -> bool {
    let Some(held) = world.state.queues.get(&id).and_then(|queue| queue.members.get(&user)).copied() else {
        return false;
    };
    let joined = change.joined.unwrap_or(held.joined);
    let ring = change.ring_number.unwrap_or(held.ring);
    set_member(world, id, user, Some(QueueMember { joined, ring }), now);
    true
}

/// Joins and unjoins existing members; unknown pairs are ignored.
pub(crate) fn patch_members(world: &mut World, call: &Call) -> Answer {
    let id = own_queue(world, call)?;
    let wanted: Vec<MemberChange> = call.body_list(100)?;
    let mut shown = Vec::new();
    for change in &wanted {
        let Some(user) = UserId::parse(&change.id) else {
            continue;
        };
        if change_member(world, id, user, change, call.now) {
            let member = world.queue(id)?.members[&user];
            shown.push(member_json(world, call, id, user, member, By::User));
        }
    }
    Ok(Reply::ok(json!({ "entities": shown, "pageNumber": 1, "pageSize": 100 })))
}

pub(crate) fn patch_member(world: &mut World, call: &Call) -> Answer {
    let id = own_queue(world, call)?;
    let user = call.user_id(1)?;
    let change: MemberChange = call.body()?;
    if !change_member(world, id, user, &change, call.now) {
        return Err(Refusal::not_found("queue member", user));
    }
    Ok(Reply::empty(202))
}

pub(crate) fn delete_member(world: &mut World, call: &Call) -> Answer {
    let id = own_queue(world, call)?;
    let user = call.user_id(1)?;
    if !set_member(world, id, user, None, call.now) && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::not_found("queue member", user));
    }
    Ok(world.done())
}
