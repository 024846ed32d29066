//! What the service says of itself.

use crate::support::{World, contract};
use muster_store::StoreError;

contract![the_last_word_of_the_service_stays];

fn the_last_word_of_the_service_stays(world: &World) {
    let mut store = world.lead();
    assert_eq!(store.service_status().unwrap(), None);
    for word in ["{}", "{\"doing\":\"watching\"}"] {
        store.remember_service_status(word).unwrap();
        assert_eq!(world.read().service_status().unwrap().as_deref(), Some(word));
    }
    let refused = world.read().remember_service_status("{}");
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
}
