//! The least number of calls for a set of grants: one call covers one account's grants or one role@division's
//! accounts, so the calls are a vertex cover of the bipartite graph of accounts and roles, and the fewest calls a
//! minimum one. By Kőnig's theorem it follows from a maximum matching (Hopcroft and Karp).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Edges from left to right, both numbered from 0 without gaps.
pub(super) struct Bipartite {
    pub(super) edges: Vec<Vec<usize>>,
    pub(super) rights: usize,
}

/// A minimum vertex cover: the rights in it. Every edge to another right is covered by its left.
pub(super) struct Cover {
    pub(super) rights: BTreeSet<usize>,
}

/// A maximum matching.
struct Matching {
    of_left: Vec<Option<usize>>,
    of_right: Vec<Option<usize>>,
}

/// The minimum vertex cover of `graph`.
pub(super) fn minimum_cover(graph: &Bipartite) -> Cover {
    let matching = maximum_matching(graph);
    Cover { rights: alternating_reach(graph, &matching) }
}

fn maximum_matching(graph: &Bipartite) -> Matching {
    let mut matching =
        Matching { of_left: vec![None; graph.edges.len()], of_right: vec![None; graph.rights] };
    loop {
        let layers = layers(graph, &matching);
        let free: Vec<usize> =
            (0..graph.edges.len()).filter(|left| matching.of_left[*left].is_none()).collect();
        let found = free.into_iter().filter(|left| augment(graph, &mut matching, &layers, *left)).count();
        if found == 0 {
            return matching;
        }
    }
}

/// Distance of every left from the free ones along alternating paths.
fn layers(graph: &Bipartite, matching: &Matching) -> BTreeMap<usize, usize> {
    let mut layers: BTreeMap<usize, usize> = BTreeMap::new();
    let free = (0..graph.edges.len()).filter(|left| matching.of_left[*left].is_none());
    let mut queue: VecDeque<usize> = free.collect();
    layers.extend(queue.iter().map(|left| (*left, 0)));
    while let Some(left) = queue.pop_front() {
        let next = layers.get(&left).map_or(0, |layer| layer + 1);
        for other in graph.edges[left].iter().filter_map(|right| matching.of_right[*right]) {
            if let std::collections::btree_map::Entry::Vacant(unseen) = layers.entry(other) {
                unseen.insert(next);
                queue.push_back(other);
            }
        }
    }
    layers
}

/// Walks an augmenting path from the free left `start`, without recursion: groups of many thousands make long paths.
fn augment(
    graph: &Bipartite,
    matching: &mut Matching,
    layers: &BTreeMap<usize, usize>,
    start: usize,
) -> bool {
    let mut visited: BTreeSet<usize> = BTreeSet::from([start]);
    let mut path: Vec<(usize, usize)> = vec![(start, 0)];
    while let Some((left, edge)) = path.last_mut() {
        let (left, at) = (*left, *edge);
        let Some(right) = graph.edges[left].get(at).copied() else {
            path.pop();
            continue;
        };
        *edge += 1;
        match matching.of_right[right] {
            None => {
                flip(graph, matching, &path);
                return true;
            }
            Some(next) if layers.get(&next) == layers.get(&left).map(|layer| layer + 1).as_ref() => {
                if visited.insert(next) {
                    path.push((next, 0));
                }
            }
            Some(_) => {}
        }
    }
    false
}

/// Matches every left of the path with the right that it left by.
fn flip(graph: &Bipartite, matching: &mut Matching, path: &[(usize, usize)]) {
    for (left, next_edge) in path {
        let right = graph.edges[*left][next_edge - 1];
        matching.of_left[*left] = Some(right);
        matching.of_right[right] = Some(*left);
    }
}

/// Rights that are reachable from free lefts: any edge to the right, matching edges back.
fn alternating_reach(graph: &Bipartite, matching: &Matching) -> BTreeSet<usize> {
    let free = (0..graph.edges.len()).filter(|left| matching.of_left[*left].is_none());
    let mut queue: VecDeque<usize> = free.collect();
    let mut lefts: BTreeSet<usize> = queue.iter().copied().collect();
    let mut rights = BTreeSet::new();
    while let Some(left) = queue.pop_front() {
        for right in
            graph.edges[left].iter().filter(|right| rights.insert(**right)).copied().collect::<Vec<_>>()
        {
            if let Some(back) = matching.of_right[right].filter(|back| lefts.insert(*back)) {
                queue.push_back(back);
            }
        }
    }
    rights
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// How many calls follow from a cover: its rights, and every left with an edge to another right.
    fn calls(graph: &Bipartite, cover: &Cover) -> usize {
        let open = |rights: &&Vec<usize>| rights.iter().any(|right| !cover.rights.contains(right));
        cover.rights.len() + graph.edges.iter().filter(open).count()
    }

    /// The size of the smallest cover, by trying every set of lefts: the rights follow.
    fn smallest(graph: &Bipartite) -> usize {
        let tries = (0_u32..1 << graph.edges.len()).map(|chosen| {
            let open = (0..graph.edges.len()).filter(|left| chosen & (1 << left) == 0);
            let rights: BTreeSet<usize> = open.flat_map(|left| graph.edges[left].iter().copied()).collect();
            chosen.count_ones() as usize + rights.len()
        });
        tries.min().unwrap_or(0)
    }

    #[test]
    fn one_role_for_many_is_one_call() {
        let graph = Bipartite { edges: vec![vec![0]; 40], rights: 1 };
        let cover = minimum_cover(&graph);
        assert_eq!((cover.rights.len(), calls(&graph, &cover)), (1, 1));
    }

    proptest! {
        #[test]
        fn no_cover_is_smaller(
            edges in prop::collection::vec(prop::collection::btree_set(0_usize..6, 0..5), 0..9)
        ) {
            let graph = Bipartite { edges: edges.into_iter().map(|set| set.into_iter().collect()).collect(), rights: 6 };
            let cover = minimum_cover(&graph);
            prop_assert_eq!(calls(&graph, &cover), smallest(&graph));
        }
    }
}
