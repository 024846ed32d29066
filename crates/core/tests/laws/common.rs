//! What the laws share.

use crate::support::world::World;
use muster_core::guard::Limits;
use muster_core::plan::{Change, Plan};
use muster_core::record::Coverage;
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};
use std::collections::BTreeSet;

/// A random order of `items`, from the numbers in `keys`.
pub(crate) fn shuffle<T>(items: &mut Vec<T>, keys: &[u64]) {
    let mut keyed: Vec<(u64, T)> = items
        .drain(..)
        .enumerate()
        .map(|(at, item)| (keys.get(at % keys.len()).copied().unwrap_or(0).rotate_left(at as u32), item))
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    items.extend(keyed.into_iter().map(|(_, item)| item));
}

/// A world in which no limit is reached and nothing is partial: what is planned may be done.
pub(crate) fn unlimited(mut world: World) -> World {
    let all = u64::MAX / 1000;
    world.limits = Limits {
        removals_max: all,
        removals_percent: 1000,
        removals_per_day_max: all,
        deactivations_max: all,
        shrink_percent: 1000,
        protected_people: BTreeSet::new(),
        standing: None,
    };
    world.text.protected_roles.clear();
    world.estate.snapshot.own_client.id.clear();
    complete(world)
}

pub(crate) fn complete(mut world: World) -> World {
    for batch in &mut world.batches {
        batch.coverage = Coverage::Complete;
    }
    world.estate.snapshot.coverage = Coverage::Complete;
    world
}

/// Entitlements that somebody gets and did not have.
pub(crate) fn gains(plan: &Plan) -> Vec<&Change> {
    let is_gain = |change: &&Change| change.slot.is_entitlement() && change.before.is_none();
    plan.body.changes.iter().filter(is_gain).collect()
}

/// Failing seeds are kept beside the laws and tried first. `PROPTEST_CASES` asks for more worlds.
pub(crate) fn seeds() -> ProptestConfig {
    let failure_persistence: Option<Box<dyn FailurePersistence>> =
        Some(Box::new(FileFailurePersistence::Direct("tests/laws.seeds")));
    let standard = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { standard.cases } else { 128 };
    ProptestConfig { failure_persistence, cases, ..standard }
}

pub(crate) fn orders() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(any::<u64>(), 16)
}

pub(crate) fn check_same(world: &World, shuffled: &World) -> Result<(), TestCaseError> {
    let (plan, other) = (world.plan(), shuffled.plan());
    prop_assert_eq!(&plan.body.findings, &other.body.findings);
    prop_assert!(plan.body == other.body, "the plans differ");
    prop_assert_eq!(plan.id, other.id);
    Ok(())
}
