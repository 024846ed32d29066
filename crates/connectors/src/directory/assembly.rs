//! Puts people and groups together: who names whom by distinguished name, SID or primary group.

use super::account::{Kind, kind};
use super::dn::{DnKey, common_name};
use super::entry::Entry;
use super::graph::Graph;
use super::person;
use super::spec::ReadSpec;
use super::values::{guid_of, sid_text};
use muster_core::id::Anchor;
use muster_core::record::{DirectoryGroup, Rejected, SourceRecord};
use std::collections::{BTreeSet, HashMap};

/// What a distinguished name or SID in the read stands for.
#[derive(Clone, Copy)]
enum Node {
    Person(usize),
    Group(usize),
    /// Known, but without any part in rights.
    Passive,
}

/// People and groups while they are put together.
#[derive(Default)]
pub(crate) struct Assembly {
    people: Vec<SourceRecord>,
    /// For each person the numbers of the groups that name them.
    direct: Vec<BTreeSet<usize>>,
    pub(crate) groups: Vec<DirectoryGroup>,
    graph: Graph,
    nodes: HashMap<DnKey, Node>,
    groups_by_sid: HashMap<String, usize>,
    anchors: BTreeSet<Anchor>,
    pub(crate) rejected: Vec<Rejected>,
}

impl Assembly {
    /// First pass: everybody who can be named.
    pub(crate) fn add(&mut self, entry: &Entry, spec: &ReadSpec) {
        let node = match kind(entry) {
            Kind::Person => self.anchor(entry).map(|anchor| self.add_person(entry, anchor, spec)),
            Kind::SecurityGroup => self.anchor(entry).map(|anchor| self.add_group(entry, anchor, spec)),
            Kind::DistributionGroup => Some(Node::Passive),
            Kind::Other => None,
        };
        if let Some(node) = node {
            self.nodes.insert(entry.key(), node);
        }
    }

    /// The entry's key, or a rejection.
    fn anchor(&mut self, entry: &Entry) -> Option<Anchor> {
        let reason = match guid_of(entry).map(Anchor::new) {
            Some(anchor) if self.anchors.insert(anchor.clone()) => return Some(anchor),
            Some(anchor) => format!("its objectGUID {anchor} belongs to another entry already"),
            None if entry.bytes("objectGUID").is_some() => "its objectGUID is not 16 bytes long".into(),
            None => "it has no objectGUID".into(),
        };
        self.rejected.push(Rejected { location: entry.dn.clone(), reason });
        None
    }

    fn add_person(&mut self, entry: &Entry, anchor: Anchor, spec: &ReadSpec) -> Node {
        self.people.push(person::record(entry, anchor, spec));
        self.direct.push(BTreeSet::new());
        Node::Person(self.people.len() - 1)
    }

    fn add_group(&mut self, entry: &Entry, anchor: Anchor, spec: &ReadSpec) -> Node {
        let common = entry.text("cn").map_or_else(|| common_name(&entry.dn), str::to_owned);
        let name = entry.text("sAMAccountName").unwrap_or(&common).to_owned();
        let in_scope = spec.has_group(&entry.key(), &[&name, &common]);
        let number = self.graph.add(anchor.clone(), in_scope);
        if let Some(sid) = entry.bytes("objectSid").and_then(sid_text) {
            self.groups_by_sid.insert(sid, number);
        }
        self.groups.push(DirectoryGroup { anchor, name, location: entry.dn.clone(), in_scope, members: 0 });
        Node::Group(number)
    }

    /// Second pass: what points from one entry to another.
    pub(crate) fn connect(&mut self, entry: &Entry) {
        match self.nodes.get(&entry.key()).copied() {
            Some(Node::Group(group)) => self.connect_members(entry, group),
            Some(Node::Person(person)) => self.connect_person(entry, person),
            Some(Node::Passive) | None => {}
        }
    }

    fn connect_members(&mut self, entry: &Entry, group: usize) {
        for value in entry.values("member") {
            let member = DnKey::new(&String::from_utf8_lossy(value));
            // With the recycle bin on, links to deleted objects may still show.
            if member.is_deleted() {
                continue;
            }
            self.groups[group].members += 1;
            match self.nodes.get(&member) {
                Some(Node::Person(person)) => {
                    self.direct[*person].insert(group);
                }
                Some(Node::Group(child)) => self.graph.nest(*child, group),
                Some(Node::Passive) => {}
                None => self.graph.note_unresolved(group),
            }
        }
    }

    fn connect_person(&mut self, entry: &Entry, person: usize) {
        if let Some(group) = self.primary_group(entry) {
            self.direct[person].insert(group);
            self.groups[group].members += 1;
        }
        let manager = entry.text("manager").and_then(|dn| self.nodes.get(&DnKey::new(dn)));
        if let Some(&Node::Person(manager)) = manager {
            self.people[person].manager = Some(self.people[manager].anchor.clone());
        }
    }

    /// The primary group is in no `member` list: it is named by the last part of its SID.
    fn primary_group(&self, entry: &Entry) -> Option<usize> {
        let sid = sid_text(entry.bytes("objectSid")?)?;
        let (domain, _) = sid.rsplit_once('-')?;
        let group = format!("{domain}-{}", entry.text("primaryGroupID")?);
        self.groups_by_sid.get(&group).copied()
    }

    /// The records with all their memberships, and the number of members that nobody answers to.
    pub(crate) fn close(&mut self) -> (Vec<SourceRecord>, u64) {
        let mut records = std::mem::take(&mut self.people);
        for (record, direct) in records.iter_mut().zip(&self.direct) {
            record.memberships = self.graph.memberships(direct);
        }
        records.sort_by(|left, right| left.anchor.cmp(&right.anchor));
        (records, self.graph.unresolved_in_scope())
    }
}
