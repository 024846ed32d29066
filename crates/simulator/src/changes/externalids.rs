//! External identifiers: each pair belongs to one user.

use crate::errors::Refusal;
use crate::model::ids::UserId;
use crate::model::state::ExternalId;
use crate::model::world::World;

/// Stores a pair; refused when it belongs to somebody else.
pub(crate) fn store(world: &mut World, id: UserId, pair: ExternalId) -> Result<(), Refusal> {
    let keys = world.index.by_external.entry(pair.authority.clone()).or_default();
    if keys.get(&pair.key).is_some_and(|holder| *holder != id) {
        let status = world.behaviour.external_id_taken_status;
        return Err(Refusal::new(status, "general.conflict", "The external id belongs to another user")
            .scim("uniqueness"));
    }
    keys.insert(pair.key.clone(), id);
    if let Some(user) = world.state.users.get_mut(&id) {
        user.external_ids.insert(pair);
    }
    Ok(())
}

/// Takes a pair away; tells whether it was there.
pub(crate) fn take(world: &mut World, id: UserId, pair: &ExternalId) -> bool {
    let had = world.state.users.get_mut(&id).is_some_and(|user| user.external_ids.remove(pair));
    if had && let Some(keys) = world.index.by_external.get_mut(&pair.authority) {
        keys.remove(&pair.key);
    }
    had
}
