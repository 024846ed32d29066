//! What the store remembers of a directory, held against what a read from the beginning would make it remember.

use crate::domain::{PASSWORD, World};
use muster_connectors::directory::{ReadSpec, Replica, SweepGuard};
use muster_connectors::ldap::{Tracker, TrackerConfig};
use muster_core::id::SourceId;
use muster_core::replica::{EdgeRow, ObjectRow, ReplicaRow};
use std::collections::BTreeSet;

/// Rows about what is not deleted, as text. A read from the beginning is told of other graves than one that went on.
pub(crate) fn in_the_store(world: &World) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    let mut show = |row: ReplicaRow<'_>| match row {
        ReplicaRow::State(_) => {}
        ReplicaRow::Object { id, value } => rows.extend(object(id, value)),
        ReplicaRow::Edge { kind, from, to, .. } => _ = rows.insert(format!("{kind:?} {from} {to}")),
    };
    assert!(world.site.store().replica(&source(), &mut show).unwrap(), "nothing is remembered");
    rows
}

/// The same, of everything read now.
pub(crate) fn afresh(world: &World) -> BTreeSet<String> {
    let spec = ReadSpec { people_bases: vec![world.domain.root.clone()], ..ReadSpec::default() };
    let server = world.domain.server(&world.domain.reader(), PASSWORD);
    let mut tracker = Tracker::new(TrackerConfig::new(vec![server]), &spec);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let read = runtime.block_on(tracker.read(None)).unwrap();
    let mut replica = Replica::default();
    let guard = SweepGuard { spec: &spec, shrink_percent: 100, accepted: false };
    let applied = replica.apply(&read.delta, &guard);
    let change = replica.change(&source(), &applied);
    let objects = change.put.iter().filter_map(|ObjectRow { id, value }| object(id, value));
    let edges = change.added.iter().map(|EdgeRow { kind, from, to, .. }| format!("{kind:?} {from} {to}"));
    objects.chain(edges).collect()
}

fn object(id: &str, value: &str) -> Option<String> {
    let stored: serde_json::Value = serde_json::from_str(value).unwrap();
    (stored["deleted"] != true).then(|| format!("{id} {stored}"))
}

fn source() -> SourceId {
    SourceId::new("ad")
}
