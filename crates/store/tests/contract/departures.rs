//! Departures, and what was said about single people.

use crate::support::sample::{account, at, run};
use crate::support::{World, contract};
use muster_core::departure::{Demand, Departure, Kept, Manner, Order};
use muster_core::entitlement::{Slot, Value};
use muster_core::id::{Anchor, PersonId, QueueId, SourceId};
use muster_store::{Bookkeeping, Word, leave_word};

contract![
    a_departure_begins_with_the_run_that_begins_it,
    an_account_is_closed_once_and_the_departure_ends_with_the_return,
    an_order_stands_until_it_is_taken_back,
    an_order_may_be_left_beside_a_leader,
];

fn person(name: &str) -> PersonId {
    PersonId::new(&SourceId::new("ad"), &Anchor::new(name))
}

fn departure(name: &str, number: u128) -> Departure {
    let queue = QueueId(uuid::Uuid::from_u128(7));
    Departure {
        person: person(name),
        display_name: name.to_owned(),
        account: account(number),
        manner: Manner::Graceful,
        begun_at: at(1),
        closed_at: None,
        kept: vec![Kept { slot: Slot::Queue { queue }, value: Value::Held, ours: true }],
    }
}

fn order(name: &str, demand: Demand) -> Order {
    let (by, reason) = ("sec".to_owned(), "badge stolen".to_owned());
    Order { person: person(name), demand, by, reason, at: at(2), until: None }
}

fn a_departure_begins_with_the_run_that_begins_it(world: &World) {
    let mut leader = world.lead();
    let mut run = run(1, Vec::new());
    run.plan.body.departures = vec![departure("ben", 2), departure("ana", 1)];
    leader.begin_run(&run, &[]).unwrap();
    assert_eq!(world.read().departures().unwrap(), [departure("ana", 1), departure("ben", 2)]);
}

fn an_account_is_closed_once_and_the_departure_ends_with_the_return(world: &World) {
    let mut leader = world.lead();
    let mut run = run(1, Vec::new());
    run.plan.body.departures = vec![departure("ana", 1)];
    leader.begin_run(&run, &[]).unwrap();
    for minute in [5, 9] {
        let closed = vec![(person("ana"), at(minute)), (person("nobody"), at(minute))];
        leader.settle(run.id, &[], &Bookkeeping { closed, ..Bookkeeping::default() }).unwrap();
    }
    let closed = leader.departures().unwrap();
    assert_eq!(closed, [Departure { closed_at: Some(at(5)), ..departure("ana", 1) }]);
    let returned = vec![person("ana"), person("nobody")];
    leader.settle(run.id, &[], &Bookkeeping { returned, ..Bookkeeping::default() }).unwrap();
    assert_eq!(leader.departures().unwrap(), []);
}

fn an_order_stands_until_it_is_taken_back(world: &World) {
    let mut leader = world.lead();
    leader.remember_order(&order("ana", Demand::Hold)).unwrap();
    leader.remember_order(&order("ana", Demand::Expel)).unwrap();
    assert_eq!(leader.orders().unwrap(), [order("ana", Demand::Expel)]);
    assert!(leader.take_back_order(&person("ana")).unwrap());
    assert!(!leader.take_back_order(&person("ana")).unwrap());
    assert_eq!(leader.orders().unwrap(), []);
}

fn an_order_may_be_left_beside_a_leader(world: &World) {
    let mut leader = crate::lease::lead_soon(world);
    leave_word(&world.location, &Word::Order(order("ana", Demand::Expel))).unwrap();
    leave_word(&world.location, &Word::Order(order("ben", Demand::Hold))).unwrap();
    leave_word(&world.location, &Word::TakeBack(person("ben"))).unwrap();
    assert_eq!(leader.orders().unwrap(), [order("ana", Demand::Expel)]);
}
