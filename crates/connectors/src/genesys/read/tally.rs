//! Adds up the pages of a listing, and notices when it changed while it was read.

use super::catalogue::Queue;
use crate::genesys::dto::{Division, Group, Holder, Page, Proficiency, Ref, Role, User};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How often a listing is read that never holds still.
const READS_MAX: u32 = 3;

/// Something that stands in a listing once.
pub(in crate::genesys) trait Keyed {
    /// What tells one from the other.
    type Key: Ord;
    fn key(&self) -> Self::Key;
}

macro_rules! keyed {
    ($key:ty: $($entity:ty),+) => {
        $(impl Keyed for $entity {
            type Key = $key;
            fn key(&self) -> $key {
                self.id.clone()
            }
        })+
    };
}

keyed!(Uuid: User, Role, Division, Group, Queue, Proficiency);
keyed!(String: Ref, Holder);

/// A whole listing, ordered by key.
pub(in crate::genesys) struct Listing<T> {
    pub(in crate::genesys) items: Vec<T>,
    /// How many there were, those that could not be understood included.
    pub(super) read: usize,
    /// How many the tenant said there are, where it did.
    pub(super) total: Option<u64>,
    /// How it changed while it was read, as a sentence.
    moved: Option<String>,
    /// What could not be understood, as a sentence.
    odd: Option<String>,
}

impl<T> Listing<T> {
    /// Whether something may be missing.
    pub(super) fn is_short(&self) -> bool {
        self.moved.is_some() || self.odd.is_some()
    }

    /// What may be missing, as a sentence.
    pub(in crate::genesys) fn shortfall(&self) -> Option<String> {
        self.moved.clone().or_else(|| self.odd.clone())
    }

    /// The listing, of which two reads never brought the same.
    pub(super) fn restless(self, what: &str) -> Self {
        Self { moved: Some(format!("the {what} never held still while they were read")), ..self }
    }
}

/// Says whether a listing is worth another read.
#[derive(Default)]
pub(super) struct Patience {
    reads: u32,
    last: Option<(Option<u64>, usize)>,
}

impl Patience {
    /// A listing that changed while it was read is worth it; one that falls short in the same way twice is not.
    pub(super) fn again<T>(&mut self, listing: &Listing<T>) -> bool {
        self.reads += 1;
        let last = self.last.replace((listing.total, listing.read));
        listing.moved.is_some() && self.reads < READS_MAX && last != self.last
    }
}

/// Pages that were read so far.
pub(super) struct Tally<T: Keyed> {
    items: BTreeMap<T::Key, T>,
    odd: usize,
    twice: usize,
    promised: Option<u64>,
    total: Option<u64>,
}

impl<T: Keyed> Tally<T> {
    pub(super) fn new(first: Page<T>) -> Self {
        let mut tally =
            Self { items: BTreeMap::new(), odd: 0, twice: 0, promised: first.total, total: first.total };
        tally.add(first);
        tally
    }

    pub(super) fn add(&mut self, page: Page<T>) {
        self.odd += page.entities.odd;
        self.total = page.total.filter(|total| Some(*total) != self.promised).or(self.total);
        for item in page.entities.good {
            self.twice += usize::from(self.items.insert(item.key(), item).is_some());
        }
    }

    /// What the tenant says how many there are, learned after the pages.
    pub(super) fn promise(&mut self, total: Option<u64>) {
        (self.promised, self.total) = (total, total);
    }

    pub(super) fn finish(self, what: &str) -> Listing<T> {
        let (moved, read) = (self.moved(what), self.items.len() + self.odd);
        let odd = (self.odd > 0).then(|| format!("{} of the {what} could not be understood", self.odd));
        Listing { items: self.items.into_values().collect(), read, total: self.total, moved, odd }
    }

    fn moved(&self, what: &str) -> Option<String> {
        let read = (self.items.len() + self.odd) as u64;
        match (self.promised, self.total) {
            (Some(promised), Some(now)) if promised != now => {
                Some(format!("the number of {what} moved from {promised} to {now} while they were read"))
            }
            _ if self.twice > 0 => {
                Some(format!("{} of the {what} came twice, so others may have been left out", self.twice))
            }
            (Some(promised), _) if promised != read => {
                Some(format!("the tenant counted {promised} {what} but listed {read}"))
            }
            _ => None,
        }
    }
}
