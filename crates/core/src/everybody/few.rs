//! A set that nearly always holds one thing, so that a million of them cost no allocation each.

/// One thing, or several in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Few<T> {
    One(T),
    Several(Vec<T>),
}

impl<T: Ord + Clone> Few<T> {
    pub(super) fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }

    pub(super) fn insert(&mut self, new: T) {
        let mut all = self.as_slice().to_vec();
        if let Err(at) = all.binary_search(&new) {
            all.insert(at, new);
            *self = Self::Several(all);
        }
    }

    /// What is left without one of them; `None` where nothing is.
    pub(super) fn without(&self, gone: &T) -> Option<Self> {
        let left: Vec<T> = self.as_slice().iter().filter(|known| *known != gone).cloned().collect();
        match left.as_slice() {
            [] => None,
            [one] => Some(Self::One(one.clone())),
            _ => Some(Self::Several(left)),
        }
    }
}
