//! Which files SQLite leaves, and which it does not.

use crate::support::sample::link;
use crate::support::{World, files};
use std::fs;

#[test]
fn reading_a_store_that_does_not_exist_creates_nothing() {
    let world = World::sqlite();
    assert_eq!(world.read().links().unwrap(), []);
    assert_eq!(fs::read_dir(world.path().parent().unwrap()).unwrap().count(), 0);
}

#[test]
fn reading_a_closed_store_changes_and_creates_nothing() {
    let world = World::sqlite();
    world.lead().remember_links(&[link(1)]).unwrap();
    let before = world.contents();
    let mut reader = world.read();
    assert_eq!(reader.links().unwrap(), [link(1)]);
    assert_eq!(world.contents(), before);
    drop(reader);
    assert_eq!(world.contents(), before);
}

#[test]
fn reading_a_store_that_somebody_leads_changes_and_creates_nothing() {
    let world = World::sqlite();
    let mut leader = world.lead();
    leader.remember_links(&[link(1)]).unwrap();
    let before = without_index(world.contents());
    assert_eq!(world.read().links().unwrap(), [link(1)]);
    assert_eq!(without_index(world.contents()), before);
    assert_eq!(names(&world), ["state 100%?#.db", "state 100%?#.db-shm", "state 100%?#.db-wal"]);
}

/// The files as `kill -9` leaves them: what was committed stands only in the log.
#[test]
fn reading_the_store_of_a_killed_leader_changes_and_creates_nothing() {
    let world = World::sqlite();
    let mut leader = world.lead();
    leader.remember_links(&[link(1)]).unwrap();
    let left = tempfile::tempdir().unwrap();
    for (name, bytes) in world.contents() {
        fs::write(left.path().join(name), bytes).unwrap();
    }
    let before = without_index(files(left.path()));
    assert_eq!(before.len(), 2);
    assert!(before.iter().all(|(_, bytes)| !bytes.is_empty()));
    let dead = World::at(&left.path().join(world.path().file_name().unwrap()));
    assert_eq!(dead.read().links().unwrap(), [link(1)]);
    assert_eq!(without_index(files(left.path())), before);
    assert_eq!(dead.lead().links().unwrap(), [link(1)]);
}

/// The index of the log is shared memory: readers mark in it what they read.
fn without_index(files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    files.into_iter().filter(|(name, _)| !name.ends_with("-shm")).collect()
}

fn names(world: &World) -> Vec<String> {
    world.contents().into_iter().map(|(name, _)| name).collect()
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_store() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::sqlite();
    let mut leader = world.lead();
    leader.remember_links(&[link(1)]).unwrap();
    let files: Vec<_> =
        fs::read_dir(world.path().parent().unwrap()).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 4);
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.path());
    }
}
