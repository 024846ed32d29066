//! Members of queues: direct ones, and those that come through a group.

use crate::call::{Answer, Call, Reply, invalid_query};
use crate::errors::Refusal;
use crate::ids::{QueueId, UserId};
use crate::paging::{Page, uncounted};
use crate::queues::own_queue;
use crate::state::QueueMember;
use crate::userview::{Expand, user_json};
use crate::world::World;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Makes a user a direct member, changes the membership, or ends it (`None`); tells whether that changed anything.
pub(crate) fn set_member(
    world: &mut World,
    id: QueueId,
    user: UserId,
    wanted: Option<QueueMember>,
    now: Timestamp,
) -> bool {
    let Some(queue) = world.state.queues.get_mut(&id) else {
        return false;
    };
    let was = queue.members.get(&user).copied();
    if was == wanted {
        return false;
    }
    let queues = world.index.queues_of.entry(user).or_default();
    match wanted {
        Some(member) => {
            queue.members.insert(user, member);
            queues.insert(id);
        }
        None => {
            queue.members.remove(&user);
            queues.remove(&id);
        }
    }
    world.lag.queue_members.note((id, user), was, world.behaviour.lag.queue_members_ms, now);
    true
}

/// All members of a queue as readers see them: direct ones, and those that come through a group.
pub(crate) fn visible_members(
    world: &World,
    id: QueueId,
    now: Timestamp,
) -> BTreeMap<UserId, (QueueMember, By)> {
    let Some(queue) = world.state.queues.get(&id) else {
        return BTreeMap::new();
    };
    let mut members = BTreeMap::new();
    for group in &queue.groups {
        for user in crate::groupmembers::visible_members(world, *group, now) {
            members.insert(user, (QueueMember { joined: true, ring: 1 }, By::Group));
        }
    }
    members.extend(queue.members.iter().map(|(user, member)| (*user, (*member, By::User))));
    for ((of, user), was) in world.lag.queue_members.all(world.behaviour.lag.queue_members_ms, now) {
        if *of == id {
            match was {
                Some(member) => drop(members.insert(*user, (*member, By::User))),
                None => drop(members.remove(user)),
            }
        }
    }
    members
}

/// Why a user is a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    User,
    Group,
}

impl By {
    fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
        }
    }
}

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
        shown["routingStatus"] = json!({ "userId": id, "status": user.routing_status });
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
