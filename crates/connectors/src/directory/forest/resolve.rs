//! Finds what a link points at: in its own directory, else in the others by GUID, then SID, then name.

use super::{Forest, Node};
use crate::directory::account::Kind;
use crate::directory::dn::DnKey;
use crate::directory::replica::{Object, Replica, Target};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Forest {
    /// What a link of the directory `at` points at.
    pub(super) fn resolve(&self, at: usize, target: &Target) -> Option<Node> {
        match target {
            Target::Guid(guid) => self.resolve_guid(at, *guid),
            Target::Sid(sid) => self.elsewhere_by_sid(at, sid),
            Target::Name(name) => {
                let name = DnKey::new(name);
                self.others(at).find_map(|(other, replica)| Some((other, replica.find(&name)?)))
            }
        }
    }

    /// A name alone never stands for a GUID that is not there: it may have been given to somebody else since.
    fn resolve_guid(&self, at: usize, guid: Uuid) -> Option<Node> {
        let own = &self.domains[at].replica;
        if let Some(object) = own.live(guid) {
            let foreign = stands_for_another(object).and_then(|sid| self.elsewhere_by_sid(at, sid));
            return Some(foreign.unwrap_or((at, guid)));
        }
        let by_guid = self.others(at).find(|(_, replica)| replica.live(guid).is_some());
        by_guid
            .map(|(other, _)| (other, guid))
            .or_else(|| own.strays().sid(guid).and_then(|sid| self.elsewhere_by_sid(at, sid)))
    }

    fn elsewhere_by_sid(&self, at: usize, sid: &str) -> Option<Node> {
        self.others(at).find_map(|(other, replica)| {
            let guid = replica.with_sid(sid)?;
            let object = replica.live(guid)?;
            stands_for_another(object).is_none().then_some((other, guid))
        })
    }

    fn others(&self, at: usize) -> impl Iterator<Item = (usize, &Replica)> {
        let all = self.domains.iter().enumerate().map(|(other, domain)| (other, &domain.replica));
        all.filter(move |(other, _)| *other != at)
    }

    /// The security groups that have an object as a member.
    pub(super) fn groups_of(&self, node: Node) -> BTreeSet<Node> {
        let mut groups = BTreeSet::new();
        for (at, domain) in self.domains.iter().enumerate() {
            for target in self.called(node, at) {
                if self.resolve(at, &target) == Some(node) {
                    let sources = domain.replica.members().sources(&target);
                    groups.extend(
                        sources.filter(|group| domain.is_security_group(*group)).map(|group| (at, group)),
                    );
                }
            }
        }
        groups
    }

    /// How links of the directory `at` may call an object.
    pub(super) fn called(&self, (of, guid): Node, at: usize) -> Vec<Target> {
        let mut called = vec![Target::Guid(guid)];
        if of == at {
            return called;
        }
        let (own, other) = (&self.domains[of].replica, &self.domains[at].replica);
        if let Some(sid) = own.live(guid).and_then(|object| object.sid.as_deref()) {
            called.extend(
                other.with_sid(sid).into_iter().chain(other.strays().with_sid(sid)).map(Target::Guid),
            );
            called.push(Target::Sid(sid.into()));
        }
        if other.has_loose_names() {
            let name = DnKey::new(&own.location(guid).unwrap_or_default());
            called.push(Target::Name(name.text().into()));
        }
        called.sort();
        called.dedup();
        called
    }
}

/// The SID of a principal that is an object here and stands for one elsewhere.
fn stands_for_another(object: &Object) -> Option<&str> {
    match object.kind {
        Kind::Other => object.sid.as_deref(),
        Kind::Person | Kind::SecurityGroup | Kind::DistributionGroup => None,
    }
}
