//! Who points at whom, in both directions.
//!
//! Ends are numbered, and an edge is two numbers: a million of them take some thirty megabytes, and one more or less
//! costs the same however many its group has.

use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What an edge points at. An object of the replica is always named by its GUID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An object's GUID, whether it is in the replica or not.
    Guid(Uuid),
    /// The SID of an object that is not in the replica, in text form.
    Sid(Box<str>),
    /// The name of an object that is not in the replica, as [`DnKey`](crate::directory::DnKey) writes it.
    Name(Box<str>),
}

/// Edges of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edges {
    numbers: BTreeMap<Target, u32>,
    ends: Vec<Target>,
    forward: BTreeSet<(u32, u32)>,
    backward: BTreeSet<(u32, u32)>,
}

impl Edges {
    /// Adds an edge, and says whether it is new.
    pub(crate) fn add(&mut self, from: Uuid, to: &Target) -> bool {
        let (from, to) = (self.number(&Target::Guid(from)), self.number(to));
        self.backward.insert((to, from));
        self.forward.insert((from, to))
    }

    /// Takes an edge away, and says whether it was there.
    pub(crate) fn remove(&mut self, from: Uuid, to: &Target) -> bool {
        let (Some(from), Some(to)) = (self.known(&Target::Guid(from)), self.known(to)) else {
            return false;
        };
        self.backward.remove(&(to, from));
        self.forward.remove(&(from, to))
    }

    /// Whether there is an edge.
    pub(crate) fn has(&self, from: Uuid, to: &Target) -> bool {
        let ends = self.known(&Target::Guid(from)).zip(self.known(to));
        ends.is_some_and(|edge| self.forward.contains(&edge))
    }

    /// What `from` points at.
    pub(crate) fn targets(&self, from: Uuid) -> impl Iterator<Item = &Target> {
        let from = self.known(&Target::Guid(from));
        of(&self.forward, from).map(|number| &self.ends[number as usize])
    }

    /// Who points at `to`.
    pub(crate) fn sources<'a>(&'a self, to: &Target) -> impl Iterator<Item = Uuid> + use<'a> {
        of(&self.backward, self.known(to)).filter_map(|number| self.ends[number as usize].guid())
    }

    /// The ends that are named by SID or name because they are not in the replica.
    pub(crate) fn loose(&self) -> Vec<Target> {
        let loose = self.numbers.range(Target::Sid("".into())..);
        let named = loose.filter(|(_, number)| of(&self.backward, Some(**number)).next().is_some());
        named.map(|(target, _)| target.clone()).collect()
    }

    /// Who points at anything by name only.
    pub(crate) fn sources_by_name(&self) -> impl Iterator<Item = Uuid> {
        let named = self.numbers.range(Target::Name("".into())..);
        let sources = named.flat_map(|(_, number)| of(&self.backward, Some(*number)));
        sources.filter_map(|number| self.ends[number as usize].guid())
    }

    /// Whether some ends may be named by name only.
    pub(crate) fn has_loose_names(&self) -> bool {
        self.numbers.range(Target::Name("".into())..).next().is_some()
    }

    /// All edges, in no order that means anything.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Uuid, &Target)> {
        let ends =
            self.forward.iter().map(|&(from, to)| (&self.ends[from as usize], &self.ends[to as usize]));
        ends.filter_map(|(from, to)| Some((from.guid()?, to)))
    }

    /// How many edges there are.
    pub(crate) fn len(&self) -> usize {
        self.forward.len()
    }

    fn known(&self, end: &Target) -> Option<u32> {
        self.numbers.get(end).copied()
    }

    /// Numbers are never given back: those of ends without edges are few, and go when the replica is loaded again.
    fn number(&mut self, end: &Target) -> u32 {
        if let Some(number) = self.known(end) {
            return number;
        }
        let number = u32::try_from(self.ends.len()).expect("a directory has fewer than four billion objects");
        self.ends.push(end.clone());
        self.numbers.insert(end.clone(), number);
        number
    }
}

impl Target {
    /// The GUID, where the target is named by one.
    pub fn guid(&self) -> Option<Uuid> {
        match self {
            Self::Guid(guid) => Some(*guid),
            Self::Sid(_) | Self::Name(_) => None,
        }
    }
}

fn of(pairs: &BTreeSet<(u32, u32)>, first: Option<u32>) -> impl Iterator<Item = u32> {
    first.into_iter().flat_map(|first| pairs.range((first, 0)..=(first, u32::MAX)).map(|&(_, second)| second))
}
