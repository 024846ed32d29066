//! Stores of other releases.

use crate::support::sample::link;
use crate::support::{World, contract};
use muster_store::{Access, StoreError};

contract![
    a_store_of_a_newer_release_is_refused_and_left_as_it_was,
    a_store_with_another_history_is_refused_and_left_as_it_was,
    leading_again_migrates_nothing,
];

const NEWER: &str = "INSERT INTO muster_schema (version, checksum, release, applied_at)
    VALUES (999, 'x', '9.9.9', '2030-01-01T00:00:00Z'); CREATE TABLE novelty (x TEXT)";

fn a_store_of_a_newer_release_is_refused_and_left_as_it_was(world: &World) {
    world.lead().remember_links(&[link(1)]).unwrap();
    world.execute(NEWER);
    let before = world.contents();
    for access in [Access::Read, Access::Lead] {
        let error = world.refusal(access);
        assert!(error.is_newer_version(), "{error}");
        let told = error.to_string();
        assert!(
            told.starts_with("the store has version 999, and this Muster knows versions up to "),
            "{told}"
        );
        assert!(error.hint().starts_with("use the newer release"));
    }
    assert_eq!(world.contents(), before);
}

fn a_store_with_another_history_is_refused_and_left_as_it_was(world: &World) {
    drop(world.lead());
    world.execute("UPDATE muster_schema SET checksum = 'another'");
    let before = world.contents();
    for access in [Access::Read, Access::Lead] {
        let error = world.refusal(access);
        assert!(matches!(error, StoreError::ForeignMigration { version: 1 }), "{error}");
    }
    assert_eq!(world.contents(), before);
}

fn leading_again_migrates_nothing(world: &World) {
    world.lead().remember_links(&[link(1)]).unwrap();
    let before = world.contents();
    drop(world.lead());
    assert_eq!(world.contents(), before);
    assert_eq!(world.read().links().unwrap(), [link(1)]);
}
