//! The entities of a page. One that is not understood never costs the others.

use serde::de::{DeserializeOwned, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// The entities that were understood, and how many were not.
#[derive(Clone, Debug)]
pub(crate) struct Entities<T> {
    pub(crate) good: Vec<T>,
    pub(crate) odd: usize,
}

impl<T> Entities<T> {
    /// How many the page held, understood or not.
    pub(crate) fn held(&self) -> usize {
        self.good.len() + self.odd
    }
}

impl<T> Default for Entities<T> {
    fn default() -> Self {
        Self { good: Vec::new(), odd: 0 }
    }
}

#[derive(Deserialize)]
#[serde(untagged, bound(deserialize = "T: DeserializeOwned"))]
enum Entity<T> {
    Good(T),
    Odd(IgnoredAny),
}

struct Reader<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Reader<T> {
    type Value = Entities<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entities")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entities = Entities::default();
        while let Some(entity) = list.next_element::<Entity<T>>()? {
            match entity {
                Entity::Good(entity) => entities.good.push(entity),
                Entity::Odd(_) => entities.odd += 1,
            }
        }
        Ok(entities)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Entities<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Reader(PhantomData))
    }
}
