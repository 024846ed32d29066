//! Who has a text, such as a mail address.

use super::few::Few;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who has a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Index<T>(BTreeMap<Arc<str>, Few<T>>);

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord + Clone> Index<T> {
    pub(super) fn of(&self, text: &str) -> &[T] {
        self.0.get(text).map_or(&[], Few::as_slice)
    }

    pub(super) fn insert(&mut self, text: &Arc<str>, who: T) {
        match self.0.get_mut(text) {
            Some(few) => few.insert(who),
            None => drop(self.0.insert(text.clone(), Few::One(who))),
        }
    }

    pub(super) fn remove(&mut self, text: &str, who: &T) {
        let Some(few) = self.0.get_mut(text) else { return };
        match few.without(who) {
            Some(left) => *few = left,
            None => drop(self.0.remove(text)),
        }
    }
}
