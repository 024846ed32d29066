//! Who is in which group, directly or through others. Cycles are legal in Active Directory (a in b in a), so the walk
//! is iterative and remembers where it was.

use muster_core::id::Anchor;
use muster_core::record::MembershipPath;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Groups by number, and which of them stand in which.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    anchors: Vec<Anchor>,
    in_scope: Vec<bool>,
    /// For each group those that have it as a member, in order of their anchors.
    parents: Vec<BTreeSet<(Anchor, usize)>>,
    children: Vec<BTreeSet<usize>>,
}

impl Graph {
    /// Adds a group and returns its number.
    pub(crate) fn add(&mut self, anchor: Anchor, in_scope: bool) -> usize {
        self.anchors.push(anchor);
        self.in_scope.push(in_scope);
        self.parents.push(BTreeSet::new());
        self.children.push(BTreeSet::new());
        self.anchors.len() - 1
    }

    /// The key of a group.
    pub(crate) fn anchor(&self, group: usize) -> &Anchor {
        &self.anchors[group]
    }

    /// Notes that `child` is a member of `parent`.
    pub(crate) fn nest(&mut self, child: usize, parent: usize) {
        self.parents[child].insert((self.anchors[parent].clone(), parent));
        self.children[parent].insert(child);
    }

    /// All groups in scope that somebody in the groups `direct` is in, each with the shortest way there.
    ///
    /// Of two ways of equal length the one with the smaller anchors wins, so the order of reading does not matter.
    pub(crate) fn memberships(&self, direct: &BTreeSet<usize>) -> BTreeMap<usize, MembershipPath> {
        let mut first: Vec<usize> = direct.iter().copied().collect();
        first.sort_by_key(|&group| &self.anchors[group]);
        let mut came_from: BTreeMap<usize, Option<usize>> =
            first.iter().map(|&group| (group, None)).collect();
        let mut open = VecDeque::from(first);
        while let Some(group) = open.pop_front() {
            for &(_, parent) in &self.parents[group] {
                came_from.entry(parent).or_insert_with(|| {
                    open.push_back(parent);
                    Some(group)
                });
            }
        }
        let reached = came_from.keys().copied().filter(|&group| self.in_scope[group]);
        reached.map(|group| (group, self.path(&came_from, group))).collect()
    }

    fn path(&self, came_from: &BTreeMap<usize, Option<usize>>, group: usize) -> MembershipPath {
        let mut path: Vec<Anchor> = std::iter::successors(Some(group), |at| came_from[at])
            .map(|group| self.anchors[group].clone())
            .collect();
        path.reverse();
        path
    }

    /// Lets what each group has flow into all groups that it is in.
    pub(crate) fn flow_up<T: Ord + Clone>(&self, has: &mut [BTreeSet<T>]) {
        let mut open: Vec<usize> = (0..has.len()).filter(|&group| !has[group].is_empty()).collect();
        while let Some(group) = open.pop() {
            for &(_, parent) in &self.parents[group] {
                let missing: Vec<T> = has[group].difference(&has[parent]).cloned().collect();
                if !missing.is_empty() {
                    has[parent].extend(missing);
                    open.push(parent);
                }
            }
        }
    }

    /// The groups in scope, and those nested in them.
    pub(crate) fn leading_into_scope(&self) -> BTreeSet<usize> {
        let mut open: Vec<usize> = (0..self.anchors.len()).filter(|&group| self.in_scope[group]).collect();
        let mut seen: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(group) = open.pop() {
            open.extend(self.children[group].iter().copied().filter(|&child| seen.insert(child)));
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups a, b, c, …, with `edges` of child and parent.
    fn graph(groups: usize, edges: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::default();
        for number in 0..groups {
            graph.add(Anchor::new(((b'a' + number as u8) as char).to_string()), true);
        }
        edges.iter().for_each(|&(child, parent)| graph.nest(child, parent));
        graph
    }

    fn paths(graph: &Graph, direct: &[usize]) -> Vec<String> {
        let found = graph.memberships(&direct.iter().copied().collect());
        let mut paths: Vec<String> =
            found.values().map(|path| path.iter().map(Anchor::as_str).collect()).collect();
        paths.sort_by_key(|path| path.chars().last());
        paths
    }

    #[test]
    fn what_groups_have_flows_into_those_they_are_in() {
        let graph = graph(4, &[(0, 1), (1, 2), (2, 1)]);
        let mut has = [BTreeSet::from(['x']), BTreeSet::new(), BTreeSet::from(['y']), BTreeSet::new()];
        graph.flow_up(&mut has);
        assert_eq!(has.map(|has| has.into_iter().collect::<String>()), ["x", "xy", "xy", ""]);
    }

    #[test]
    fn nested_groups_are_reached_with_their_path() {
        assert_eq!(paths(&graph(3, &[(0, 1), (1, 2)]), &[0]), ["a", "ab", "abc"]);
    }

    #[test]
    fn cycles_end() {
        assert_eq!(paths(&graph(2, &[(0, 1), (1, 0)]), &[0]), ["a", "ab"]);
        assert_eq!(paths(&graph(1, &[(0, 0)]), &[0]), ["a"]);
    }

    #[test]
    fn the_shortest_way_wins_and_then_the_smaller_anchor() {
        assert_eq!(paths(&graph(4, &[(0, 1), (1, 3), (0, 3)]), &[0]), ["a", "ab", "ad"]);
        assert_eq!(paths(&graph(3, &[(0, 2), (1, 2)]), &[0, 1]), ["a", "b", "ac"]);
    }

    #[test]
    fn the_order_in_which_groups_were_read_does_not_matter() {
        let mut graph = Graph::default();
        let [z, a, top] = ["z", "a", "top"].map(|name| graph.add(Anchor::new(name), name == "top"));
        graph.nest(z, top);
        graph.nest(a, top);
        assert_eq!(paths(&graph, &[z, a]), ["atop"]);
    }

    #[test]
    fn groups_out_of_scope_pass_memberships_on() {
        let mut graph = graph(1, &[]);
        let hidden = graph.add(Anchor::new("hidden"), false);
        graph.nest(hidden, 0);
        assert_eq!(paths(&graph, &[hidden]), ["hiddena"]);
    }

    #[test]
    fn a_chain_of_ten_thousand_groups_is_walked() {
        let mut graph = Graph::default();
        for number in 0..10_000 {
            graph.add(Anchor::new(format!("{number:05}")), number == 9_999);
        }
        (1..10_000).for_each(|number| graph.nest(number - 1, number));
        let found = graph.memberships(&BTreeSet::from([0]));
        assert_eq!(found.values().map(Vec::len).collect::<Vec<_>>(), [10_000]);
    }

    #[test]
    fn groups_that_lead_into_scope_are_those_in_it_and_those_below() {
        let mut graph = graph(1, &[]);
        let nested = graph.add(Anchor::new("nested"), false);
        graph.add(Anchor::new("elsewhere"), false);
        graph.nest(nested, 0);
        assert_eq!(graph.leading_into_scope(), BTreeSet::from([0, nested]));
    }
}
