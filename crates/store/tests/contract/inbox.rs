//! What HR systems sent.

use crate::lease::lead_soon;
use crate::support::holder::Holder;
use crate::support::sample::{at, delivery};
use crate::support::{World, contract};
use muster_store::{
    Delivery, DeliveryState, InboxQuery, Received, SettledDelivery, StateName, StoreError, open_inbox,
    retry_delivery,
};

contract![
    a_delivery_is_kept_once_to_the_byte,
    what_comes_twice_in_one_breath_is_kept_once,
    the_same_id_of_another_source_is_another_delivery,
    deliveries_are_taken_in_while_somebody_leads,
    what_waits_comes_in_order_of_arrival_until_it_is_settled,
    what_is_settled_stays_as_it_is,
    what_was_refused_may_come_again_better,
    what_was_parked_or_refused_can_be_tried_again,
    bodies_of_what_is_settled_are_forgotten_in_time,
    lists_are_of_what_was_asked_for,
    a_store_without_a_leader_so_far_takes_nothing_in,
    what_was_taken_in_survives_kill_9,
];

const ALL: InboxQuery = InboxQuery { state: None, source: None, id: None, number: None, limit: u64::MAX };

fn refused(n: u64) -> Delivery {
    Delivery { refused: Some("no worker id is given".into()), ..delivery(n) }
}

fn settled(number: u64, state: DeliveryState) -> SettledDelivery {
    SettledDelivery { number, state }
}

fn parked() -> DeliveryState {
    DeliveryState::Parked { reason: Some("nobody is known as 7".into()) }
}

fn a_delivery_is_kept_once_to_the_byte(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    let bytes: Vec<u8> = (0..=255).collect();
    let sent = Delivery { body: bytes.clone().into(), ..delivery(1) };
    assert_eq!(inbox.receive(std::slice::from_ref(&sent)).unwrap(), [Received::New]);
    let again = Delivery { body: "{}".into(), received_at: at(9), ..sent.clone() };
    assert_eq!(inbox.receive(&[again, delivery(2)]).unwrap(), [Received::Known, Received::New]);
    assert_eq!(inbox.receive(&[]).unwrap(), []);
    let waiting = store.waiting_deliveries(9).unwrap();
    assert_eq!(waiting.len(), 2);
    assert_eq!(waiting[0].1, sent);
    let entry = store.deliveries(&InboxQuery { id: Some(sent.id.clone()), ..ALL }).unwrap().remove(0);
    assert_eq!((entry.bytes, entry.received_at, entry.settled_at), (256, sent.received_at, None));
    assert_eq!(store.delivery_body(entry.number).unwrap().unwrap(), bytes);
}

fn what_comes_twice_in_one_breath_is_kept_once(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    let received = inbox.receive(&[delivery(1), delivery(2), delivery(1)]).unwrap();
    assert_eq!(received, [Received::New, Received::New, Received::Known]);
    let many: Vec<Delivery> = (0..1_203).map(delivery).collect();
    let received = inbox.receive(&many).unwrap();
    assert_eq!(received.iter().filter(|word| **word == Received::Known).count(), 2);
    assert_eq!(store.waiting_deliveries(u64::MAX).unwrap().len(), 1_203);
}

fn the_same_id_of_another_source_is_another_delivery(world: &World) {
    let _leader = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    let other = Delivery { source: "other".into(), ..delivery(1) };
    assert_eq!(inbox.receive(&[delivery(1), other]).unwrap(), [Received::New; 2]);
}

fn deliveries_are_taken_in_while_somebody_leads(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    for n in 0..20 {
        inbox.receive(&[delivery(n)]).unwrap();
        store.remember_service_status(&format!("{n}")).unwrap();
        assert_eq!(world.read().deliveries(&ALL).unwrap().len() as u64, n + 1);
    }
    drop(store);
    inbox.receive(&[delivery(20)]).unwrap();
    assert_eq!(world.lead().waiting_deliveries(99).unwrap().len(), 21);
}

fn what_waits_comes_in_order_of_arrival_until_it_is_settled(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    inbox.receive(&[delivery(5), delivery(3), refused(8), delivery(4)]).unwrap();
    let waiting = store.waiting_deliveries(2).unwrap();
    assert_eq!(
        waiting.iter().map(|(_, delivery)| delivery.clone()).collect::<Vec<_>>(),
        [delivery(5), delivery(3)]
    );
    let settle = [settled(waiting[0].0, DeliveryState::Applied), settled(waiting[1].0, parked())];
    store.settle_deliveries(at(50), &settle).unwrap();
    assert_eq!(store.waiting_deliveries(9).unwrap().len(), 1);
    let states: Vec<DeliveryState> =
        store.deliveries(&ALL).unwrap().into_iter().rev().map(|entry| entry.state).collect();
    let refused = DeliveryState::Refused { reason: Some("no worker id is given".into()) };
    assert_eq!(states, [DeliveryState::Applied, parked(), refused, DeliveryState::Waiting]);
}

fn what_is_settled_stays_as_it_is(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    inbox.receive(&[delivery(1)]).unwrap();
    let number = store.waiting_deliveries(1).unwrap()[0].0;
    store.settle_deliveries(at(50), &[settled(number, DeliveryState::Applied)]).unwrap();
    store.settle_deliveries(at(60), &[settled(number, parked())]).unwrap();
    assert!(!store.retry_delivery(number).unwrap());
    assert_eq!(inbox.receive(&[delivery(1)]).unwrap(), [Received::Known]);
    let entry = store.deliveries(&ALL).unwrap().remove(0);
    assert_eq!((entry.state, entry.settled_at), (DeliveryState::Applied, Some(at(50))));
    let refusal = world.read().settle_deliveries(at(1), &[]);
    assert!(matches!(refusal, Err(StoreError::ReadOnly)), "{refusal:?}");
}

fn what_was_refused_may_come_again_better(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    assert_eq!(inbox.receive(&[refused(1)]).unwrap(), [Received::New]);
    assert_eq!(inbox.receive(&[refused(1)]).unwrap(), [Received::Known]);
    let better = Delivery { received_at: at(70), body: "{\"better\":1}".into(), ..delivery(1) };
    assert_eq!(inbox.receive(std::slice::from_ref(&better)).unwrap(), [Received::New]);
    assert_eq!(store.waiting_deliveries(9).unwrap()[0].1, better);
    assert_eq!(inbox.receive(&[refused(1)]).unwrap(), [Received::Known]);
    assert_eq!(store.waiting_deliveries(9).unwrap().len(), 1);
}

fn what_was_parked_or_refused_can_be_tried_again(world: &World) {
    let mut store = world.lead();
    open_inbox(&world.location).unwrap().receive(&[delivery(1), refused(2)]).unwrap();
    let number = store.waiting_deliveries(1).unwrap()[0].0;
    store.settle_deliveries(at(50), &[settled(number, parked())]).unwrap();
    for entry in store.deliveries(&ALL).unwrap() {
        assert!(retry_delivery(&world.location, entry.number).unwrap(), "beside a leader");
        assert!(!retry_delivery(&world.location, entry.number).unwrap(), "it waits already");
    }
    assert!(!retry_delivery(&world.location, 999).unwrap());
    assert_eq!(store.waiting_deliveries(9).unwrap().len(), 2);
    store.settle_deliveries(at(50), &[settled(number, parked())]).unwrap();
    drop(store);
    assert!(retry_delivery(&world.location, number).unwrap(), "with nobody who leads");
}

fn bodies_of_what_is_settled_are_forgotten_in_time(world: &World) {
    let mut store = world.lead();
    let mut inbox = open_inbox(&world.location).unwrap();
    inbox.receive(&[delivery(1), delivery(2), delivery(3), refused(4)]).unwrap();
    let numbers: Vec<u64> =
        store.waiting_deliveries(9).unwrap().into_iter().map(|(number, _)| number).collect();
    let settle = [settled(numbers[0], DeliveryState::Applied), settled(numbers[1], parked())];
    store.settle_deliveries(at(50), &settle).unwrap();
    assert_eq!(store.forget_bodies_before(at(2)).unwrap(), 0);
    assert_eq!(store.forget_bodies_before(at(51)).unwrap(), 2);
    assert_eq!(store.forget_bodies_before(at(51)).unwrap(), 0);
    let there: Vec<bool> = store
        .deliveries(&ALL)
        .unwrap()
        .iter()
        .rev()
        .map(|entry| store.delivery_body(entry.number).unwrap().is_some())
        .collect();
    assert_eq!(there, [false, true, true, false]);
    let entry = store.deliveries(&InboxQuery { state: Some(StateName::Refused), ..ALL }).unwrap().remove(0);
    assert_eq!((entry.state.reason(), entry.bytes), (None, delivery(4).body.len() as u64));
    assert_eq!(inbox.receive(&[delivery(1)]).unwrap(), [Received::Known], "that it came stays known");
}

fn lists_are_of_what_was_asked_for(world: &World) {
    let mut store = world.lead();
    let other = Delivery { source: "other".into(), ..delivery(1) };
    open_inbox(&world.location).unwrap().receive(&[delivery(1), delivery(2), refused(3), other]).unwrap();
    let mut ids = |query: InboxQuery| -> Vec<String> {
        store.deliveries(&query).unwrap().into_iter().map(|entry| entry.id).collect()
    };
    assert_eq!(ids(InboxQuery { limit: 2, ..ALL }), ["msg-000001", "msg-000003"]);
    assert_eq!(ids(InboxQuery { state: Some(StateName::Refused), ..ALL }), ["msg-000003"]);
    let of_other = InboxQuery { source: Some("other".into()), ..ALL };
    assert_eq!(ids(InboxQuery { state: Some(StateName::Waiting), ..of_other }), ["msg-000001"]);
    assert_eq!(ids(InboxQuery { number: Some(2), ..ALL }), ["msg-000002"]);
    let counts = store.inbox_counts().unwrap();
    assert_eq!(counts[&("hr".into(), StateName::Waiting)], 2);
    assert_eq!(counts.len(), 3);
}

fn a_store_without_a_leader_so_far_takes_nothing_in(world: &World) {
    let error = open_inbox(&world.location).map(drop).unwrap_err();
    assert!(
        matches!(error, StoreError::OlderVersion { found: 0, .. } | StoreError::Unreachable { .. }),
        "{error:?}"
    );
    assert_eq!(world.read().deliveries(&ALL).unwrap(), []);
}

/// Everything that was answered is there, and nothing twice.
fn what_was_taken_in_survives_kill_9(world: &World) {
    drop(world.lead());
    let answers = Holder::interrupt_receiving(world, 40) as u64;
    let mut store = lead_soon(world);
    let there: Vec<Delivery> =
        store.waiting_deliveries(u64::MAX).unwrap().into_iter().map(|(_, delivery)| delivery).collect();
    let kept = there.len() as u64;
    assert!((2 * answers..=2 * answers + 2).contains(&kept), "{answers} answers of two each, {kept} kept");
    assert_eq!(there, (0..kept).map(delivery).collect::<Vec<_>>());
}
