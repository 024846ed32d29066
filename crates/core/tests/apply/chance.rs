//! Runs by chance: whatever goes wrong, the tenant ends as the oracle says.

use crate::check::{check, check_history};
use crate::support::driver::Chance;
use crate::support::generator::worlds;
use crate::support::world::World;
use crate::worlds::{WAYS, driver_over};
use muster_core::record::Coverage;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

#[test]
fn a_run_by_chance_ends_as_the_oracle_says() {
    for seed in 0..300_u64 {
        let world = some_world(seed);
        let mut chance = Chance(seed);
        let mut driver = driver_over(&world, WAYS[(seed % 3) as usize]);
        driver.workers = 1 + chance.below(6) as usize;
        driver.lands_after_crash = chance.below(2) == 0;
        driver.tenant.tells_versions = chance.below(3) > 0;
        for account in world.estate.snapshot.accounts.keys() {
            if chance.below(12) == 0 {
                driver.tenant.refuses.insert(*account);
            }
        }
        for mail in ["ana@corp.example", "cat@corp.example"].into_iter().filter(|_| chance.below(6) == 0) {
            driver.tenant.refuses_mail.insert(mail.into());
        }
        for _ in 0..chance.below(3) {
            driver.crash_at.insert(1 + chance.below(60) as u32);
        }
        driver.chance = Some((chance, 4, 2));
        driver.live_on(40);
        check(&world, &driver);
        check_history(&driver);
    }
}

/// A world by chance in which every removal may be made.
fn some_world(seed: u64) -> World {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut world = worlds().new_tree(&mut runner).unwrap().current();
    world.limits.removals_percent = 1000;
    world.limits.shrink_percent = 1000;
    world.limits.protected_people.clear();
    for batch in &mut world.batches {
        batch.coverage = Coverage::Complete;
    }
    world.estate.snapshot.coverage = Coverage::Complete;
    world
}
