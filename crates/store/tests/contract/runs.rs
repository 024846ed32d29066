//! Runs and their journals.

use crate::support::sample::{applied, at, change, link, link_of, queue, run, run_id, started};
use crate::support::{World, contract};
use muster_core::entitlement::Value;
use muster_core::journal::{JournalEntry, Run};
use muster_store::{Bookkeeping, RunRecord, RunSummary, Store, StoreError};

contract![
    an_open_run_comes_back_whole,
    while_a_run_is_open_no_other_begins,
    a_run_that_is_over_does_not_begin_again,
    a_link_conflict_begins_nothing,
    the_journal_keeps_its_order,
    a_gap_in_the_journal_is_refused,
    a_repetition_in_the_journal_is_refused,
    a_closed_run_takes_nothing_more,
    a_run_that_never_began_takes_nothing,
    runs_are_listed_the_newest_first,
    a_journal_stays_when_its_run_is_closed,
];

fn sample(n: u128) -> Run {
    run(n, vec![change(1, queue(1), Some(Value::Held), None)])
}

fn close(store: &mut dyn Store, n: u128) {
    store.close_run(run_id(n), at(900), &[], &RunSummary::default()).unwrap();
}

fn an_open_run_comes_back_whole(world: &World) {
    let mut store = world.lead();
    assert_eq!(store.open_run().unwrap(), None);
    store.begin_run(&sample(1), &[link(1)]).unwrap();
    let mut reader = world.read();
    assert_eq!(reader.open_run().unwrap(), Some(sample(1)));
    assert_eq!(reader.run(run_id(1)).unwrap(), Some(sample(1)));
    assert_eq!(reader.run(run_id(2)).unwrap(), None);
    assert_eq!(reader.links().unwrap(), [link(1)]);
}

fn while_a_run_is_open_no_other_begins(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    for n in [1, 2] {
        let error = store.begin_run(&sample(n), &[link(1)]).unwrap_err();
        assert!(matches!(error, StoreError::RunOpen { id } if id == run_id(1)));
    }
    assert_eq!(store.links().unwrap(), []);
}

fn a_run_that_is_over_does_not_begin_again(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    close(&mut *store, 1);
    let error = store.begin_run(&sample(1), &[]).unwrap_err();
    assert!(matches!(error, StoreError::RunClosed { id } if id == run_id(1)));
}

fn a_link_conflict_begins_nothing(world: &World) {
    let mut store = world.lead();
    store.remember_links(&[link(1)]).unwrap();
    let error = store.begin_run(&sample(1), &[link_of(2, 1)]).unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(store.open_run().unwrap(), None);
}

fn the_journal_keeps_its_order(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    let entries: Vec<JournalEntry> = (0..12).map(|seq| started(seq, 0)).collect();
    store.start(run_id(1), &entries[..5]).unwrap();
    store.settle(run_id(1), &entries[5..11], &Bookkeeping::default()).unwrap();
    store.start(run_id(1), &entries[11..]).unwrap();
    assert_eq!(world.read().journal(run_id(1)).unwrap(), entries);
    assert_eq!(store.journal(run_id(2)).unwrap(), []);
}

fn a_gap_in_the_journal_is_refused(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    let error = store.start(run_id(1), &[started(0, 0), started(2, 0)]).unwrap_err();
    assert!(matches!(error, StoreError::JournalGap { expected: 1, found: 2, .. }), "{error}");
    assert_eq!(store.journal(run_id(1)).unwrap(), []);
}

fn a_repetition_in_the_journal_is_refused(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    store.start(run_id(1), &[started(0, 0)]).unwrap();
    let again = [applied(0, 0)];
    let error = store.settle(run_id(1), &again, &Bookkeeping::default()).unwrap_err();
    assert!(matches!(error, StoreError::JournalGap { expected: 1, found: 0, .. }), "{error}");
    assert_eq!(store.journal(run_id(1)).unwrap(), [started(0, 0)]);
}

fn a_closed_run_takes_nothing_more(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    close(&mut *store, 1);
    let summary = RunSummary::default();
    let errors = [
        store.start(run_id(1), &[started(0, 0)]).unwrap_err(),
        store.settle(run_id(1), &[applied(0, 0)], &Bookkeeping::default()).unwrap_err(),
        store.close_run(run_id(1), at(901), &[], &summary).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, StoreError::RunClosed { id } if id == run_id(1)), "{error}");
    }
    assert_eq!(store.runs(9).unwrap()[0].closed_at, Some(at(900)));
}

fn a_run_that_never_began_takes_nothing(world: &World) {
    let mut store = world.lead();
    let summary = RunSummary::default();
    let errors = [
        store.start(run_id(1), &[started(0, 0)]).unwrap_err(),
        store.close_run(run_id(1), at(1), &[], &summary).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, StoreError::RunUnknown { id } if id == run_id(1)), "{error}");
    }
}

fn runs_are_listed_the_newest_first(world: &World) {
    let mut store = world.lead();
    let summary = RunSummary { people: 3, applied: 2, unverified: 1, ..RunSummary::default() };
    // The order is that of beginning, whatever the clocks said.
    store.begin_run(&sample(9), &[]).unwrap();
    store.close_run(run_id(9), at(950), &[], &summary).unwrap();
    store.begin_run(&sample(3), &[]).unwrap();
    let open = RunRecord {
        id: run_id(3),
        plan: sample(3).plan_id().clone(),
        started_at: sample(3).started_at,
        closed_at: None,
        summary: None,
    };
    let closed = RunRecord {
        id: run_id(9),
        plan: sample(9).plan_id().clone(),
        started_at: sample(9).started_at,
        closed_at: Some(at(950)),
        summary: Some(summary),
    };
    assert_eq!(store.runs(u64::MAX).unwrap(), [open.clone(), closed]);
    assert_eq!(store.runs(1).unwrap(), [open]);
}

fn a_journal_stays_when_its_run_is_closed(world: &World) {
    let mut store = world.lead();
    store.begin_run(&sample(1), &[]).unwrap();
    store.start(run_id(1), &[started(0, 0)]).unwrap();
    close(&mut *store, 1);
    assert_eq!(store.journal(run_id(1)).unwrap(), [started(0, 0)]);
    assert_eq!(store.run(run_id(1)).unwrap(), Some(sample(1)));
}
