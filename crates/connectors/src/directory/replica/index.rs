//! Puts objects into the replica and takes them out, with everything that finds them.

use super::Replica;
use super::journal::Journal;
use super::object::Object;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Replica {
    /// Replaces what is known of an object; `None` forgets it.
    pub(super) fn set(&mut self, journal: &mut Journal, guid: Uuid, mut new: Option<Object>) {
        if let Some(object) = &mut new {
            let has_parent =
                object.parent.is_some_and(|parent| self.live(parent).is_some() && parent != guid);
            if has_parent && !object.deleted {
                object.above = None;
            }
        }
        if self.objects.get(&guid) == new.as_ref() {
            return;
        }
        let was_live = self.live(guid).is_some();
        let is_live = new.as_ref().is_some_and(|object| !object.deleted);
        if was_live && !is_live {
            self.leave_children(journal, guid);
        }
        self.unindex(guid);
        let old = match new {
            Some(object) => self.objects.insert(guid, object),
            None => self.objects.remove(&guid),
        };
        journal.note_object(guid, old);
        self.index(guid);
        if is_live && !was_live {
            self.adopt_children(journal, guid);
            journal.note_sid(self.strays.forget(guid));
        }
    }

    /// Children of what goes keep the name that they had.
    fn leave_children(&mut self, journal: &mut Journal, parent: Uuid) {
        let above = self.location(parent).unwrap_or_default();
        self.rename_above(journal, parent, |_| Some(above.as_str().into()));
    }

    /// Children of what comes are named after it from now on.
    fn adopt_children(&mut self, journal: &mut Journal, parent: Uuid) {
        self.rename_above(journal, parent, |_| None);
    }

    fn rename_above(
        &mut self,
        journal: &mut Journal,
        parent: Uuid,
        above: impl Fn(&Object) -> Option<Box<str>>,
    ) {
        let children: Vec<Uuid> = self.names.children(parent).filter(|child| *child != parent).collect();
        for child in children {
            let Some(old) = self.live(child).cloned() else { continue };
            let new = Object { above: above(&old), ..old.clone() };
            // As a root, the child is found by its whole name; below a parent, by its first part.
            if let Some(above) = &old.above {
                self.names.remove_root(&joined(&old.rdn, above), child);
            }
            if let Some(above) = &new.above {
                self.names.add_root(&joined(&new.rdn, above), child);
            }
            if new != old {
                self.objects.insert(child, new);
                journal.note_object(child, Some(old));
            }
        }
    }

    fn index(&mut self, guid: Uuid) {
        let Some(object) = self.objects.get(&guid).filter(|object| !object.deleted) else { return };
        if let Some(sid) = &object.sid {
            self.by_sid.insert((sid.clone(), guid));
        }
        if let Some(group) = object.primary_group() {
            self.primaries.entry(group.into()).or_default().insert(guid);
        }
        if let Some(parent) = object.parent {
            self.names.add_child(parent, &object.rdn, guid);
        }
        if let Some(above) = &object.above {
            self.names.add_root(&joined(&object.rdn, above), guid);
        }
    }

    fn unindex(&mut self, guid: Uuid) {
        let Some(object) = self.objects.get(&guid).filter(|object| !object.deleted) else { return };
        if let Some(sid) = &object.sid {
            self.by_sid.remove(&(sid.clone(), guid));
        }
        if let Some(group) = object.primary_group() {
            leave(&mut self.primaries, &group, guid);
        }
        if let Some(parent) = object.parent {
            self.names.remove_child(parent, &object.rdn, guid);
        }
        if let Some(above) = &object.above {
            self.names.remove_root(&joined(&object.rdn, above), guid);
        }
    }

    /// Finds everything anew; for a replica whose objects were put in at once.
    pub(super) fn index_all(&mut self) {
        let guids: Vec<Uuid> = self.objects.keys().copied().collect();
        guids.into_iter().for_each(|guid| self.index(guid));
    }
}

fn joined(rdn: &str, above: &str) -> String {
    if above.is_empty() { rdn.to_owned() } else { format!("{rdn},{above}") }
}

fn leave(primaries: &mut BTreeMap<Box<str>, BTreeSet<Uuid>>, group: &str, person: Uuid) {
    if let Some(people) = primaries.get_mut(group) {
        people.remove(&person);
        if people.is_empty() {
            primaries.remove(group);
        }
    }
}
