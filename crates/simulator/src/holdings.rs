//! Holding and releasing grants, with look-ups and lag kept true.

use crate::errors::Refusal;
use crate::ids::{ClientId, GroupId, UserId};
use crate::state::{Grant, Subject};
use crate::world::World;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The direct grants of a subject.
pub(crate) fn direct(world: &World, subject: Subject) -> Option<&BTreeSet<Grant>> {
    match subject {
        Subject::User(id) => world.state.users.get(&id).map(|user| &user.grants),
        Subject::Group(id) => world.state.groups.get(&id).map(|group| &group.grants),
        Subject::Client(id) => world.state.clients.get(&id).map(|client| &client.grants),
    }
}

fn direct_mut(world: &mut World, subject: Subject) -> Option<&mut BTreeSet<Grant>> {
    match subject {
        Subject::User(id) => world.state.users.get_mut(&id).map(|user| &mut user.grants),
        Subject::Group(id) => world.state.groups.get_mut(&id).map(|group| &mut group.grants),
        Subject::Client(id) => world.state.clients.get_mut(&id).map(|client| &mut client.grants),
    }
}

/// Gives a subject a grant; a held one stays as it is.
pub(crate) fn hold(world: &mut World, subject: Subject, grant: Grant, now: Timestamp) {
    let is_new = direct_mut(world, subject).is_some_and(|held| held.insert(grant));
    if is_new {
        world.index.add_grant(subject, grant);
        world.granted_at.insert((subject, grant), now);
        world.lag.grants.note((subject, grant), false, world.behaviour.lag.grants_ms, now);
    }
}

/// Takes a direct grant away; tells whether it was held.
pub(crate) fn release(world: &mut World, subject: Subject, grant: Grant, now: Timestamp) -> bool {
    let was_held = direct_mut(world, subject).is_some_and(|held| held.remove(&grant));
    if was_held {
        world.index.remove_grant(subject, grant);
        world.granted_at.remove(&(subject, grant));
        world.lag.grants.note((subject, grant), true, world.behaviour.lag.grants_ms, now);
    }
    was_held
}

/// The subject with this id, of whatever kind; a deleted user is none.
pub(crate) fn any_subject(world: &World, text: &str) -> Result<Subject, Refusal> {
    let user = UserId::parse(text).filter(|id| world.living_user(*id).is_ok()).map(Subject::User);
    let group = || GroupId::parse(text).filter(|id| world.state.groups.contains_key(id)).map(Subject::Group);
    let client =
        || ClientId::parse(text).filter(|id| world.state.clients.contains_key(id)).map(Subject::Client);
    user.or_else(group).or_else(client).ok_or_else(|| Refusal::not_found("subject", text))
}
