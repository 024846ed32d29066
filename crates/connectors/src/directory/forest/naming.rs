//! Who may mean an object by a link, in whatever directory and by whatever name.

use super::{Forest, Node};
use crate::directory::account::Kind;
use crate::directory::replica::{Link, Target};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Forest {
    /// The objects of all directories whose links may mean an object.
    pub(super) fn naming(&self, link: Link, node: Node) -> BTreeSet<Node> {
        self.with_links_to(link, |at| self.called(node, at))
    }

    /// The same without those whose link means another object.
    pub(super) fn naming_indeed(&self, link: Link, node: Node) -> BTreeSet<Node> {
        let may_be_meant = |at: usize, target: &Target| {
            at == node.0 || self.resolve(at, target).is_none_or(|found| found == node)
        };
        self.with_links_to(link, |at| {
            let called = self.called(node, at).into_iter();
            called.filter(|target| may_be_meant(at, target)).collect()
        })
    }

    /// The objects of all directories that name a SID, or an object that only stands for the one that has it.
    pub(super) fn naming_sid(&self, link: Link, sid: &str) -> BTreeSet<Node> {
        self.with_links_to(link, |at| {
            let replica = &self.domains[at].replica;
            let stands_in =
                |guid: &Uuid| replica.live(*guid).is_some_and(|object| object.kind == Kind::Other);
            let principals = replica.with_sid(sid).filter(stands_in).into_iter();
            let guids = replica.strays().with_sid(sid).chain(principals).map(Target::Guid);
            guids.chain([Target::Sid(sid.into())]).collect()
        })
    }

    /// The objects of all directories that link something by name only, which are few: any name may be another's now.
    pub(super) fn naming_by_name(&self, link: Link) -> BTreeSet<Node> {
        self.sources(|at| self.domains[at].replica.edges(link).sources_by_name().collect())
    }

    fn with_links_to(&self, link: Link, called: impl Fn(usize) -> Vec<Target>) -> BTreeSet<Node> {
        self.sources(|at| {
            let edges = self.domains[at].replica.edges(link);
            called(at).iter().flat_map(|target| edges.sources(target)).collect()
        })
    }

    fn sources(&self, of: impl Fn(usize) -> Vec<Uuid>) -> BTreeSet<Node> {
        (0..self.domains.len()).flat_map(|at| of(at).into_iter().map(move |guid| (at, guid))).collect()
    }
}
