//! The service in a made-up world: directories that are followed, and that fail in every way that is known of; a tenant
//! that fails; a process that dies. The real knowledge, replicas, cycle, core, driver, client and SQLite store; virtual
//! clock, one thread, everything seeded: a failing seed fails for ever.
//!
//! `MUSTER_SEEDS=5000` runs more worlds; `MUSTER_SEED=17` runs one and tells its story.

#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "../support/mod.rs"]
mod support;

mod claims;
mod controller;
mod happen;
mod household;
mod laws;
mod realm;
mod scene;
mod tell;
mod ways;

use controller::{FAULTS, Fault};
use muster_core::compile::Way;
use muster_simulator::{Chances, Faults, Lag};
use scene::{Deaths, Plot, Scene};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use support::dice::Dice;

/// How many worlds the swarm has; `MUSTER_SEEDS` asks for more.
const SEEDS: u64 = 48;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// A world made by its seed.
fn plot(seed: u64) -> Plot {
    let mut dice = Dice::new(seed ^ 0xD1_5EA5E);
    let chances = Chances {
        error_500: 0.02,
        error_503: 0.02,
        error_504: 0.02,
        error_408: 0.02,
        lost_reply: 0.03,
        lost_request: 0.03,
        truncated: 0.02,
        slow: 0.02,
        throttle_burst: 0.01,
        token_storm: 0.01,
        empty_list: 0.0,
        missing_expansion: 0.0,
        ..Chances::default()
    };
    let fails = dice.chance(50);
    let tenant = if fails { Faults { seed, chances, ..Faults::default() } } else { Faults::default() };
    let mut ms = || if fails && dice.chance(20) { 1_000 * (1 + dice.bits() % 9) as u32 } else { 0 };
    let lag = Lag {
        group_members_ms: ms(),
        queue_members_ms: ms(),
        grants_ms: ms(),
        search_ms: ms(),
        listing_ms: ms(),
        ..Lag::default()
    };
    Plot {
        seed,
        aloud: asked("MUSTER_SEED").is_some(),
        domains: 1 + dice.below(2),
        people: 5 + dice.below(12),
        teams: 2 + dice.below(5),
        way: [Way::Auto, Way::Scim, Way::Platform][dice.below(3)],
        directory_faults: [0, 35, 60][dice.below(3)],
        tenant,
        lag,
        deaths: if dice.chance(50) { Deaths::Often } else { Deaths::Never },
    }
}

/// Lives through a world; says which faults it met and how often a process died.
fn live(plot: &Plot, storms: usize, steps: usize) -> (BTreeMap<Fault, u64>, u64) {
    let folder = quick_folder();
    let runtime = runtime();
    runtime.block_on(async {
        let mut scene = Scene::new(plot, folder.path());
        for _ in 0..storms {
            scene.storm(steps).await;
            scene.calm().await;
        }
        (scene.met, scene.died)
    })
}

/// A failing seed says how to meet it again.
fn told(seed: u64) -> (BTreeMap<Fault, u64>, u64) {
    catch_unwind(AssertUnwindSafe(|| live(&plot(seed), 3, 6))).unwrap_or_else(|panic| {
        eprintln!("again: MUSTER_SEED={seed} cargo nextest run -p muster --test followed swarm");
        resume_unwind(panic)
    })
}

/// Lets every core take its share of the numbers from `first` on, until `work` has had enough.
fn shared<T: Send>(first: u64, work: impl Fn(u64) -> Option<T> + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = |core: usize| (first + core as u64..).step_by(cores).map_while(&work).collect::<Vec<T>>();
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..cores).map(|core| scope.spawn(move || share(core))).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[test]
fn a_swarm_of_worlds_loses_nothing_and_ends_as_the_oracle_says() {
    let seeds = match asked("MUSTER_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..asked("MUSTER_SEEDS").unwrap_or(SEEDS),
    };
    let (mut met, mut died) = (BTreeMap::new(), 0);
    for (faults, deaths) in shared(seeds.start, |seed| seeds.contains(&seed).then(|| told(seed))) {
        faults.into_iter().for_each(|(fault, times)| *met.entry(fault).or_insert(0) += times);
        died += deaths;
    }
    println!("{met:?}; {died} deaths in {seeds:?}");
    if seeds.end - seeds.start >= SEEDS {
        assert!(FAULTS.iter().all(|fault| met.contains_key(fault)), "not every fault was met: {met:?}");
        assert!(died > 20, "only {died} processes died");
    }
}

/// A small company that is followed for a while.
fn small(death: u64, way: Way) -> Plot {
    Plot {
        seed: 3,
        aloud: false,
        domains: 1,
        people: 3,
        teams: 2,
        way,
        directory_faults: 0,
        tenant: Faults::default(),
        lag: Lag::default(),
        deaths: Deaths::Once(death),
    }
}

fn dying(way: Way, step: u64) {
    let died = |n| (live(&small(1 + n * step, way), 1, 3).1 > 0).then_some(n);
    let boundaries = shared(0, died).len() as u64 * step;
    println!("{boundaries} boundaries over {way:?}");
    assert!(boundaries > 60, "only {boundaries} boundaries were there to die at over {way:?}");
}

#[test]
fn dying_at_any_boundary_of_a_small_service_loses_nothing_and_doubles_nothing() {
    dying(Way::Platform, 1);
}

// What the service does around a run is the same in both ways.
#[test]
fn dying_at_some_boundaries_of_a_small_service_over_scim_loses_nothing() {
    dying(Way::Scim, 4);
}
