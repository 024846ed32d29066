//! Sets and maps of a few things, in order and in one piece of memory. A tree keeps room for eleven things in every
//! node, whether there are one or ten; a million people hold a handful each. To put one in or take one out moves all
//! behind it, so they are for some hundred things at most.

mod map;
mod set;
mod stored;

pub use map::SortedMap;
pub use set::SortedSet;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u8, u8),
        Remove(u8),
        Extend(Vec<(u8, u8)>),
        KeepBelow(u8),
        Clear,
    }

    fn step() -> impl Strategy<Value = Step> {
        let key = || 0..8_u8;
        let pair = || (key(), any::<u8>());
        prop_oneof![
            8 => pair().prop_map(|(key, value)| Step::Insert(key, value)),
            4 => key().prop_map(Step::Remove),
            2 => prop::collection::vec(pair(), 0..5).prop_map(Step::Extend),
            1 => key().prop_map(Step::KeepBelow),
            1 => Just(Step::Clear),
        ]
    }

    fn same_map(few: &SortedMap<u8, u8>, tree: &BTreeMap<u8, u8>) {
        assert!(few.iter().eq(tree.iter()), "{few:?} {tree:?}");
        let text = serde_json::to_string(few).expect("numbers can be written");
        assert_eq!(text, serde_json::to_string(tree).expect("numbers can be written"));
        assert_eq!(serde_json::from_str::<SortedMap<u8, u8>>(&text).expect("as it was written"), *few);
        assert_eq!(format!("{few:?}"), format!("{tree:?}"));
    }

    fn same_set(few: &SortedSet<u8>, tree: &BTreeSet<u8>) {
        assert!(few.iter().eq(tree.iter()), "{few:?} {tree:?}");
        let text = serde_json::to_string(few).expect("numbers can be written");
        assert_eq!(text, serde_json::to_string(tree).expect("numbers can be written"));
        assert_eq!(serde_json::from_str::<SortedSet<u8>>(&text).expect("as it was written"), *few);
        assert_eq!(format!("{few:?}"), format!("{tree:?}"));
    }

    fn take_map(step: &Step, few: &mut SortedMap<u8, u8>, tree: &mut BTreeMap<u8, u8>) {
        match step {
            Step::Insert(key, value) => assert_eq!(few.insert(*key, *value), tree.insert(*key, *value)),
            Step::Remove(key) => assert_eq!(few.remove(key), tree.remove(key)),
            Step::Extend(pairs) => {
                few.extend(pairs.iter().copied());
                tree.extend(pairs.iter().copied());
            }
            Step::KeepBelow(limit) => {
                few.retain(|key, _| key < limit);
                tree.retain(|key, _| key < limit);
            }
            Step::Clear => {
                few.clear();
                tree.clear();
            }
        }
        (0..8).for_each(|key| assert_eq!(few.get(&key), tree.get(&key)));
    }

    fn take_set(step: &Step, few: &mut SortedSet<u8>, tree: &mut BTreeSet<u8>) {
        match step {
            Step::Insert(key, _) => assert_eq!(few.insert(*key), tree.insert(*key)),
            Step::Remove(key) | Step::KeepBelow(key) => assert_eq!(few.remove(key), tree.remove(key)),
            Step::Extend(pairs) => {
                few.extend(pairs.iter().map(|(key, _)| *key));
                tree.extend(pairs.iter().map(|(key, _)| *key));
            }
            Step::Clear => {
                few.clear();
                tree.clear();
            }
        }
        (0..8).for_each(|key| assert_eq!(few.contains(&key), tree.contains(&key)));
    }

    proptest! {
        #[test]
        fn they_do_what_trees_do(steps in prop::collection::vec(step(), 0..40)) {
            let (mut map, mut tree) = (SortedMap::new(), BTreeMap::new());
            let (mut set, mut tree_set) = (SortedSet::new(), BTreeSet::new());
            for step in &steps {
                take_map(step, &mut map, &mut tree);
                same_map(&map, &tree);
                take_set(step, &mut set, &mut tree_set);
                same_set(&set, &tree_set);
            }
            assert_eq!(map, tree.into_iter().collect());
            assert_eq!(set, tree_set.into_iter().collect());
        }
    }
}
