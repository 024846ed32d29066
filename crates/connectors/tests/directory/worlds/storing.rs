//! A replica that is stored read by read is the same after it was loaded.

use super::laws::{happenings, reads};
use super::steps::world;
use super::{DOMAINS, World, source, spec};
use crate::telling::delta;
use muster_connectors::directory::{Applied, Delta, Extent, Forest, Form, Replica};
use muster_core::id::SourceId;
use muster_core::replica::{EdgeKind, EdgeRow, ReplicaChange, ReplicaRow};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a store does, as plainly as possible.
#[derive(Clone, Default)]
struct Stored {
    state: String,
    objects: BTreeMap<String, String>,
    edges: BTreeMap<(EdgeKind, String, String), Option<String>>,
}

impl Stored {
    fn remember(&mut self, change: &ReplicaChange) {
        if change.everything {
            *self = Self::default();
        }
        self.state = change.state.clone();
        change.gone.iter().for_each(|id| drop(self.objects.remove(&**id)));
        change.removed.iter().for_each(|edge| drop(self.edges.remove(&key(edge))));
        self.objects
            .extend(change.put.iter().map(|object| (object.id.to_string(), object.value.to_string())));
        self.edges
            .extend(change.added.iter().map(|edge| (key(edge), edge.hint.as_deref().map(str::to_owned))));
    }

    fn load(&self) -> Replica {
        let state = [ReplicaRow::State(&self.state)].into_iter();
        let objects = self.objects.iter().map(|(id, value)| ReplicaRow::Object { id, value });
        let edges = self.edges.iter().map(|((kind, from, to), hint)| ReplicaRow::Edge {
            kind: *kind,
            from,
            to,
            hint: hint.as_deref(),
        });
        Replica::from_rows(state.chain(objects).chain(edges)).unwrap()
    }
}

fn key(edge: &EdgeRow) -> (EdgeKind, String, String) {
    (edge.kind, edge.from.to_string(), edge.to.to_string())
}

/// A forest and its store.
struct Kept {
    forest: Forest,
    stored: Vec<Stored>,
}

impl Kept {
    fn read(world: &World) -> Self {
        let mut kept = Self { forest: Forest::default(), stored: vec![Stored::default(); DOMAINS] };
        for domain in 0..DOMAINS {
            kept.forest.add(source(domain), spec(domain), 100, Replica::default());
        }
        for domain in 0..DOMAINS {
            kept.take(domain, &delta(Extent::Whole, Form::Changes, world.everything(domain, false)));
        }
        kept
    }

    fn take(&mut self, domain: usize, read: &Delta) -> Applied {
        let source: SourceId = source(domain);
        let applied = self.forest.apply(&source, read).unwrap();
        self.stored[domain].remember(&self.forest.replica(&source).unwrap().change(&source, &applied));
        applied
    }

    /// What a process that starts now would work with.
    fn restarted(&self) -> Forest {
        let mut forest = Forest::default();
        for (domain, stored) in self.stored.iter().enumerate() {
            forest.add(source(domain), spec(domain), 100, stored.load());
        }
        forest
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_stored_read_by_read_is_the_replica(start in world(), rounds in happenings()) {
        let mut world = start;
        let mut kept = Kept::read(&world);
        for steps in rounds {
            let before = world.clone();
            steps.iter().for_each(|step| world.take(step));
            let mut restarted = kept.restarted();
            for (domain, read) in reads(&before, &world, Form::Changes) {
                let applied = kept.take(domain, &read);
                prop_assert_eq!(&restarted.apply(&source(domain), &read).unwrap(), &applied);
            }
            prop_assert_eq!(restarted.batches(), kept.forest.batches());
            prop_assert_eq!(kept.restarted().batches(), kept.forest.batches());
        }
    }
}
