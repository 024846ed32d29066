//! The groups of all directories as one graph, and how many members they have.

use super::{Forest, Node, anchor};
use crate::directory::account::Kind;
use crate::directory::graph::Graph;
use muster_core::id::Anchor;
use muster_core::record::{DirectoryGroup, MembershipPath};
use std::collections::{BTreeMap, BTreeSet};

/// The groups of all directories, nested as they are.
pub(super) struct Weave<'a> {
    forest: &'a Forest,
    graph: Graph,
    numbers: BTreeMap<Node, usize>,
    /// Groups by directory, in order of their anchors.
    pub(super) groups: Vec<Vec<DirectoryGroup>>,
    /// For each directory, how many members of groups that lead into scope nobody answers to.
    pub(super) unresolved: Vec<u64>,
}

impl<'a> Weave<'a> {
    pub(super) fn new(forest: &'a Forest) -> Self {
        let count = forest.domains.len();
        let (groups, unresolved) = (vec![Vec::new(); count], vec![0; count]);
        let mut weave =
            Self { forest, graph: Graph::default(), numbers: BTreeMap::new(), groups, unresolved };
        weave.add_groups();
        weave.nest_groups();
        weave.count_members();
        weave
    }

    fn add_groups(&mut self) {
        for (at, domain) in self.forest.domains.iter().enumerate() {
            let groups =
                domain.replica.live_objects().filter(|(_, object)| object.kind == Kind::SecurityGroup);
            for (guid, group) in groups {
                let (name, location, in_scope) = domain.describe_group(guid, group);
                self.numbers.insert((at, guid), self.graph.add(anchor(guid), in_scope));
                self.groups[at].push(DirectoryGroup {
                    anchor: anchor(guid),
                    name,
                    location,
                    in_scope,
                    members: 0,
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

    /// All groups in scope that a person is in, each with the shortest way there.
    pub(super) fn memberships(&self, person: Node) -> BTreeMap<Anchor, MembershipPath> {
        let mut direct: BTreeSet<usize> =
            self.forest.groups_of(person).iter().map(|group| self.numbers[group]).collect();
        direct.extend(self.primary_group(person));
        self.graph.memberships(&direct)
    }

    /// The primary group is in no list of members: it is named by the last part of its SID.
    fn primary_group(&self, (at, guid): Node) -> Option<usize> {
        let replica = &self.forest.domains[at].replica;
        let group = replica.with_sid(&replica.live(guid)?.primary_group()?)?;
        self.numbers.get(&(at, group)).copied()
    }
}
