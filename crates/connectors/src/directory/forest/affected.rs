//! Whose record may be another one after a read: found from what changed downwards, never by looking at everybody.

use super::{Forest, Node, anchor};
use crate::directory::account::Kind;
use crate::directory::replica::{Link, Touched};
use muster_core::id::{PersonId, SourceId};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Forest {
    /// Whose record may be another one after a read of `source` that touched this; also those who have none any more.
    pub fn affected(&self, source: &SourceId, touched: &Touched) -> BTreeSet<PersonId> {
        let Some(at) = self.domain(source) else {
            return BTreeSet::new();
        };
        let nodes = if touched.everything { self.everybody() } else { self.nodes_affected(at, touched) };
        nodes.iter().map(|(at, guid)| PersonId::new(&self.domains[*at].source, &anchor(*guid))).collect()
    }

    fn everybody(&self) -> BTreeSet<Node> {
        let all = self.domains.iter().enumerate();
        all.flat_map(|(at, domain)| domain.people.iter().map(move |guid| (at, *guid))).collect()
    }

    /// People of one directory whose memberships or places may be others.
    pub(super) fn people_near(&self, at: usize, touched: &Touched) -> BTreeSet<Uuid> {
        let nodes = self.nodes_affected(at, touched);
        nodes.into_iter().filter(|(of, _)| *of == at).map(|(_, guid)| guid).collect()
    }

    /// The objects, and everything below those that others stand in.
    pub(super) fn moved_along(&self, at: usize, objects: &BTreeSet<Uuid>) -> BTreeSet<Uuid> {
        let mut seen = objects.clone();
        let mut open: Vec<Uuid> = objects.iter().copied().collect();
        while let Some(parent) = open.pop() {
            open.extend(self.domains[at].replica.children(parent).filter(|child| seen.insert(*child)));
        }
        seen
    }

    fn nodes_affected(&self, at: usize, touched: &Touched) -> BTreeSet<Node> {
        let moved = self.moved_along(at, &touched.objects);
        let by_groups = self.domains.iter().any(|domain| domain.is_scoped_by_groups());
        let mut walk =
            Walk { forest: self, through_lists: by_groups, seen: BTreeSet::new(), people: BTreeSet::new() };
        walk.people.extend(touched.people.iter().map(|guid| (at, *guid)));
        for guid in &moved {
            self.counterparts(at, *guid).into_iter().for_each(|node| walk.open_up(node));
            walk.people.extend(self.reports(at, *guid));
        }
        walk.people.extend(self.naming_by_name(Link::Manager));
        for sid in &touched.sids {
            walk.people.extend(self.domains[at].replica.primary_members(sid).map(|guid| (at, guid)));
            self.with_sid(sid).into_iter().for_each(|node| walk.open_up(node));
            walk.people.extend(self.naming_sid(Link::Manager, sid));
        }
        let members = touched.members.iter().filter_map(|target| self.resolve(at, target));
        members.for_each(|node| walk.go_down(node));
        if by_groups {
            let reports = walk.people.iter().flat_map(|(at, guid)| self.reports(*at, *guid));
            walk.people.extend(reports.collect::<Vec<_>>());
        }
        walk.people
    }

    /// Those whose manager somebody is: the manager may be in scope now, or no longer.
    fn reports(&self, at: usize, manager: Uuid) -> BTreeSet<Node> {
        self.naming_indeed(Link::Manager, (at, manager))
    }

    /// The same object in all directories that have it: links may mean another one of them now.
    pub(super) fn counterparts(&self, at: usize, guid: Uuid) -> BTreeSet<Node> {
        let sid = self.domains[at].replica.live(guid).and_then(|object| object.sid.clone());
        let with_guid =
            self.domains.iter().enumerate().filter(|(_, domain)| domain.replica.live(guid).is_some());
        let mut nodes: BTreeSet<Node> = with_guid.map(|(of, _)| (of, guid)).collect();
        nodes.extend(sid.into_iter().flat_map(|sid| self.with_sid(&sid)));
        nodes
    }

    pub(super) fn with_sid(&self, sid: &str) -> Vec<Node> {
        let all = self.domains.iter().enumerate();
        all.filter_map(|(at, domain)| Some((at, domain.replica.with_sid(sid)?))).collect()
    }
}

/// A walk down from what changed to the people who are in it.
struct Walk<'a> {
    forest: &'a Forest,
    /// Whether lists of mail recipients lead on: they pass no rights on, but a filter may ask for them.
    through_lists: bool,
    seen: BTreeSet<Node>,
    people: BTreeSet<Node>,
}

impl Walk<'_> {
    /// Goes down from an object that changed itself: what is in it counts, even if it passes nothing on now.
    fn open_up(&mut self, node: Node) {
        match self.kind(node) {
            Some(Kind::Person) => {
                self.people.insert(node);
            }
            Some(Kind::SecurityGroup | Kind::DistributionGroup) if self.seen.insert(node) => {
                self.go_into(node)
            }
            Some(Kind::SecurityGroup | Kind::DistributionGroup | Kind::Other) | None => {}
        }
    }

    /// Goes down from a member that came into a group or left one.
    fn go_down(&mut self, node: Node) {
        if self.enters(node) {
            self.go_into(node);
        }
    }

    /// Takes a person; says of a group whether to go into it.
    fn enters(&mut self, node: Node) -> bool {
        match self.kind(node) {
            Some(Kind::Person) => {
                self.people.insert(node);
                false
            }
            Some(Kind::SecurityGroup) => self.seen.insert(node),
            Some(Kind::DistributionGroup) => self.through_lists && self.seen.insert(node),
            Some(Kind::Other) | None => false,
        }
    }

    fn go_into(&mut self, group: Node) {
        let mut open = vec![group];
        while let Some((at, guid)) = open.pop() {
            let replica = &self.forest.domains[at].replica;
            let sid = replica.live(guid).and_then(|group| group.sid.as_deref());
            let primary = sid.into_iter().flat_map(|sid| replica.primary_members(sid));
            self.people.extend(primary.map(|person| (at, person)));
            let members =
                replica.members().targets(guid).filter_map(|target| self.forest.resolve(at, target));
            for node in members.collect::<Vec<_>>() {
                if self.enters(node) {
                    open.push(node);
                }
            }
        }
    }

    fn kind(&self, (at, guid): Node) -> Option<Kind> {
        self.forest.domains[at].replica.live(guid).map(|object| object.kind)
    }
}
