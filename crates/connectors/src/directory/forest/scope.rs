//! Who of a directory is managed. Decided here and not by the server: an object that leaves a server's filter is just
//! never told of again.

use super::{Domain, Forest};
use crate::directory::account::Kind;
use crate::directory::dn::{DnKey, common_name};
use crate::directory::entry::Entry;
use crate::directory::filter::Filter;
use crate::directory::replica::{Object, Target, Touched};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Domain {
    pub(super) fn everybody_in_scope(&self) -> BTreeSet<Uuid> {
        let people = self.replica.live_objects().filter(|(_, object)| object.kind == Kind::Person);
        people.filter(|(guid, object)| self.has_in_scope(*guid, object)).map(|(guid, _)| guid).collect()
    }

    fn has_in_scope(&self, guid: Uuid, person: &Object) -> bool {
        if self.spec.people_bases.is_empty() && self.spec.people_filter.is_none() {
            return true;
        }
        let location = self.replica.location(guid).unwrap_or_default();
        self.spec.has_people_at(&DnKey::new(&location))
            && self.spec.people_filter.as_ref().is_none_or(|filter| {
                let entry = self.with_names(guid, person.entry(guid, location));
                match filter.asks_for("memberOf") {
                    true => self.matches_in_groups(filter, guid, entry),
                    false => filter.matches(&entry),
                }
            })
    }

    /// Names are kept as links and places, which are followed when something is renamed.
    fn with_names(&self, guid: Uuid, entry: Entry) -> Entry {
        let location = entry.dn.clone();
        let managers = self.replica.managers().targets(guid).filter_map(|target| match target {
            Target::Guid(manager) => self.replica.location(*manager),
            Target::Sid(sid) => Some(format!("<SID={sid}>")),
            Target::Name(name) => Some(name.to_string()),
        });
        managers.fold(entry.with("distinguishedName", &location), |entry, manager| {
            entry.with("manager", &manager)
        })
    }

    /// No server tells what changed of `memberOf`, so it is made of the groups' own words.
    fn matches_in_groups(&self, filter: &Filter, guid: Uuid, entry: Entry) -> bool {
        let names = |groups: &BTreeSet<Uuid>| -> Vec<String> {
            groups.iter().filter_map(|group| self.replica.location(*group)).collect()
        };
        let direct: BTreeSet<Uuid> = self.replica.members().sources(&Target::Guid(guid)).collect();
        let entry = names(&direct).iter().fold(entry, |entry, name| entry.with("memberOf", name));
        filter.matches_within(&entry, &names(&self.above(direct)))
    }

    /// Groups, and all groups that these are in.
    fn above(&self, groups: BTreeSet<Uuid>) -> BTreeSet<Uuid> {
        let mut open: Vec<Uuid> = groups.iter().copied().collect();
        let mut above = groups;
        while let Some(group) = open.pop() {
            let around = self.replica.members().sources(&Target::Guid(group));
            open.extend(around.filter(|group| above.insert(*group)));
        }
        above
    }

    pub(super) fn is_scoped_by_groups(&self) -> bool {
        self.spec.people_filter.as_ref().is_some_and(|filter| filter.asks_for("memberOf"))
    }

    pub(super) fn is_security_group(&self, guid: Uuid) -> bool {
        self.replica.live(guid).is_some_and(|object| object.kind == Kind::SecurityGroup)
    }

    /// A group's short name, its place, and whether it is in scope.
    pub(super) fn describe_group(&self, guid: Uuid, group: &Object) -> (String, String, bool) {
        let location = self.replica.location(guid).unwrap_or_default();
        let common = group.attributes.text("cn").map_or_else(|| common_name(&group.rdn), str::to_owned);
        let name = group.attributes.text("samaccountname").unwrap_or(&common).to_owned();
        let in_scope = self.spec.has_group(&DnKey::new(&location), &[&name, &common]);
        (name, location, in_scope)
    }
}

impl Forest {
    /// Decides anew about everybody who may have come into scope or left it. Returns the objects that changed, and whose
    /// scope did.
    pub(super) fn rescope(&mut self, at: usize, touched: &Touched) -> BTreeSet<Uuid> {
        if touched.everything {
            self.domains[at].people = self.domains[at].everybody_in_scope();
            return BTreeSet::new();
        }
        let people = if self.domains[at].is_scoped_by_groups() {
            self.people_near(at, touched)
        } else {
            self.moved_along(at, &touched.objects)
        };
        let domain = &self.domains[at];
        let (inside, outside): (BTreeSet<Uuid>, BTreeSet<Uuid>) = people.into_iter().partition(|guid| {
            let person = domain.replica.live(*guid).filter(|object| object.kind == Kind::Person);
            person.is_some_and(|person| domain.has_in_scope(*guid, person))
        });
        let mut changed = touched.objects.clone();
        let domain = &mut self.domains[at];
        changed.extend(inside.into_iter().filter(|guid| domain.people.insert(*guid)));
        changed.extend(outside.into_iter().filter(|guid| domain.people.remove(guid)));
        changed
    }
}
