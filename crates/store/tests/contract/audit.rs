//! The history.

use crate::support::sample::{at, change, event, person, queue, run, run_id, started};
use crate::support::{World, contract};
use muster_core::audit::{AuditEntry, GENESIS, verify_chain};
use muster_core::entitlement::{Level, Slot, Value};
use muster_core::journal::Run;
use muster_store::{AuditHead, AuditQuery, RunSummary, Store, StoreError};

contract![
    an_empty_history_ends_where_every_chain_begins,
    the_chain_goes_on_over_runs_and_verifies,
    what_was_hashed_comes_back_to_the_letter,
    a_page_begins_where_asked_and_is_no_longer_than_asked,
    entries_are_found_by_run_and_person,
    an_event_of_another_run_closes_nothing,
    a_run_without_effects_leaves_no_entry,
    thousands_of_events_are_chained_at_once,
];

/// A run that grants a queue to `people` and is closed with an event each.
fn finish(store: &mut dyn Store, n: u128, people: std::ops::Range<u128>) -> Run {
    let changes = people.map(|n| change(n, queue(n), None, Some(Value::Held))).collect();
    let run = run(n, changes);
    store.begin_run(&run, &[]).unwrap();
    let events: Vec<_> = (0..run.plan.body.changes.len() as u32).map(|index| event(&run, index)).collect();
    store.close_run(run.id, at(900), &events, &RunSummary::default()).unwrap();
    run
}

fn whole(store: &mut dyn Store) -> Vec<AuditEntry> {
    store.audit(&AuditQuery::default()).unwrap()
}

fn an_empty_history_ends_where_every_chain_begins(world: &World) {
    let head = world.lead().audit_head().unwrap();
    assert_eq!(head, AuditHead { next_seq: 0, hash: GENESIS.into() });
}

fn the_chain_goes_on_over_runs_and_verifies(world: &World) {
    finish(&mut *world.lead(), 1, 0..3);
    finish(&mut *world.lead(), 2, 0..2);
    finish(&mut *world.lead(), 3, 5..6);
    let mut store = world.read();
    let entries = whole(&mut *store);
    let head = store.audit_head().unwrap();
    assert_eq!((entries.len(), head.next_seq), (6, 6));
    assert_eq!(verify_chain(&entries), Ok(head.hash));
}

fn what_was_hashed_comes_back_to_the_letter(world: &World) {
    let mut store = world.lead();
    let level = |tenths: f64| Some(Value::Level(Level::try_from(tenths / 10.0).unwrap()));
    let skill = crate::support::sample::skill(1);
    let run = run(1, vec![change(1, skill, level(1.0), level(33.0))]);
    store.begin_run(&run, &[]).unwrap();
    let mut expected = event(&run, 0);
    expected.display_name = "Zoë\u{0} \"Z\" \\ 🦀".into();
    expected.slot = Slot::Manager;
    store.close_run(run.id, at(900), std::slice::from_ref(&expected), &RunSummary::default()).unwrap();
    let entries = whole(&mut *store);
    assert_eq!(entries[0].event, expected);
    assert!(verify_chain(&entries).is_ok());
}

fn a_page_begins_where_asked_and_is_no_longer_than_asked(world: &World) {
    let mut store = world.lead();
    finish(&mut *store, 1, 0..9);
    let query = AuditQuery { from_seq: 4, limit: 3, ..AuditQuery::default() };
    let seqs: Vec<u64> = store.audit(&query).unwrap().iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, [4, 5, 6]);
}

fn entries_are_found_by_run_and_person(world: &World) {
    let mut store = world.lead();
    finish(&mut *store, 1, 0..3);
    finish(&mut *store, 2, 1..4);
    let mut seqs = |run, person| -> Vec<u64> {
        let query = AuditQuery { run, person, ..AuditQuery::default() };
        store.audit(&query).unwrap().iter().map(|entry| entry.seq).collect()
    };
    assert_eq!(seqs(Some(run_id(2)), None), [3, 4, 5]);
    assert_eq!(seqs(None, Some(person(1))), [1, 3]);
    assert_eq!(seqs(Some(run_id(1)), Some(person(2))), [2]);
    assert_eq!(seqs(Some(run_id(1)), Some(person(3))), [] as [u64; 0]);
}

fn an_event_of_another_run_closes_nothing(world: &World) {
    let mut store = world.lead();
    let first = finish(&mut *store, 1, 0..1);
    let second = run(2, vec![change(1, queue(1), None, Some(Value::Held))]);
    store.begin_run(&second, &[]).unwrap();
    let events = [event(&second, 0), event(&first, 0)];
    let error = store.close_run(second.id, at(901), &events, &RunSummary::default()).unwrap_err();
    assert!(
        matches!(error, StoreError::ForeignEvent { run, found } if run == second.id && found == first.id)
    );
    assert_eq!(store.open_run().unwrap(), Some(second.clone()));
    assert_eq!(store.audit_head().unwrap().next_seq, 1);
    store.start(second.id, &[started(0, 0)]).unwrap();
}

fn a_run_without_effects_leaves_no_entry(world: &World) {
    let mut store = world.lead();
    finish(&mut *store, 1, 0..0);
    assert_eq!(store.open_run().unwrap(), None);
    assert_eq!(store.audit_head().unwrap().next_seq, 0);
}

fn thousands_of_events_are_chained_at_once(world: &World) {
    let mut store = world.lead();
    finish(&mut *store, 1, 0..2_501);
    let entries = whole(&mut *store);
    assert_eq!(entries.len(), 2_501);
    assert_eq!(verify_chain(&entries), Ok(store.audit_head().unwrap().hash));
}
