//! Holding and releasing grants, with look-ups and lag kept true.

use super::groupmembers;
use crate::errors::Refusal;
use crate::model::behaviour::GrantPlace;
use crate::model::ids::{ClientId, GroupId, RoleId, UserId};
use crate::model::state::{Grant, Scope, Subject};
use crate::model::world::World;
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

/// The direct grants of a subject as readers see them at `now`.
pub(crate) fn visible_grants(world: &World, subject: Subject, now: Timestamp) -> BTreeSet<Grant> {
    let mut held = direct(world, subject).cloned().unwrap_or_default();
    for ((of, grant), was_held) in world.lag.grants.all(world.behaviour.lag.grants_ms, now) {
        if *of == subject {
            if *was_held {
                held.insert(*grant)
            } else {
                held.remove(grant)
            };
        }
    }
    held
}

/// All grants of a subject with the subject they come from: its own, and those of its groups.
pub(crate) fn effective_grants(world: &World, subject: Subject, now: Timestamp) -> Vec<(Subject, Grant)> {
    let mut all: Vec<_> =
        visible_grants(world, subject, now).into_iter().map(|grant| (subject, grant)).collect();
    let Subject::User(user) = subject else { return all };
    for id in groupmembers::visible_groups_of(world, user, now) {
        if world.state.groups.get(&id).is_some_and(|group| group.roles_enabled) {
            let inherited = visible_grants(world, Subject::Group(id), now);
            all.extend(inherited.into_iter().map(|grant| (Subject::Group(id), grant)));
        }
    }
    all
}

/// Gives a user exactly these roles; new ones in `scope`.
pub(crate) fn set_roles(
    world: &mut World,
    id: UserId,
    wanted: &BTreeSet<RoleId>,
    scope: Scope,
    now: Timestamp,
) {
    let subject = Subject::User(id);
    let held = direct(world, subject).cloned().unwrap_or_default();
    for grant in held.iter().filter(|grant| !wanted.contains(&grant.role)) {
        release(world, subject, *grant, now);
    }
    let held_roles = held.iter().map(|grant| grant.role).collect::<BTreeSet<_>>();
    for role in wanted.difference(&held_roles) {
        hold(world, subject, Grant { role: *role, scope }, now);
    }
}

/// Where a grant of a call that names no division counts.
pub(crate) fn plain_scope(world: &World, user: UserId) -> Scope {
    match world.behaviour.plain_roles_go_to {
        GrantPlace::Home => Scope::Division(world.home()),
        GrantPlace::Own => {
            let own = world.state.users.get(&user).map(|user| user.division);
            Scope::Division(own.unwrap_or_else(|| world.home()))
        }
        GrantPlace::All => Scope::All,
    }
}
