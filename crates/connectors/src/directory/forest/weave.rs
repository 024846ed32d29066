//! The groups of all directories as one graph, and how many members they have.

use super::{Forest, Node, anchor};
use crate::directory::account::Kind;
use crate::directory::graph::Graph;
use muster_core::id::{Anchor, GroupKey};
use muster_core::record::{DirectoryGroup, MembershipPath};
use muster_core::sorted::SortedMap;
use std::collections::{BTreeMap, BTreeSet};

/// The groups of all directories, nested as they are.
pub(super) struct Weave<'a> {
    forest: &'a Forest,
    graph: Graph,
    numbers: BTreeMap<Node, usize>,
    /// The groups by number.
    nodes: Vec<Node>,
    /// Groups by directory, in order of their anchors.
    pub(super) groups: Vec<Vec<DirectoryGroup>>,
    /// For each directory, how many members of groups that lead into scope nobody answers to.
    pub(super) unresolved: Vec<u64>,
}

impl<'a> Weave<'a> {
    pub(super) fn new(forest: &'a Forest) -> Self {
        let count = forest.domains.len();
        let (groups, unresolved) = (vec![Vec::new(); count], vec![0; count]);
        let mut weave = Self {
            forest,
            graph: Graph::default(),
            numbers: BTreeMap::new(),
            nodes: Vec::new(),
            groups,
            unresolved,
        };
        weave.add_groups();
        weave.nest_groups();
        weave.count_members();
        if count > 1 {
            weave.find_ways_through();
        }
        weave
    }

    fn add_groups(&mut self) {
        for (at, domain) in self.forest.domains.iter().enumerate() {
            let groups =
                domain.replica.live_objects().filter(|(_, object)| object.kind == Kind::SecurityGroup);
            for (guid, group) in groups {
                let (name, location, in_scope) = domain.describe_group(guid, group);
                self.numbers.insert((at, guid), self.graph.add(anchor(guid), in_scope));
                self.nodes.push((at, guid));
                self.groups[at].push(DirectoryGroup {
                    anchor: anchor(guid),
                    name,
                    location,
                    in_scope,
                    members: 0,
                    through: BTreeSet::new(),
                });
            }
        }
    }

    fn nest_groups(&mut self) {
        for (&node, &child) in &self.numbers {
            for parent in self.forest.groups_of(node) {
                self.graph.nest(child, self.numbers[&parent]);
            }
        }
    }

    fn count_members(&mut self) {
        let leading = self.graph.leading_into_scope();
        let mut places = vec![0; self.groups.len()];
        for (&(at, guid), number) in &self.numbers {
            let domain = &self.forest.domains[at];
            let count = domain.counts.get(&guid).copied().unwrap_or_default();
            let sid = domain.replica.live(guid).and_then(|group| group.sid.as_deref());
            let primary = sid.into_iter().flat_map(|sid| domain.replica.primary_members(sid));
            let primary = primary.filter(|person| domain.people.contains(person)).count();
            // Groups were added in the order in which they are numbered.
            self.groups[at][places[at]].members = count.members + primary as u64;
            places[at] += 1;
            if leading.contains(number) {
                self.unresolved[at] += count.silent;
            }
        }
    }

    /// Finds for each group the other directories that may bring members into it.
    fn find_ways_through(&mut self) {
        let directories = self.forest.domains.len();
        let mut through: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.nodes.len()];
        for (number, &(at, guid)) in self.nodes.iter().enumerate() {
            through[number].insert(at);
            let count = self.forest.domains[at].counts.get(&guid).copied().unwrap_or_default();
            if count.silent > 0 {
                through[number].extend(0..directories);
            }
        }
        self.graph.flow_up(&mut through);
        let mut places = vec![0; directories];
        for (number, &(at, _)) in self.nodes.iter().enumerate() {
            let others = through[number].iter().filter(|other| **other != at);
            let sources = others.map(|other| self.forest.domains[*other].source.clone());
            // Groups were added in the order in which they are numbered.
            self.groups[at][places[at]].through = sources.collect();
            places[at] += 1;
        }
    }

    /// All groups in scope that a person is in, each with the shortest way there: those of the person's own directory,
    /// and those of others.
    pub(super) fn memberships(
        &self,
        person: Node,
    ) -> (SortedMap<Anchor, MembershipPath>, Vec<(GroupKey, MembershipPath)>) {
        let mut direct: BTreeSet<usize> =
            self.forest.groups_of(person).iter().map(|group| self.numbers[group]).collect();
        direct.extend(self.primary_group(person));
        let (mut own, mut elsewhere) = (Vec::new(), Vec::new());
        for (group, path) in self.graph.memberships(&direct) {
            // A few groups have many members: all of them share the group's key.
            let anchor = self.graph.anchor(group).clone();
            let (at, _) = self.nodes[group];
            match at == person.0 {
                true => own.push((anchor, path)),
                false => {
                    let source = self.forest.domains[at].source.clone();
                    elsewhere.push((GroupKey { source, anchor }, path));
                }
            }
        }
        elsewhere.sort();
        (own.into_iter().collect(), elsewhere)
    }

    /// The primary group is in no list of members: it is named by the last part of its SID.
    fn primary_group(&self, (at, guid): Node) -> Option<usize> {
        let replica = &self.forest.domains[at].replica;
        let group = replica.with_sid(&replica.live(guid)?.primary_group()?)?;
        self.numbers.get(&(at, group)).copied()
    }
}
