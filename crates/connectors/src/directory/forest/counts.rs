//! How many members groups have, and how many of those nobody answers to. Counted anew only where that may have changed:
//! to go through a million memberships takes longer than everything else that a change asks for.

use super::{Domain, Forest, Node};
use crate::directory::account::Kind;
use crate::directory::replica::{Applied, Link, Rows, Target};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The members of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) members: u64,
    /// Those that nobody answers to.
    pub(super) silent: u64,
}

impl Forest {
    /// Counts the members of all groups.
    pub(super) fn count_all(&mut self) {
        let all = self.domains.iter().enumerate();
        let groups = all.flat_map(|(at, domain)| domain.security_groups().map(move |guid| (at, guid)));
        self.count(groups.collect());
    }

    /// Counts the members of groups whose number may be another one, after `moved` changed themselves or their scope.
    pub(super) fn count_again(&mut self, at: usize, applied: &Applied, moved: &BTreeSet<Uuid>) {
        let Rows::Changed { added, removed, .. } = &applied.rows else {
            return self.count_all();
        };
        let edges = added.iter().chain(removed).filter(|(link, _, _)| *link == Link::Member);
        let mut groups: BTreeSet<Node> = edges.map(|(_, group, _)| (at, *group)).collect();
        groups.extend(moved.iter().map(|guid| (at, *guid)));
        let mut named: BTreeSet<Node> = moved.iter().flat_map(|guid| self.counterparts(at, *guid)).collect();
        named.extend(moved.iter().map(|guid| (at, *guid)));
        named.extend(applied.touched.sids.iter().flat_map(|sid| self.with_sid(sid)));
        for node in named {
            groups.extend(self.naming(Link::Member, node));
        }
        for sid in &applied.touched.sids {
            groups.extend(self.naming_sid(Link::Member, sid));
        }
        groups.extend(self.naming_by_name(Link::Member));
        self.count(groups);
    }

    fn count(&mut self, groups: BTreeSet<Node>) {
        for (at, guid) in groups {
            match self.domains[at].is_security_group(guid) {
                true => {
                    let count = self.count_members(at, guid);
                    self.domains[at].counts.insert(guid, count);
                }
                false => drop(self.domains[at].counts.remove(&guid)),
            }
        }
    }

    fn count_members(&self, at: usize, group: Uuid) -> Count {
        let mut count = Count::default();
        for target in self.domains[at].replica.members().targets(group) {
            count.members += 1;
            count.silent += u64::from(!self.answers(at, target));
        }
        count
    }

    /// Whether a member is somebody that we know.
    fn answers(&self, at: usize, target: &Target) -> bool {
        let Some((at, guid)) = self.resolve(at, target) else { return false };
        let domain = &self.domains[at];
        match domain.replica.live(guid).map(|object| object.kind) {
            Some(Kind::Person) => domain.people.contains(&guid),
            Some(Kind::SecurityGroup | Kind::DistributionGroup) => true,
            Some(Kind::Other) | None => false,
        }
    }
}

impl Domain {
    fn security_groups(&self) -> impl Iterator<Item = Uuid> {
        let groups = self.replica.live_objects().filter(|(_, object)| object.kind == Kind::SecurityGroup);
        groups.map(|(guid, _)| guid)
    }
}
