//! What runs found out about the tenant's ceilings, handed from one process to the next.

use super::world::{World, store};
use crate::config::Config;
use crate::error::Failure;
use muster_core::operation::Service;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::{Access, Ceiling, Store};
use std::collections::BTreeMap;

/// For how long a ceiling is believed: one that was raised since is found out after that.
const BELIEVED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Calls a minute that single services take, as far as that is known before the first call. Where the store cannot be
/// read nothing is: the command itself will say so.
pub(super) fn known(config: &Config) -> BTreeMap<String, u32> {
    let remembered = store(config, Access::Read).and_then(|mut store| Ok(store.ceilings()?));
    by_hand_first(by_hand(config), believed(remembered.unwrap_or_default(), Timestamp::now()))
}

/// Remembers what the client knows by now, for the next process.
pub(super) fn keep(world: &World, store: &mut dyn Store) -> Result<(), Failure> {
    let mut found = world.client.ceilings();
    for service in by_hand(&world.config).keys() {
        found.remove(service);
    }
    let now = Timestamp::now();
    let before = store.ceilings()?;
    let after = learned(&believed(before.clone(), now), found, now);
    if before != after {
        store.remember_ceilings(&after)?;
    }
    Ok(())
}

fn by_hand(config: &Config) -> BTreeMap<String, u32> {
    let scim = config.apply.scim_per_minute;
    scim.map(|calls| (Service::Scim.word().to_owned(), calls)).into_iter().collect()
}

fn by_hand_first(by_hand: BTreeMap<String, u32>, believed: Vec<Ceiling>) -> BTreeMap<String, u32> {
    let found = believed.into_iter().map(|ceiling| (ceiling.service, ceiling.per_minute));
    found.chain(by_hand).collect()
}

fn believed(mut ceilings: Vec<Ceiling>, now: Timestamp) -> Vec<Ceiling> {
    ceilings.retain(|ceiling| now.duration_since(ceiling.learned_at) < BELIEVED);
    ceilings
}

/// A ceiling that is what it was before may be nothing but what was believed before, so it grows no younger.
fn learned(believed: &[Ceiling], found: BTreeMap<String, u32>, now: Timestamp) -> Vec<Ceiling> {
    let ceilings = found.into_iter().map(|(service, per_minute)| {
        let as_before = |known: &&Ceiling| known.service == service && known.per_minute == per_minute;
        let learned_at = believed.iter().find(as_before).map_or(now, |known| known.learned_at);
        Ceiling { service, per_minute, learned_at }
    });
    ceilings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_set_by_hand_wins() {
        let ceiling = |service: &str, per_minute| Ceiling {
            service: service.into(),
            per_minute,
            learned_at: Timestamp::UNIX_EPOCH,
        };
        let by_hand = BTreeMap::from([("scim".to_owned(), 120)]);
        let known = by_hand_first(by_hand, vec![ceiling("scim", 40), ceiling("users", 170)]);
        assert_eq!(known, BTreeMap::from([("scim".to_owned(), 120), ("users".to_owned(), 170)]));
    }
}
