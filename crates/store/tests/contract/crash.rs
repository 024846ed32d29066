//! A process that ends in the middle of a run.

use crate::lease::lead_soon;
use crate::support::holder::Holder;
use crate::support::sample::{applied, at, deactivation, event, link, run, run_id, started};
use crate::support::{World, contract};
use muster_core::audit::verify_chain;
use muster_store::{AuditQuery, Bookkeeping, RunSummary};

contract![
    everything_that_was_promised_survives_kill_9,
    the_next_process_finishes_the_run,
    a_store_dropped_in_the_middle_goes_on,
    what_settles_settles_whole_wherever_the_process_is_killed,
];

fn everything_that_was_promised_survives_kill_9(world: &World) {
    Holder::start(world).kill_9();
    let promised = [started(0, 0), started(1, 1), applied(2, 0)];
    let mut reader = world.read();
    assert_eq!(reader.journal(run_id(1)).unwrap(), promised);
    assert_eq!(reader.links().unwrap(), [link(1), link(2)]);
    let mut leader = lead_soon(world);
    assert_eq!(leader.journal(run_id(1)).unwrap(), promised);
    assert_eq!(leader.open_run().unwrap().map(|run| run.id), Some(run_id(1)));
}

fn the_next_process_finishes_the_run(world: &World) {
    Holder::start(world).kill_9();
    let mut store = lead_soon(world);
    let run = store.open_run().unwrap().unwrap();
    store.settle(run.id, &[applied(3, 1)], &Bookkeeping::default()).unwrap();
    let events = [event(&run, 0), event(&run, 1)];
    store.close_run(run.id, at(900), &events, &RunSummary::default()).unwrap();
    let entries = world.read().audit(&AuditQuery::default()).unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(verify_chain(&entries), Ok(store.audit_head().unwrap().hash));
    assert_eq!(store.open_run().unwrap(), None);
}

fn a_store_dropped_in_the_middle_goes_on(world: &World) {
    let run = run(1, vec![deactivation(1)]);
    let mut store = world.lead();
    store.begin_run(&run, &[]).unwrap();
    store.start(run.id, &[started(0, 0)]).unwrap();
    drop(store);
    let mut store = lead_soon(world);
    assert_eq!(store.open_run().unwrap(), Some(run.clone()));
    store.settle(run.id, &[applied(1, 0)], &Bookkeeping::default()).unwrap();
    assert_eq!(store.journal(run.id).unwrap(), [started(0, 0), applied(1, 0)]);
}

/// Everything that was answered is there, at most one settlement more, and each with its link and grant.
fn what_settles_settles_whole_wherever_the_process_is_killed(world: &World) {
    let answers = Holder::interrupt(world, 40);
    let mut store = lead_soon(world);
    let settled = store.journal(run_id(1)).unwrap().len();
    assert!((answers..=answers + 1).contains(&settled), "{answers} answers, {settled} settled");
    assert_eq!(store.ledger().unwrap().len(), settled);
    assert_eq!(store.links().unwrap().len(), settled);
}
