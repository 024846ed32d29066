//! Remembered pairings.

use crate::support::sample::{account, link, link_of, person};
use crate::support::{World, contract};
use muster_store::StoreError;

contract![
    links_come_back_as_they_were_in_order_of_people,
    a_new_link_replaces_the_persons_old_one,
    an_account_of_somebody_else_is_a_conflict_naming_both,
    two_people_for_one_account_in_one_set_are_a_conflict,
    a_conflict_keeps_nothing_of_the_set,
    two_people_can_swap_accounts_in_one_set,
    a_forgotten_link_frees_its_account,
    thousands_of_links_are_remembered_at_once,
];

fn links_come_back_as_they_were_in_order_of_people(world: &World) {
    world.lead().remember_links(&[link(2), link(10), link(1)]).unwrap();
    assert_eq!(world.read().links().unwrap(), [link(1), link(2), link(10)]);
}

fn a_new_link_replaces_the_persons_old_one(world: &World) {
    let mut store = world.lead();
    store.remember_links(&[link(1)]).unwrap();
    store.remember_links(&[link_of(1, 7)]).unwrap();
    assert_eq!(store.links().unwrap(), [link_of(1, 7)]);
}

fn an_account_of_somebody_else_is_a_conflict_naming_both(world: &World) {
    let mut store = world.lead();
    store.remember_links(&[link(1)]).unwrap();
    let error = store.remember_links(&[link_of(2, 1)]).unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(
        error.to_string(),
        format!(
            "account {} cannot be linked to {}, because it is linked to {}",
            account(1),
            person(2),
            person(1)
        )
    );
}

fn two_people_for_one_account_in_one_set_are_a_conflict(world: &World) {
    let error = world.lead().remember_links(&[link(1), link_of(2, 1)]).unwrap_err();
    let StoreError::Conflict { person: asked, owner, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((owner, asked), (person(1), person(2)));
}

fn a_conflict_keeps_nothing_of_the_set(world: &World) {
    let mut store = world.lead();
    store.remember_links(&[link(1), link(2)]).unwrap();
    let set = [link_of(2, 9), link(3), link_of(4, 1)];
    assert!(store.remember_links(&set).unwrap_err().is_conflict());
    assert_eq!(store.links().unwrap(), [link(1), link(2)]);
}

fn two_people_can_swap_accounts_in_one_set(world: &World) {
    let mut store = world.lead();
    store.remember_links(&[link(1), link(2)]).unwrap();
    store.remember_links(&[link_of(1, 2), link_of(2, 1)]).unwrap();
    assert_eq!(store.links().unwrap(), [link_of(1, 2), link_of(2, 1)]);
}

fn a_forgotten_link_frees_its_account(world: &World) {
    let mut store = world.lead();
    store.remember_links(&[link(1)]).unwrap();
    assert!(store.forget_link(&person(1)).unwrap());
    assert!(!store.forget_link(&person(1)).unwrap());
    store.remember_links(&[link_of(2, 1)]).unwrap();
    assert_eq!(store.links().unwrap(), [link_of(2, 1)]);
}

fn thousands_of_links_are_remembered_at_once(world: &World) {
    let links: Vec<_> = (0..1_201).map(link).collect();
    let mut store = world.lead();
    store.remember_links(&links).unwrap();
    store.remember_links(&links).unwrap();
    assert_eq!(store.links().unwrap(), links);
    let taken = [link_of(5_000, 1_200)];
    assert!(store.remember_links(&taken).unwrap_err().is_conflict());
    let many_taken: Vec<_> = (0..1_201).map(|n| link_of(5_000 + n, n)).collect();
    assert!(store.remember_links(&many_taken).unwrap_err().is_conflict());
}
