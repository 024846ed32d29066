//! Whether enough of each licence was bought. The platform may well not ask; a switch makes it.

use super::licences::{held, needed};
use crate::changes::holdings::effective_grants;
use crate::errors::Refusal;
use crate::model::ids::UserId;
use crate::model::state::{Grant, Subject, UserState};
use crate::model::world::World;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How many active users hold a licence.
pub(crate) fn used(world: &World, licence: &str, now: Timestamp) -> usize {
    world.state.users.keys().filter(|id| held(world, **id, now).contains(licence)).count()
}

/// How many more can hold a licence; `None`: as many as like.
pub(crate) fn left(world: &World, licence: &str, now: Timestamp) -> Option<usize> {
    let seats = world.state.licences.get(licence)?.seats?;
    Some((seats as usize).saturating_sub(used(world, licence, now)))
}

/// Refuses grants that would give out more licences than were bought, where that is switched on.
pub(crate) fn require(
    world: &World,
    subjects: &[Subject],
    wanted: &BTreeSet<Grant>,
    now: Timestamp,
) -> Result<(), Refusal> {
    if !world.behaviour.licence_seats_enforced {
        return Ok(());
    }
    let mut more: BTreeMap<String, usize> = BTreeMap::new();
    for subject in subjects {
        let Subject::User(id) = subject else { continue };
        for licence in gained(world, *id, wanted, now) {
            *more.entry(licence).or_default() += 1;
        }
    }
    for (licence, count) in more {
        if left(world, &licence, now).is_some_and(|left| left < count) {
            let text = format!("The organization has no more licenses of the type {licence}");
            return Err(Refusal::new(400, "bad.request", text));
        }
    }
    Ok(())
}

/// The licences that a user would hold beyond those it holds.
fn gained(world: &World, id: UserId, wanted: &BTreeSet<Grant>, now: Timestamp) -> Vec<String> {
    if world.state.users.get(&id).is_none_or(|user| user.state != UserState::Active) {
        return Vec::new();
    }
    let mut roles = wanted.iter().map(|grant| grant.role).collect::<BTreeSet<_>>();
    roles.extend(effective_grants(world, Subject::User(id), now).into_iter().map(|(_, grant)| grant.role));
    let before = held(world, id, now);
    needed(world, &roles).into_iter().filter(|licence| !before.contains(licence)).map(str::to_owned).collect()
}
