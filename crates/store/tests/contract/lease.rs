//! Leading: one at a time, and free again at once.

use crate::support::{World, contract, holder};
use muster_store::{Access, StoreError, open};
use std::time::{Duration, Instant};

contract![
    a_second_leader_is_told_who_leads,
    the_lease_ends_with_the_store,
    a_leader_in_another_process_is_named,
    kill_9_frees_the_lease,
];

fn a_second_leader_is_told_who_leads(world: &World) {
    let _leader = world.lead();
    let error = world.refusal(Access::Lead);
    assert!(error.is_another_leader());
    let told = error.to_string();
    assert!(told.ends_with(&format!(", process {}", std::process::id())), "{told}");
    assert!(told.starts_with("another Muster leads with this store: host "), "{told}");
}

fn the_lease_ends_with_the_store(world: &World) {
    for _ in 0..3 {
        drop(lead_soon(world));
    }
}

fn a_leader_in_another_process_is_named(world: &World) {
    let holder = holder::Holder::start(world);
    let StoreError::AnotherLeader { holder: Some(told) } = world.refusal(Access::Lead) else {
        panic!("somebody else should lead");
    };
    assert!(told.ends_with(&format!(", process {}", holder.id())), "{told}");
    assert!(world.read().open_run().unwrap().is_some());
}

fn kill_9_frees_the_lease(world: &World) {
    holder::Holder::start(world).kill_9();
    lead_soon(world);
}

/// A PostgreSQL server needs a moment to see that a connection is gone; the system frees a file's lock at once.
pub(crate) fn lead_soon(world: &World) -> Box<dyn muster_store::Store> {
    let patience = match world.location {
        muster_store::Location::Sqlite(_) => Duration::ZERO,
        muster_store::Location::Postgres(_) => Duration::from_secs(10),
    };
    let begun = Instant::now();
    loop {
        match open(&world.location, Access::Lead) {
            Ok(store) => return store,
            Err(error) => assert!(begun.elapsed() < patience, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
