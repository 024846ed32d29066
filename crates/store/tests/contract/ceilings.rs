//! Ceilings of the tenant's services.

use crate::support::sample::at;
use crate::support::{World, contract};
use muster_store::{Ceiling, StoreError};

contract![
    ceilings_come_back_in_order_of_services,
    remembering_replaces_everything_that_was_known,
    ceilings_are_kept_whole_or_not_at_all,
];

fn ceiling(service: &str, per_minute: u32, second: i64) -> Ceiling {
    Ceiling { service: service.into(), per_minute, learned_at: at(second) }
}

fn ceilings_come_back_in_order_of_services(world: &World) {
    let mut store = world.lead();
    assert_eq!(store.ceilings().unwrap(), []);
    let (users, scim) = (ceiling("users", 180, 3), ceiling("scim", u32::MAX, 4));
    store.remember_ceilings(&[users.clone(), scim.clone()]).unwrap();
    assert_eq!(world.read().ceilings().unwrap(), [scim, users]);
}

fn remembering_replaces_everything_that_was_known(world: &World) {
    let mut store = world.lead();
    store.remember_ceilings(&[ceiling("users", 180, 3), ceiling("scim", 90, 3)]).unwrap();
    store.remember_ceilings(&[ceiling("scim", 200, 5)]).unwrap();
    assert_eq!(store.ceilings().unwrap(), [ceiling("scim", 200, 5)]);
    store.remember_ceilings(&[]).unwrap();
    assert_eq!(store.ceilings().unwrap(), []);
}

fn ceilings_are_kept_whole_or_not_at_all(world: &World) {
    let mut store = world.lead();
    let known = ceiling("users", 180, 3);
    store.remember_ceilings(std::slice::from_ref(&known)).unwrap();
    let error = store.remember_ceilings(&[ceiling("scim", 90, 3), ceiling("groups", 0, 3)]);
    assert!(error.is_err(), "nobody takes no call at all");
    assert_eq!(store.ceilings().unwrap(), std::slice::from_ref(&known));
    let refused = world.read().remember_ceilings(&[]);
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
}
