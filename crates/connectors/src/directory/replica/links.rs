//! Links between objects. An end that is in the replica is named by its GUID, however the link names it: names change
//! and links are not told again. An end that is not there is kept as it is named, and found when it comes.

use super::Replica;
use super::applied::Link;
use super::described::Links;
use super::edges::{Edges, Target};
use super::journal::Journal;
use crate::directory::dn::DnKey;
use crate::directory::reference::Reference;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Replica {
    pub(crate) fn edges(&self, link: Link) -> &Edges {
        match link {
            Link::Member => &self.members,
            Link::Manager => &self.managers,
        }
    }

    fn edges_mut(&mut self, link: Link) -> &mut Edges {
        match link {
            Link::Member => &mut self.members,
            Link::Manager => &mut self.managers,
        }
    }

    /// What a link points at; `None` for a deleted object and for nothing at all.
    pub(super) fn target(&self, reference: &Reference) -> Option<Target> {
        if is_deleted(&reference.dn) {
            return None;
        }
        if let Some(guid) = reference.guid {
            let deleted = self.objects.get(&guid).is_some_and(|object| object.deleted);
            return (!deleted).then_some(Target::Guid(guid));
        }
        if let Some(sid) = &reference.sid {
            return Some(self.with_sid(sid).map_or_else(|| Target::Sid(sid.as_str().into()), Target::Guid));
        }
        let name = DnKey::new(&reference.dn);
        match (self.find(&name), principal(&name)) {
            (Some(guid), _) => Some(Target::Guid(guid)),
            (None, Some(sid)) => Some(Target::Sid(sid.into())),
            (None, None) => (!name.parts().is_empty()).then(|| Target::Name(name.text().into())),
        }
    }

    /// Targets of links, remembering the SIDs of those that are elsewhere.
    pub(super) fn targets(&mut self, references: &[Reference]) -> BTreeSet<Target> {
        let mut targets = BTreeSet::new();
        for reference in references {
            if let Some(target) = self.target(reference) {
                self.learn(reference, &target);
                targets.insert(target);
            }
        }
        targets
    }

    fn learn(&mut self, reference: &Reference, target: &Target) {
        let Some(guid) = target.guid().filter(|guid| !self.objects.contains_key(guid)) else { return };
        let sid = reference.sid.clone().or_else(|| principal(&DnKey::new(&reference.dn)));
        if let Some(sid) = sid {
            self.strays.learn(guid, &sid);
        }
    }

    /// Takes over what changed of an object's links.
    pub(super) fn change_links(&mut self, journal: &mut Journal, link: Link, from: Uuid, links: &Links) {
        let removed: Vec<Target> =
            links.removed.iter().filter_map(|reference| self.target(reference)).collect();
        let added = self.targets(&links.added);
        let all = links.all.as_ref().map(|all| self.targets(all));
        match (all, link) {
            (Some(mut all), _) => {
                all.extend(added);
                self.replace_links(journal, link, from, &all);
            }
            (None, Link::Manager) if !added.is_empty() => self.replace_links(journal, link, from, &added),
            (None, Link::Manager | Link::Member) => {
                removed.iter().for_each(|to| self.unlink(journal, link, from, to));
                added.iter().for_each(|to| self.link(journal, link, from, to));
            }
        }
    }

    /// Makes an object's links exactly these.
    pub(super) fn replace_links(
        &mut self,
        journal: &mut Journal,
        link: Link,
        from: Uuid,
        to: &BTreeSet<Target>,
    ) {
        let gone: Vec<Target> =
            self.edges(link).targets(from).filter(|known| !to.contains(known)).cloned().collect();
        gone.iter().for_each(|to| self.unlink(journal, link, from, to));
        to.iter().for_each(|to| self.link(journal, link, from, to));
    }

    pub(super) fn link(&mut self, journal: &mut Journal, link: Link, from: Uuid, to: &Target) {
        if self.edges_mut(link).add(from, to) {
            journal.note_edge(link, from, to, false);
        }
    }

    fn unlink(&mut self, journal: &mut Journal, link: Link, from: Uuid, to: &Target) {
        if !self.edges_mut(link).remove(from, to) {
            return;
        }
        journal.note_edge(link, from, to, true);
        let pointed_at =
            self.members.sources(to).next().is_some() || self.managers.sources(to).next().is_some();
        if let Some(guid) = to.guid().filter(|_| !pointed_at) {
            journal.note_sid(self.strays.forget(guid));
        }
    }

    /// Takes away everything that points from or to an object.
    pub(super) fn drop_links(&mut self, journal: &mut Journal, guid: Uuid) {
        let end = Target::Guid(guid);
        for link in [Link::Member, Link::Manager] {
            self.replace_links(journal, link, guid, &BTreeSet::new());
            let sources: Vec<Uuid> = self.edges(link).sources(&end).collect();
            sources.into_iter().for_each(|from| self.unlink(journal, link, from, &end));
        }
    }

    /// Finds ends that were named by SID or name and are in the replica now.
    pub(super) fn settle(&mut self, journal: &mut Journal) {
        for link in [Link::Member, Link::Manager] {
            for loose in self.edges(link).loose() {
                let found = match &loose {
                    Target::Sid(sid) => self.with_sid(sid),
                    Target::Name(name) => self.find(&DnKey::new(name)),
                    Target::Guid(guid) => Some(*guid),
                };
                if let Some(guid) = found {
                    self.rename_end(journal, link, &loose, &Target::Guid(guid));
                }
            }
        }
    }

    fn rename_end(&mut self, journal: &mut Journal, link: Link, loose: &Target, end: &Target) {
        let sources: Vec<Uuid> = self.edges(link).sources(loose).collect();
        for from in sources {
            if !journal.is_new_edge(link, from, loose) {
                journal.settled.extend([(link, from, loose.clone()), (link, from, end.clone())]);
            }
            self.unlink(journal, link, from, loose);
            self.link(journal, link, from, end);
        }
    }
}

/// Whether a link names a deleted object, as links may with the recycle bin on.
fn is_deleted(dn: &str) -> bool {
    // Nearly no name has this in it, and taking a name apart is what costs.
    dn.to_ascii_lowercase().contains("deleted objects") && DnKey::new(dn).is_deleted()
}

/// The SID that a foreign security principal is named by.
pub(crate) fn principal(name: &DnKey) -> Option<String> {
    let sid = name.parts().first()?.strip_prefix("cn=")?;
    sid.starts_with("s-1-").then(|| sid.to_uppercase())
}
