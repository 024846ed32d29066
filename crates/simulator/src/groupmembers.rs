//! Members of groups.

use crate::call::{Answer, Call, Reply, invalid_query, too_many};
use crate::errors::Refusal;
use crate::ids::{GroupId, UserId};
use crate::paging::{Page, listing};
use crate::state::UserState;
use crate::useredit::require_version;
use crate::userview::{Expand, user_json};
use crate::world::World;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Most members in one call.
const MOST: usize = 50;

/// Puts a user into a group or takes it out; tells whether that changed anything. The version is the caller's matter.
pub(crate) fn set_member(world: &mut World, id: GroupId, user: UserId, is_in: bool, now: Timestamp) -> bool {
    let Some(group) = world.state.groups.get_mut(&id) else {
        return false;
    };
    let changed = if is_in { group.members.insert(user) } else { group.members.remove(&user) };
    if changed {
        let groups = world.index.groups_of.entry(user).or_default();
        if is_in {
            groups.insert(id)
        } else {
            groups.remove(&id)
        };
        world.lag.group_members.note((id, user), !is_in, world.behaviour.lag.group_members_ms, now);
    }
    changed
}

/// The direct members as readers see them at `now`.
pub(crate) fn visible_members(world: &World, id: GroupId, now: Timestamp) -> BTreeSet<UserId> {
    let mut members = world.state.groups.get(&id).map(|group| group.members.clone()).unwrap_or_default();
    for ((of, user), was_in) in world.lag.group_members.all(world.behaviour.lag.group_members_ms, now) {
        if *of == id {
            if *was_in {
                members.insert(*user)
            } else {
                members.remove(user)
            };
        }
    }
    members
}

/// The groups of a user as readers see them at `now`.
pub(crate) fn visible_groups_of(world: &World, user: UserId, now: Timestamp) -> BTreeSet<GroupId> {
    let mut groups = world.index.groups_of.get(&user).cloned().unwrap_or_default();
    for ((id, of), was_in) in world.lag.group_members.all(world.behaviour.lag.group_members_ms, now) {
        if *of == user {
            if *was_in {
                groups.insert(*id)
            } else {
                groups.remove(id)
            };
        }
    }
    groups
}

/// Users that are not deleted, as entities of a listing.
fn users_json(world: &World, call: &Call, users: impl IntoIterator<Item = UserId>) -> Vec<Value> {
    let known = users.into_iter().filter_map(|id| Some((id, world.state.users.get(&id)?)));
    let living = known.filter(|(_, user)| user.state != UserState::Deleted);
    living.map(|(id, user)| user_json(world, id, user, Expand::of(call), call.now)).collect()
}

/// Direct members, unpaged.
pub(crate) fn individuals(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    world.group(id)?;
    let shown = users_json(world, call, visible_members(world, id, call.now));
    Ok(Reply::ok(json!({ "total": shown.len(), "entities": shown, "selfUri": call.path })))
}

/// Direct members and owners, paged.
pub(crate) fn members(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let owners = world.group(id)?.owners.clone();
    let page = Page::of(call, 500)?;
    let mut all = visible_members(world, id, call.now);
    all.extend(owners);
    let (users, total) = page.cut(all.into_iter());
    let shown = users_json(world, call, users);
    Ok(Reply::ok(listing(call, page, total, shown)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MembersUpdate {
    member_ids: Vec<String>,
    version: Option<u64>,
}

fn known_users(
    world: &World,
    ids: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Vec<UserId>, Refusal> {
    let known = |text: &str| UserId::parse(text).filter(|id| world.living_user(*id).is_ok());
    let one =
        |text: &str| known(text).ok_or_else(|| Refusal::new(400, "invalid.id", format!("No user {text}")));
    ids.into_iter().map(|text| one(text.as_ref())).collect()
}

pub(crate) fn add_members(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    let wanted: MembersUpdate = call.body()?;
    let current = world.group(id)?.version;
    if wanted.member_ids.len() > MOST {
        return Err(too_many(wanted.member_ids.len(), MOST));
    }
    match wanted.version {
        Some(version) => require_version(world, "group", version, current)?,
        None if world.behaviour.group_version_required => {
            return Err(Refusal::bad_request("version is required"));
        }
        None => {}
    }
    let users = known_users(world, &wanted.member_ids)?;
    set_members(world, id, &users, true, call.now);
    Ok(Reply::with(202, json!({})))
}

pub(crate) fn remove_members(world: &mut World, call: &Call) -> Answer {
    let id = call.group_id(0)?;
    world.group(id)?;
    let ids = call.query_list("ids");
    if ids.is_empty() {
        return Err(invalid_query("ids", ""));
    }
    if ids.len() > MOST {
        return Err(too_many(ids.len(), MOST));
    }
    // Leaving is possible for anyone who was ever known, deleted users included.
    let users = ids.into_iter().filter_map(UserId::parse).collect::<Vec<_>>();
    set_members(world, id, &users, false, call.now);
    Ok(Reply::with(202, json!({})))
}

/// Puts users in or takes them out; the version rises once when anything changed.
pub(crate) fn set_members(world: &mut World, id: GroupId, users: &[UserId], are_in: bool, now: Timestamp) {
    let mut changed = false;
    for user in users {
        changed |= set_member(world, id, *user, are_in, now);
    }
    if let Some(group) = world.state.groups.get_mut(&id).filter(|_| changed) {
        group.version += 1;
    }
}
