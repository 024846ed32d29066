//! Whether an OAuth client may do what it asks: the union of its roles, each in its divisions.

use crate::errors::Refusal;
use crate::model::ids::{ClientId, DivisionId};
use crate::model::state::{Grant, Scope};
use crate::model::world::World;
use crate::wire::call::Call;
use crate::wire::call::Need;

/// Refuses a call whose client lacks the permission in every division.
pub(crate) fn require_anywhere(world: &World, client: ClientId, need: Need) -> Result<(), Refusal> {
    require(world, client, need, |_| true)
}

/// Refuses a call whose client lacks the permission in `division`.
pub(crate) fn require_in(world: &World, call: &Call, division: DivisionId) -> Result<(), Refusal> {
    require_need_in(world, call, call.route.need, Scope::Division(division))
}

/// Refuses a call whose client lacks `need` for `scope`; only a right for all divisions covers `*`.
pub(crate) fn require_need_in(world: &World, call: &Call, need: Need, scope: Scope) -> Result<(), Refusal> {
    require(world, call.client, need, |held| held == Scope::All || held == scope)
}

/// Refuses a client that lacks one permission, named at run time, for `scope`.
pub(crate) fn require_named_in(
    world: &World,
    client: ClientId,
    permission: &str,
    scope: Scope,
) -> Result<(), Refusal> {
    if holds(world, client, permission, &|held| held == Scope::All || held == scope) {
        return Ok(());
    }
    Err(Refusal::missing_all(&[permission]))
}

fn require(
    world: &World,
    client: ClientId,
    need: Need,
    covers: impl Fn(Scope) -> bool,
) -> Result<(), Refusal> {
    let holds = |permission: &str| holds(world, client, permission, &covers);
    match need {
        Need::Nothing => Ok(()),
        Need::Any(list) if list.iter().any(|permission| holds(permission)) => Ok(()),
        Need::Any(list) => Err(Refusal::missing_any(list)),
        Need::All(list) if list.iter().all(|permission| holds(permission)) => Ok(()),
        Need::All(list) => Err(Refusal::missing_all(list)),
    }
}

fn holds(world: &World, client: ClientId, permission: &str, covers: &impl Fn(Scope) -> bool) -> bool {
    let Some(client) = world.state.clients.get(&client) else {
        return false;
    };
    let in_role = |grant: &Grant| {
        world
            .state
            .roles
            .get(&grant.role)
            .is_some_and(|role| role.permissions.iter().any(|p| grants(p, permission)))
    };
    client.grants.iter().any(|grant| covers(grant.scope) && in_role(grant))
}

/// Whether holding `held` (with `*`) means holding `wanted`.
pub(crate) fn grants(held: &str, wanted: &str) -> bool {
    if held == wanted {
        return true;
    }
    let mut held_parts = held.split(':');
    let mut wanted_parts = wanted.split(':');
    loop {
        match (held_parts.next(), wanted_parts.next()) {
            (None, None) => return true,
            (Some(h), Some(w)) if h == "*" || h == w => {}
            _ => return false,
        }
    }
}
