//! Changes of a user itself: creating, editing, deactivating, deleting, restoring, moving. Used by every family of calls.

use super::groupmembers;
use super::holdings;
use super::queuemembers;
use crate::errors::Refusal;
use crate::model::ids::{DivisionId, PresenceId, UserId};
use crate::model::state::{EmployerInfo, Grant, Scope, Subject, User, UserState};
use crate::model::world::World;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Changes a user in place, raises its version and keeps the look-ups and the lag log true.
pub(crate) fn change(world: &mut World, id: UserId, now: Timestamp, edit: impl FnOnce(&mut User)) {
    let Some(user) = world.state.users.get_mut(&id) else {
        return;
    };
    let lag = world.behaviour.lag;
    if lag.search_ms > 0 {
        world.lag.search.note(id, Some(user.clone()), lag.search_ms, now);
    }
    if lag.listing_ms > 0 {
        world.lag.listing.note(id, Some(user.clone()), lag.listing_ms, now);
    }
    let email_before = user.email.to_lowercase();
    edit(user);
    user.version += 1;
    let email_now = user.email.to_lowercase();
    if email_before != email_now {
        world.index.by_email.remove(&email_before);
        world.index.by_email.insert(email_now, id);
    }
}

/// Whose e-mail this is, deleted users included; refused when it is somebody else's than `own`.
pub(crate) fn require_free_email(world: &World, email: &str, own: Option<UserId>) -> Result<(), Refusal> {
    let valid = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !valid || email.contains(char::is_whitespace) {
        return Err(Refusal::invalid_value(format!("The e-mail address {email:?} is not valid")));
    }
    match world.index.by_email.get(&email.to_lowercase()) {
        Some(holder) if Some(*holder) != own => {
            Err(Refusal::conflict("The e-mail address is already in use"))
        }
        _ => Ok(()),
    }
}

/// A user with nothing but a name, an e-mail and a division.
pub(crate) fn blank(name: &str, email: &str, division: DivisionId) -> User {
    User {
        name: name.to_owned(),
        email: email.to_owned(),
        state: UserState::Active,
        version: 1,
        division,
        department: None,
        title: None,
        preferred_name: None,
        manager: None,
        addresses: Vec::new(),
        employer_info: EmployerInfo::default(),
        acd_auto_answer: false,
        profile_skills: Vec::new(),
        external_ids: BTreeSet::new(),
        grants: BTreeSet::new(),
        skills: BTreeMap::new(),
        languages: BTreeMap::new(),
        attributes: BTreeMap::new(),
        licences: BTreeSet::new(),
        station: None,
        default_station: None,
        presence: PresenceId::named("Offline"),
        routing_status: "OFF_QUEUE".to_owned(),
    }
}

/// Enters a new user. The e-mail must be free.
pub(crate) fn create(world: &mut World, user: User, now: Timestamp) -> UserId {
    let email = user.email.to_lowercase();
    let nth_name = |n: u32| {
        if n == 0 { email.clone() } else { format!("{email}#{n}") }
    };
    let mut nth = 0;
    let mut id = UserId::named(&nth_name(nth));
    while world.state.users.contains_key(&id) {
        nth += 1;
        id = UserId::named(&nth_name(nth));
    }
    let lag = world.behaviour.lag;
    world.lag.search.note(id, None, lag.search_ms, now);
    world.lag.listing.note(id, None, lag.listing_ms, now);
    world.lag.fresh_users.note(id, (), lag.fresh_user_ms, now);
    world.index.by_email.insert(email, id);
    world.state.users.insert(id, user);
    if world.behaviour.employee_role_on_create {
        grant_employee(world, id, now);
    }
    id
}

fn grant_employee(world: &mut World, id: UserId, now: Timestamp) {
    let is_employee = |role: &crate::model::state::Role| role.default_role_id.as_deref() == Some("employee");
    let found = world.state.roles.iter().find(|(_, role)| is_employee(role)).map(|(id, _)| *id);
    if let Some(role) = found {
        let scope = Scope::Division(world.home());
        holdings::hold(world, Subject::User(id), Grant { role, scope }, now);
    }
}

/// Moves a user between active, inactive and deleted, with all that follows from it.
pub(crate) fn set_state(world: &mut World, id: UserId, to: UserState, now: Timestamp) {
    let Some(from) = world.state.users.get(&id).map(|user| user.state) else {
        return;
    };
    if from == to {
        return;
    }
    match (from, to) {
        (_, UserState::Deleted) => leave_everything(world, id, now),
        (UserState::Deleted, _) => come_back(world, id, now),
        (_, UserState::Inactive) if world.behaviour.deactivation_removes_grants => {
            drop_grants(world, id, now)
        }
        _ => {}
    }
    if to != UserState::Active && world.behaviour.deactivation_ends_tokens {
        world.tokens.sessions.remove(&id);
    }
    let offline = PresenceId::named("Offline");
    change(world, id, now, |user| {
        user.state = to;
        if to != UserState::Active {
            user.presence = offline;
            user.routing_status = "OFF_QUEUE".to_owned();
        }
    });
}

fn drop_grants(world: &mut World, id: UserId, now: Timestamp) {
    let held = world.state.users.get(&id).map(|user| user.grants.clone()).unwrap_or_default();
    for grant in held {
        holdings::release(world, Subject::User(id), grant, now);
    }
}

fn leave_everything(world: &mut World, id: UserId, now: Timestamp) {
    drop_grants(world, id, now);
    if !world.behaviour.deletion_clears_memberships {
        return;
    }
    for group in world.index.groups_of.get(&id).cloned().unwrap_or_default() {
        groupmembers::set_member(world, group, id, false, now);
    }
    if let Some(team) = world.index.team_of.remove(&id)
        && let Some(team) = world.state.teams.get_mut(&team)
    {
        team.members.remove(&id);
    }
    for queue in world.index.queues_of.get(&id).cloned().unwrap_or_default() {
        queuemembers::set_member(world, queue, id, None, now);
    }
}

/// A restored user lives in Home and holds no roles.
fn come_back(world: &mut World, id: UserId, now: Timestamp) {
    drop_grants(world, id, now);
    let home = world.home();
    if let Some(user) = world.state.users.get_mut(&id) {
        user.division = home;
        user.default_station = None;
    }
}
