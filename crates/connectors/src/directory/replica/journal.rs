//! Remembers how things were before a read was applied, so that only what really changed is told.

use super::Replica;
use super::applied::{Link, Rows, Touched};
use super::edges::Target;
use super::object::Object;
use crate::directory::account::Kind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// How things were, for everything that was laid hands on.
#[derive(Default)]
pub(super) struct Journal {
    /// A first read: nothing was there before, and nothing needs to be remembered.
    first: bool,
    objects: BTreeMap<Uuid, Option<Object>>,
    edges: BTreeMap<(Link, Uuid, Target), bool>,
    sids: BTreeSet<Arc<str>>,
    /// Edges that point where they pointed before and only name it otherwise.
    pub(super) settled: BTreeSet<(Link, Uuid, Target)>,
}

impl Journal {
    pub(super) fn new(first: bool) -> Self {
        Self { first, ..Self::default() }
    }

    /// Remembers the SID of an object elsewhere that nothing points at any more.
    pub(super) fn note_sid(&mut self, sid: Option<Arc<str>>) {
        self.sids.extend(sid);
    }

    pub(super) fn note_object(&mut self, guid: Uuid, before: Option<Object>) {
        if !self.first {
            self.objects.entry(guid).or_insert(before);
        }
    }

    pub(super) fn note_edge(&mut self, link: Link, from: Uuid, to: &Target, before: bool) {
        if !self.first {
            self.edges.entry((link, from, to.clone())).or_insert(before);
        }
    }

    /// Whether an object was there before and was laid hands on.
    pub(super) fn knew(&self, guid: Uuid) -> bool {
        self.objects.get(&guid).is_some_and(|before| before.as_ref().is_some_and(|object| !object.deleted))
    }

    /// Whether an edge is newer than the journal.
    pub(super) fn is_new_edge(&self, link: Link, from: Uuid, to: &Target) -> bool {
        self.edges.get(&(link, from, to.clone())) == Some(&false)
    }

    /// Objects that are not as they were, with how they were.
    pub(super) fn changed<'a>(
        &'a self,
        replica: &'a Replica,
    ) -> impl Iterator<Item = (Uuid, Option<&'a Object>)> {
        let before = self.objects.iter().map(|(guid, before)| (*guid, before.as_ref()));
        before.filter(|(guid, before)| replica.objects.get(guid) != *before)
    }

    /// Edges that were not there before (`true`) or are not there any more.
    pub(super) fn edges<'a>(
        &'a self,
        replica: &'a Replica,
    ) -> impl Iterator<Item = (&'a (Link, Uuid, Target), bool)> {
        let now = |(link, from, to): &(Link, Uuid, Target)| replica.edges(*link).has(*from, to);
        self.edges
            .iter()
            .map(move |(edge, before)| (edge, *before, now(edge)))
            .filter_map(|(edge, before, now)| (before != now).then_some((edge, now)))
    }

    pub(super) fn rows(&self, replica: &Replica) -> Rows {
        if self.first {
            return Rows::Everything;
        }
        let (mut put, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for (guid, _) in self.changed(replica) {
            if replica.objects.contains_key(&guid) {
                put.insert(guid)
            } else {
                gone.insert(guid)
            };
        }
        let (mut added, mut removed) = (BTreeSet::new(), BTreeSet::new());
        for (edge, is_new) in self.edges(replica) {
            if is_new {
                added.insert(edge.clone())
            } else {
                removed.insert(edge.clone())
            };
        }
        Rows::Changed { put, gone, added, removed }
    }

    pub(super) fn touched(&self, replica: &Replica) -> Touched {
        // Something else in the same read may point there again.
        let forgotten = |sid: &&Arc<str>| replica.strays.with_sid(sid).next().is_none();
        let sids = self.sids.iter().filter(forgotten).cloned().collect();
        let mut touched = Touched { everything: self.first, sids, ..Touched::default() };
        for (guid, before) in self.changed(replica) {
            touched.objects.insert(guid);
            if before.is_some_and(|object| object.kind == Kind::Person) {
                touched.people.insert(guid);
            }
            let both = [before, replica.objects.get(&guid)];
            touched.sids.extend(both.into_iter().flatten().filter_map(|object| object.sid.clone()));
        }
        for ((link, from, to), _) in self.edges(replica) {
            match link {
                Link::Member => touched.members.insert(to.clone()),
                Link::Manager => touched.objects.insert(*from),
            };
        }
        touched
    }
}
