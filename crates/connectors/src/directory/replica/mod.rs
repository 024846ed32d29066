//! A local copy of one directory, by GUID: what a read brought last, kept true by what changed since.
//!
//! Everything of the directory is kept, also what is out of scope: a unit that is moved into scope brings people along
//! of whom nothing is told again. Places are kept by the parent's GUID and links by the GUIDs at their ends, because
//! names change without a word about those who bear them or name them. Pure: no clock, no I/O.

mod applied;
mod apply;
mod census;
mod described;
mod edges;
mod events;
mod faults;
mod guard;
mod index;
mod journal;
mod links;
mod names;
mod object;
mod packed;
mod rows;

mod state;
mod strays;
mod upsert;

pub use applied::{Applied, Event, Link, Rows, Touched};
pub use edges::Target;
pub use guard::SweepGuard;
pub use rows::{BadRow, Loading};

pub(crate) use census::people_in;
pub(crate) use described::too_large;
pub(crate) use object::Object;

use super::delta::Position;
use super::dn::DnKey;
use edges::Edges;
use jiff::Timestamp;
use muster_core::record::{Coverage, Rejected};
use names::Names;
use state::State;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use strays::Strays;
use uuid::Uuid;

/// How deep units may be nested: a circle of parents, which only broken data has, ends there.
const DEPTH_MAX: usize = 128;

/// A local copy of one directory.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    objects: BTreeMap<Uuid, Object>,
    names: Names,
    by_sid: BTreeSet<(Arc<str>, Uuid)>,
    /// SID of a primary group, and the people whose it is.
    primaries: BTreeMap<Box<str>, BTreeSet<Uuid>>,
    members: Edges,
    managers: Edges,
    strays: Strays,
    state: State,
}

impl Replica {
    /// Where the last read ended; `None` before the first.
    pub fn position(&self) -> Option<&Position> {
        self.state.position.as_ref()
    }

    /// When the last read ended.
    pub fn read_at(&self) -> Option<Timestamp> {
        self.state.read_at
    }

    /// Whether absence may be believed, as far as the reads themselves say.
    pub fn coverage(&self) -> Coverage {
        self.state.coverage()
    }

    /// How many people the last whole read brought, where so much was missing in it that nothing was forgotten.
    pub fn doubted(&self) -> Option<u64> {
        self.state.brought
    }

    /// Objects that could not be taken in, each with its reason.
    pub fn rejected(&self) -> Vec<Rejected> {
        self.state.faults.rejected()
    }

    /// How many objects there are, deleted ones not counted.
    pub fn len(&self) -> usize {
        self.live_objects().count()
    }

    /// Whether nothing was ever read.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// How many memberships there are, primary groups not counted.
    pub fn memberships(&self) -> usize {
        self.members.len()
    }

    /// The distinguished name of an object.
    pub fn location(&self, guid: Uuid) -> Option<String> {
        let mut text = String::new();
        let mut at = guid;
        for _ in 0..DEPTH_MAX {
            let object = self.objects.get(&at)?;
            text.push_str(&object.rdn);
            match object.parent.filter(|parent| !object.deleted && self.live(*parent).is_some()) {
                Some(parent) => at = parent,
                None => {
                    let above = object.above.as_deref().unwrap_or_default();
                    return Some(if above.is_empty() { text } else { format!("{text},{above}") });
                }
            }
            text.push(',');
        }
        Some(text)
    }

    /// The object that bears a name.
    pub fn find(&self, name: &DnKey) -> Option<Uuid> {
        self.names.find(name)
    }

    pub(crate) fn live(&self, guid: Uuid) -> Option<&Object> {
        self.objects.get(&guid).filter(|object| !object.deleted)
    }

    pub(crate) fn live_objects(&self) -> impl Iterator<Item = (Uuid, &Object)> {
        self.objects.iter().filter(|(_, object)| !object.deleted).map(|(guid, object)| (*guid, object))
    }

    pub(crate) fn with_sid(&self, sid: &str) -> Option<Uuid> {
        below(&self.by_sid, sid).next()
    }

    /// The people whose primary group has a SID.
    pub(crate) fn primary_members<'a>(&'a self, sid: &str) -> impl Iterator<Item = Uuid> + use<'a> {
        self.primaries.get(sid).into_iter().flatten().copied()
    }

    pub(crate) fn children(&self, parent: Uuid) -> impl Iterator<Item = Uuid> {
        self.names.children(parent)
    }

    pub(crate) fn members(&self) -> &Edges {
        &self.members
    }

    pub(crate) fn managers(&self) -> &Edges {
        &self.managers
    }

    /// Whether links name anything by name only.
    pub(crate) fn has_loose_names(&self) -> bool {
        self.members.has_loose_names() || self.managers.has_loose_names()
    }

    pub(crate) fn strays(&self) -> &Strays {
        &self.strays
    }
}

/// The objects that an index has under a SID.
fn below<'a>(index: &'a BTreeSet<(Arc<str>, Uuid)>, sid: &str) -> impl Iterator<Item = Uuid> + use<'a> {
    let sid: Arc<str> = sid.into();
    let from = index.range((sid.clone(), Uuid::nil())..);
    from.take_while(move |(of, _)| *of == sid).map(|&(_, guid)| guid)
}
