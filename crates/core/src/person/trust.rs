//! Which source is believed about what, where several speak of one person.

use super::{Person, Saying};
use crate::entitlement::Field;
use crate::id::SourceId;
use std::collections::BTreeMap;

/// Which source is believed about what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// The sources that are believed before the others, by what they speak of. The others follow in their usual order.
    pub first: BTreeMap<Topic, Vec<SourceId>>,
    /// How many sources it takes to end somebody.
    pub ended_when: EndedWhen,
}

/// Something that sources may say differently of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A field of the profile.
    Field(Field),
    /// The manager.
    Manager,
    /// Whether somebody works here.
    Status,
    /// A further attribute; the name is lower-cased.
    Attribute(String),
}

/// How many sources it takes to end somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndedWhen {
    /// The first that speaks of them decides.
    #[default]
    First,
    /// Any one is enough, and so it is to be on leave, or to be still to come.
    Any,
}

impl<'a> Person<'a> {
    /// The first value that any source gives, with that source, in the order in which sources are believed about this.
    pub fn said_of<T>(
        &self,
        topic: &Topic,
        of: impl Fn(&'a crate::record::SourceRecord) -> Option<T>,
    ) -> Option<(&'a SourceId, T)> {
        self.ranked(topic).find_map(|said| of(said.record).map(|value| (said.source, value)))
    }

    /// What the sources say, in the order in which they are believed about something.
    pub fn ranked(&self, topic: &Topic) -> impl Iterator<Item = &Saying<'a>> {
        let first = self.trust.and_then(|trust| trust.first.get(topic)).map_or(&[][..], Vec::as_slice);
        let named =
            first.iter().filter_map(move |source| self.says.iter().find(|said| said.source == source));
        named.chain(self.says.iter().filter(move |said| !first.contains(said.source)))
    }
}

impl Trust {
    /// Whether a source is believed before another about anything in particular.
    pub fn prefers(&self, source: &SourceId, other: &SourceId) -> bool {
        let place = |list: &[SourceId], source: &SourceId| {
            list.iter().position(|known| known == source).unwrap_or(list.len())
        };
        self.first.values().any(|list| place(list, source) < place(list, other))
    }
}
