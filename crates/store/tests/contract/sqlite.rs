//! What can stand where a SQLite store should be.

use crate::support::World;
use crate::support::sample::link;
use muster_store::{Access, Location, StoreError};
use std::fs;

#[test]
fn an_empty_file_becomes_a_store() {
    let world = World::sqlite();
    fs::write(world.path(), "").unwrap();
    assert_eq!(world.read().links().unwrap(), []);
    assert!(fs::read(world.path()).unwrap().is_empty());
    world.lead().remember_links(&[link(1)]).unwrap();
    assert_eq!(world.read().links().unwrap(), [link(1)]);
}

#[test]
fn another_kind_of_file_is_refused_and_left_as_it_was() {
    let world = World::sqlite();
    fs::write(world.path(), "name,mail\n".repeat(500)).unwrap();
    refused_as_no_store(&world);
}

#[test]
fn the_database_of_another_program_is_refused_and_left_as_it_was() {
    let world = World::sqlite();
    world.execute("CREATE TABLE invoice (id INTEGER); INSERT INTO invoice VALUES (1)");
    refused_as_no_store(&world);
}

fn refused_as_no_store(world: &World) {
    let before = world.contents();
    for access in [Access::Read, Access::Lead] {
        let error = world.refusal(access);
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error:?}");
        assert!(error.to_string().contains("state 100%?#.db"), "{error}");
    }
    assert_eq!(world.contents(), before);
}

#[test]
fn a_directory_that_does_not_exist_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let world = World::at(&directory.path().join("missing/state.db"));
    let error = world.refusal(Access::Lead);
    assert!(error.is_unreachable());
    assert!(error.to_string().contains("missing/state.db"), "{error}");
    assert!(!directory.path().join("missing").exists());
}

#[test]
fn a_directory_in_place_of_the_file_is_unreachable() {
    let directory = tempfile::tempdir().unwrap();
    for access in [Access::Read, Access::Lead] {
        let error = World::at(directory.path()).refusal(access);
        assert!(error.is_unreachable(), "{error:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_to_the_same_lease() {
    let world = World::sqlite();
    let mut leader = world.lead();
    leader.remember_links(&[link(1)]).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let other = directory.path().join("other.db");
    std::os::unix::fs::symlink(world.path(), &other).unwrap();
    assert!(World::at(&other).refusal(Access::Lead).is_another_leader());
    assert_eq!(World::at(&other).read().links().unwrap(), [link(1)]);
}

#[test]
fn a_damaged_store_is_an_error() {
    let world = World::sqlite();
    let links: Vec<_> = (0..2000).map(link).collect();
    world.lead().remember_links(&links).unwrap();
    let mut bytes = fs::read(world.path()).unwrap();
    let end = bytes.len();
    bytes[end / 2..].fill(0x5a);
    fs::write(world.path(), bytes).unwrap();
    let error = world.read().links().unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
}

#[test]
fn a_location_shows_no_password() {
    let url = "postgres://muster:hunter2@db/state";
    let shown = format!("{:?}", Location::Postgres(url.into()));
    assert!(!shown.contains("hunter2"), "{shown}");
}
