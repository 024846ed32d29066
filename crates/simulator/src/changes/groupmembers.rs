//! Belonging to groups.

use crate::model::ids::{GroupId, UserId};
use crate::model::world::World;
use jiff::Timestamp;
use std::collections::BTreeSet;

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
