//! How many there are of each.

use std::collections::BTreeMap;

/// How many there are of each; what there is none of is not in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tally<K>(BTreeMap<K, u64>);

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Copy> Tally<K> {
    pub(super) fn of(&self, key: K) -> u64 {
        self.0.get(&key).copied().unwrap_or(0)
    }

    pub(super) fn add(&mut self, key: K) {
        *self.0.entry(key).or_default() += 1;
    }

    pub(super) fn remove(&mut self, key: K) {
        match self.of(key) {
            0 | 1 => _ = self.0.remove(&key),
            more => _ = self.0.insert(key, more - 1),
        }
    }
}
