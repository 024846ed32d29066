//! A disk without space. That a full database is rolled back is tried in `sqlite::leader`, too.

use crate::support::World;
use crate::support::sample::link;
use muster_store::{Store, StoreError};
use std::path::Path;

/// A tiny disk, where the test may mount one.
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let Some(_disk) = TinyDisk::mount(directory.path()) else {
        println!("skipped: a full disk (only root can mount one)");
        return;
    };
    let world = World::at(&directory.path().join("state.db"));
    let mut store = world.lead();
    let (kept, error) = fill(&mut *store);
    assert!(error.is_full(), "{error:?}");
    assert!(kept > 0);
    assert_eq!(store.links().unwrap().len() as u128, kept);
    drop(store);
    assert_eq!(world.read().links().unwrap().len() as u128, kept);
}

/// Remembers links until that fails; returns how many were remembered.
fn fill(store: &mut dyn Store) -> (u128, StoreError) {
    let mut kept = 0;
    loop {
        let some: Vec<_> = (kept..kept + 50).map(link).collect();
        match store.remember_links(&some) {
            Ok(()) => kept += 50,
            Err(error) => return (kept, error),
        }
    }
}

struct TinyDisk<'a>(&'a Path);

impl<'a> TinyDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=512k", "tmpfs"])
            .arg(at)
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(at))
    }
}

impl Drop for TinyDisk<'_> {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0).status();
    }
}
