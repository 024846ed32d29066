//! Grants that are ours.

use crate::support::sample::{account, applied, ledger_entry, link, link_of, queue, run, run_id, skill};
use crate::support::{Cluster, World, contract};
use muster_core::entitlement::{Level, Value};
use muster_core::person::{Ledger, LedgerEntry};
use muster_store::{Bookkeeping, Store};

contract![
    settling_owns_and_disowns_and_links,
    an_entry_for_the_same_slot_is_replaced,
    disowning_goes_before_owning,
    disowning_what_is_not_ours_is_no_error,
    a_link_conflict_settles_nothing,
    ten_thousand_grants_settle_in_one,
];

fn level(tenths: u8) -> Value {
    Value::Level(Level::try_from(f64::from(tenths) / 10.0).unwrap())
}

fn with_open_run(world: &World) -> Box<dyn Store> {
    let mut store = world.lead();
    store.begin_run(&run(1, Vec::new()), &[]).unwrap();
    store
}

fn owning(own: Vec<LedgerEntry>) -> Bookkeeping {
    Bookkeeping { own, ..Bookkeeping::default() }
}

fn settling_owns_and_disowns_and_links(world: &World) {
    let mut store = with_open_run(world);
    let (kept, gone) = (ledger_entry(1, skill(1), level(35)), ledger_entry(1, queue(1), Value::Held));
    store.settle(run_id(1), &[applied(0, 0)], &owning(vec![gone, kept.clone()])).unwrap();
    let books =
        Bookkeeping { links: vec![link(4)], disown: vec![(account(1), queue(1))], ..Bookkeeping::default() };
    store.settle(run_id(1), &[applied(1, 1)], &books).unwrap();
    assert_eq!(store.ledger().unwrap(), [kept]);
    assert_eq!(store.links().unwrap(), [link(4)]);
    assert_eq!(store.journal(run_id(1)).unwrap(), [applied(0, 0), applied(1, 1)]);
}

fn an_entry_for_the_same_slot_is_replaced(world: &World) {
    let mut store = with_open_run(world);
    let (old, new) = (ledger_entry(1, skill(1), level(10)), ledger_entry(1, skill(1), level(50)));
    let twice = vec![ledger_entry(1, skill(1), level(20)), new.clone()];
    store.settle(run_id(1), &[], &owning(vec![old])).unwrap();
    store.settle(run_id(1), &[], &owning(twice)).unwrap();
    assert_eq!(store.ledger().unwrap(), [new]);
}

fn disowning_goes_before_owning(world: &World) {
    let mut store = with_open_run(world);
    let entry = ledger_entry(1, queue(1), Value::Held);
    let books = Bookkeeping {
        own: vec![entry.clone()],
        disown: vec![(account(1), queue(1))],
        ..Bookkeeping::default()
    };
    store.settle(run_id(1), &[], &books).unwrap();
    assert_eq!(store.ledger().unwrap(), [entry]);
}

fn disowning_what_is_not_ours_is_no_error(world: &World) {
    let mut store = with_open_run(world);
    let entry = ledger_entry(1, queue(1), Value::Held);
    store.settle(run_id(1), &[], &owning(vec![entry.clone()])).unwrap();
    let books = Bookkeeping {
        disown: vec![(account(1), queue(2)), (account(2), queue(1))],
        ..Bookkeeping::default()
    };
    store.settle(run_id(1), &[], &books).unwrap();
    assert_eq!(store.ledger().unwrap(), [entry]);
}

fn a_link_conflict_settles_nothing(world: &World) {
    let mut store = with_open_run(world);
    store.remember_links(&[link(1)]).unwrap();
    let books = Bookkeeping {
        links: vec![link_of(2, 1)],
        own: vec![ledger_entry(1, queue(1), Value::Held)],
        disown: Vec::new(),
        ..Bookkeeping::default()
    };
    let error = store.settle(run_id(1), &[applied(0, 0)], &books).unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(store.journal(run_id(1)).unwrap(), []);
    assert_eq!(store.ledger().unwrap(), []);
}

fn ten_thousand_grants_settle_in_one(world: &World) {
    let mut store = with_open_run(world);
    let own: Vec<_> = (0..5_000)
        .flat_map(|n| [queue(n), skill(n)].map(|slot| ledger_entry(n, slot, Value::Held)))
        .collect();
    store.settle(run_id(1), &[], &owning(own.clone())).unwrap();
    assert_eq!(Ledger::new(world.read().ledger().unwrap()), Ledger::new(own.clone()));
    assert_eq!(world.read().owned().unwrap(), Ledger::new(own.clone()));
    let books = Bookkeeping {
        disown: own.iter().map(|entry| (entry.account, entry.slot.clone())).collect(),
        ..Bookkeeping::default()
    };
    store.settle(run_id(1), &[], &books).unwrap();
    assert_eq!(store.ledger().unwrap(), []);
}

#[test]
fn ten_thousand_grants_are_settled_at_once_and_none_is_lost() {
    let grants: Vec<_> = (0..10_000).map(|n| ledger_entry(n, queue(n), Value::Held)).collect();
    let cluster = Cluster::start();
    let worlds = [Some(World::sqlite()), cluster.as_ref().map(|cluster| cluster.world("loading"))];
    for world in worlds.into_iter().flatten() {
        let mut store = with_open_run(&world);
        store.settle(run_id(1), &[], &owning(grants.clone())).unwrap();
        assert_eq!(store.ledger().unwrap().len(), grants.len());
    }
}
