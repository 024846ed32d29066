//! Belonging to queues, directly or through a group.

use crate::model::ids::{QueueId, UserId};
use crate::model::state::QueueMember;
use crate::model::world::World;
use jiff::Timestamp;
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
        for user in super::groupmembers::visible_members(world, *group, now) {
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
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
        }
    }
}
