//! What HR said of its workers.

use crate::lease::lead_soon;
use crate::support::holder::Holder;
use crate::support::sample::{at, books, delivery, remember_word, stated, worker_file};
use crate::support::{World, contract};
use muster_core::record::Rejected;
use muster_core::time::Timestamp;
use muster_core::workers::{Stated, WorkerRow, WorkersChange};
use muster_store::{
    DeliveryState, InboxQuery, SettledDelivery, StateName, Store, StoreError, WorkerBooks, open_inbox,
};
use std::collections::BTreeMap;

contract![
    what_was_stated_comes_back_in_order_of_workers_and_numbers,
    statements_are_replaced_and_removed_and_workers_come_and_go,
    remembering_the_same_again_changes_nothing,
    each_source_is_on_its_own,
    files_come_back_as_they_were_taken_in,
    deliveries_are_settled_together_with_what_they_say,
    a_word_is_remembered_whole_wherever_the_process_is_killed,
];

#[derive(Debug, Default, PartialEq)]
struct Shown {
    stated: Vec<(String, u64, Stated)>,
    gone: BTreeMap<String, Timestamp>,
}

fn shown(store: &mut dyn Store, source: &str) -> Shown {
    let mut shown = None;
    store
        .workers(&source.into(), &mut |row| match row {
            WorkerRow::Begin => shown = Some(Shown::default()),
            WorkerRow::Stated(worker, number, value) => {
                let stated = (worker.to_owned(), number, serde_json::from_str(value).unwrap());
                shown.as_mut().unwrap().stated.push(stated);
            }
            WorkerRow::Gone(worker, at) => {
                shown.as_mut().unwrap().gone.insert(worker.to_owned(), at.parse().unwrap());
            }
        })
        .unwrap();
    shown.unwrap()
}

fn remember(store: &mut dyn Store, change: &WorkersChange) {
    store.remember_workers(&"hr".into(), &books(change, Vec::new())).unwrap();
}

fn first() -> WorkersChange {
    let added = [("2", 0, "Agent"), ("10", 11, "Lead"), ("10", 2, "Ärztin \"1\"\u{0}")];
    let added = added.map(|(worker, number, title)| ((worker.into(), number), stated(worker, 5, title)));
    WorkersChange {
        added: added.into(),
        gone: [("2".into(), Some(at(9)))].into(),
        ..WorkersChange::default()
    }
}

fn what_was_stated_comes_back_in_order_of_workers_and_numbers(world: &World) {
    let mut store = world.lead();
    assert_eq!(shown(&mut *store, "hr"), Shown::default());
    remember(&mut *store, &first());
    for store in [&mut *store, &mut *world.read()] {
        let shown = shown(store, "hr");
        let expected = [("10", 2, "Ärztin \"1\"\u{0}"), ("10", 11, "Lead"), ("2", 0, "Agent")];
        let expected =
            expected.map(|(worker, number, title)| (worker.to_owned(), number, stated(worker, 5, title)));
        assert_eq!(shown.stated, expected);
        assert_eq!(shown.gone, [("2".to_owned(), at(9))].into());
    }
    let refused = world.read().remember_workers(&"hr".into(), &books(&first(), Vec::new()));
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
}

fn statements_are_replaced_and_removed_and_workers_come_and_go(world: &World) {
    let mut store = world.lead();
    remember(&mut *store, &first());
    let change = WorkersChange {
        removed: [("10".into(), 11), ("10".into(), 99)].into(),
        added: [(("10".into(), 2), stated("10", 6, "Coach"))].into(),
        gone: [("2".into(), None), ("10".into(), Some(at(10)))].into(),
    };
    remember(&mut *store, &change);
    let shown = shown(&mut *store, "hr");
    assert_eq!(shown.stated[0], ("10".to_owned(), 2, stated("10", 6, "Coach")));
    assert_eq!(shown.stated.len(), 2);
    assert_eq!(shown.gone, [("10".to_owned(), at(10))].into());
}

fn remembering_the_same_again_changes_nothing(world: &World) {
    let mut store = world.lead();
    remember(&mut *store, &first());
    let before = shown(&mut *store, "hr");
    remember(&mut *store, &first());
    assert_eq!(shown(&mut *store, "hr"), before);
}

fn each_source_is_on_its_own(world: &World) {
    let mut store = world.lead();
    remember(&mut *store, &first());
    remember_word(&mut *store, 3);
    assert_eq!(shown(&mut *store, "other"), Shown::default());
    assert_eq!(store.worker_files(&"other".into()).unwrap(), []);
}

fn files_come_back_as_they_were_taken_in(world: &World) {
    let mut store = world.lead();
    let rejected = vec![Rejected { location: "b.csv:3".into(), reason: "`start`: no date".into() }];
    let second = muster_store::WorkerFile { rejected, ..worker_file("b.csv", 2) };
    let files = vec![second.clone(), worker_file("a.csv", 1)];
    let nothing = WorkersChange::default();
    store.remember_workers(&"hr".into(), &books(&nothing, files)).unwrap();
    assert_eq!(world.read().worker_files(&"hr".into()).unwrap(), [worker_file("a.csv", 1), second]);
    let again = books(&nothing, vec![worker_file("b.csv", 4)]);
    store.remember_workers(&"hr".into(), &again).unwrap();
    assert_eq!(store.worker_files(&"hr".into()).unwrap()[1], worker_file("b.csv", 4));
}

fn deliveries_are_settled_together_with_what_they_say(world: &World) {
    drop(world.lead());
    open_inbox(&world.location).unwrap().receive(&[delivery(0), delivery(1)]).unwrap();
    let mut store = world.lead();
    let numbers: Vec<u64> =
        store.waiting_deliveries(10).unwrap().into_iter().map(|(number, _)| number).collect();
    let states = |store: &mut dyn Store| -> Vec<StateName> {
        let all = store.deliveries(&InboxQuery::default()).unwrap();
        all.into_iter().rev().map(|entry| entry.state.name()).collect()
    };
    let reason = Some("nobody has said yet who worker 2 is".to_owned());
    let settled = vec![
        SettledDelivery { number: numbers[0], state: DeliveryState::Parked { reason } },
        SettledDelivery { number: numbers[1], state: DeliveryState::Applied },
    ];
    let change = first();
    let all = WorkerBooks { settled, ..books(&change, Vec::new()) };
    store.remember_workers(&"hr".into(), &all).unwrap();
    assert_eq!(states(&mut *store), [StateName::Parked, StateName::Applied]);
    assert_eq!(shown(&mut *store, "hr").stated.len(), 3);
    let nothing = WorkersChange::default();
    let later = WorkerBooks { unparked: numbers, ..books(&nothing, Vec::new()) };
    store.remember_workers(&"hr".into(), &later).unwrap();
    assert_eq!(states(&mut *store), [StateName::Applied, StateName::Applied]);
}

/// Statements about both workers and the file are all of one word, and that is the last one that was answered or the
/// one after.
fn a_word_is_remembered_whole_wherever_the_process_is_killed(world: &World) {
    let answers = Holder::interrupt_hearing(world, 40) as u64;
    let mut store = lead_soon(world);
    let shown = shown(&mut *store, "hr");
    let count = |of: &str| shown.stated.iter().filter(|(worker, _, _)| worker == of).count() as u64;
    let last = store.worker_files(&"hr".into()).unwrap()[0].rows;
    assert_eq!((count("1"), count("2")), (last + 1, last + 1));
    assert!((answers..=answers + 1).contains(&(last + 1)), "{answers} answers, word {last}");
}
