//! What a domain controller would tell of a world.

use super::{Id, Sort, Thing, World, guid, sid};
use muster_connectors::directory::{Entry, sid_bytes};

/// How an object is called where it is linked: in its own domain as it is; elsewhere sometimes as a principal that
/// only shares the SID.
fn link(world: &World, group: Id, member: Id) -> String {
    if group.0 != member.0 && (group.1 + member.1).is_multiple_of(2) {
        let principal = format!("CN={},CN=ForeignSecurityPrincipals,DC=d{}", sid(member), group.0);
        return format!("<GUID={}>;<SID={}>;{principal}", principal_guid(group.0, member), sid(member));
    }
    format!("<GUID={}>;<SID={}>;{}", guid(member), sid(member), world.dn(member))
}

fn principal_guid(domain: usize, member: Id) -> uuid::Uuid {
    uuid::Uuid::from_u128(guid(member).as_u128() + ((domain as u128 + 1) << 64))
}

/// The principals of a domain that are objects of their own there.
fn principals(world: &World, domain: usize) -> Vec<Entry> {
    let members = world.things.keys().filter(|id| id.0 != domain && id.1 % 3 == 0);
    let entry = |member: &Id| {
        Entry::new(&format!("CN={},CN=ForeignSecurityPrincipals,DC=d{domain}", sid(*member)))
            .with("objectClass", "foreignSecurityPrincipal")
            .with_bytes("objectGUID", &principal_guid(domain, *member).to_bytes_le())
            .with_bytes("objectSid", &sid_bytes(&sid(*member)).unwrap())
    };
    members.map(entry).collect()
}

impl World {
    /// Everything in a domain, told as changes since nothing or in full.
    pub(crate) fn everything(&self, domain: usize, full: bool) -> Vec<Entry> {
        let nothing = World::default();
        let mut entries = principals(self, domain);
        entries.extend(
            self.changes(&nothing, domain).into_iter().map(|entry| if full { in_full(entry) } else { entry }),
        );
        entries
    }

    /// What changed in a domain since a world before.
    pub(crate) fn changes(&self, before: &World, domain: usize) -> Vec<Entry> {
        let own = self.things.iter().filter(|(id, _)| id.0 == domain);
        own.filter_map(|(id, thing)| self.change(before, *id, thing)).collect()
    }

    /// What changed in a domain, with each object in full.
    pub(crate) fn changes_in_full(&self, before: &World, domain: usize) -> Vec<Entry> {
        let all = self.changes(&World::default(), domain);
        let changed = self.changes(before, domain);
        let is_changed = |entry: &Entry| {
            changed.iter().any(|change| change.bytes("objectGUID") == entry.bytes("objectGUID"))
        };
        all.into_iter().filter(is_changed).map(in_full).collect()
    }

    fn change(&self, before: &World, id: Id, thing: &Thing) -> Option<Entry> {
        let was = before.things.get(&id);
        let mut entry =
            Entry::new(&self.told_name(id, thing)).with_bytes("objectGUID", &guid(id).to_bytes_le());
        let start = entry.attributes.len();
        let first = was.is_none();
        if first {
            entry = classes(entry, thing.sort).with("sAMAccountName", &format!("s{}", id.1));
            entry = entry.with_bytes("objectSid", &sid_bytes(&sid(id)).unwrap());
        }
        entry = self.place(entry, id, thing, was);
        entry = life(entry, thing, was);
        entry = attributes(entry, thing, was);
        entry = self.manager(entry, id, thing, was);
        entry = self.members(entry, before, id, thing);
        (entry.attributes.len() > start).then_some(entry)
    }

    fn told_name(&self, id: Id, thing: &Thing) -> String {
        match thing.deleted {
            true => format!(r"CN={}\0ADEL:{},CN=Deleted Objects,DC=d{}", thing.name, guid(id), id.0),
            false => self.dn(id),
        }
    }

    fn place(&self, entry: Entry, id: Id, thing: &Thing, was: Option<&Thing>) -> Entry {
        let place = |thing: &Thing| (thing.name.clone(), thing.unit, thing.deleted);
        if was.map(place) == Some(place(thing)) {
            return entry;
        }
        // The top of a domain has a GUID, too, that nobody is told of.
        let top = uuid::Uuid::from_u128(1 + id.0 as u128);
        let parent = thing.unit.map_or(top, |unit| guid((id.0, unit)));
        let parent = if thing.deleted { uuid::Uuid::from_u128(77) } else { parent };
        entry.with("name", &thing.name).with_bytes("parentGUID", &parent.to_bytes_le())
    }

    fn manager(&self, entry: Entry, id: Id, thing: &Thing, was: Option<&Thing>) -> Entry {
        let before = was.and_then(|was| was.manager.filter(|_| was.lives == thing.lives));
        if thing.deleted || before == thing.manager {
            return entry;
        }
        match thing.manager {
            Some(manager) => entry.with("manager", &link(self, id, manager)),
            None => with_nothing(entry, "manager"),
        }
    }

    fn members(&self, mut entry: Entry, before: &World, id: Id, thing: &Thing) -> Entry {
        if thing.deleted {
            return entry;
        }
        let of = |world: &World| -> Vec<(Id, u32)> {
            let links = world.links.iter().filter(|((group, _), _)| *group == id);
            links.map(|((_, member), number)| (*member, *number)).collect()
        };
        for (member, number) in of(self) {
            if before.links.get(&(id, member)) != Some(&number) {
                entry = entry.with("member;range=1-1", &link(self, id, member));
            }
        }
        for (member, _) in of(before) {
            // A link that went with its member is told by the member alone.
            let gone_too = member.0 == id.0 && self.live(member).is_none();
            if !self.links.contains_key(&(id, member)) && !gone_too {
                entry = entry.with("member;range=0-0", &link(before, id, member));
            }
        }
        entry
    }
}

fn classes(entry: Entry, sort: Sort) -> Entry {
    match sort {
        Sort::Unit => entry.with("objectClass", "top").with("objectClass", "organizationalUnit"),
        Sort::Person => entry.with("objectClass", "top").with("objectClass", "user"),
        Sort::Group => entry.with("objectClass", "top").with("objectClass", "group"),
    }
}

fn life(entry: Entry, thing: &Thing, was: Option<&Thing>) -> Entry {
    let before = was.map(|was| (was.deleted, was.lives)).unwrap_or_default();
    match thing.deleted {
        true if before != (true, thing.lives) => entry.with("isDeleted", "TRUE"),
        false if before != (false, thing.lives) => with_nothing(entry, "isDeleted"),
        true | false => entry,
    }
}

fn attributes(mut entry: Entry, thing: &Thing, was: Option<&Thing>) -> Entry {
    if was.map(|was| &was.title) != Some(&thing.title) {
        entry = match &thing.title {
            Some(title) => entry.with("title", title),
            None => with_nothing(entry, "title"),
        };
    }
    if thing.sort == Sort::Person && was.map(|was| was.disabled) != Some(thing.disabled) {
        entry = entry.with("userAccountControl", if thing.disabled { "514" } else { "512" });
    }
    if thing.sort == Sort::Person && was.map(|was| was.primary) != Some(thing.primary) {
        entry = entry.with("primaryGroupID", &thing.primary.to_string());
    }
    if thing.sort == Sort::Group && was.map(|was| was.distribution) != Some(thing.distribution) {
        entry = entry.with("groupType", if thing.distribution { "2" } else { "-2147483646" });
    }
    entry
}

fn with_nothing(mut entry: Entry, name: &str) -> Entry {
    entry.attributes.push((name.to_owned(), Vec::new()));
    entry
}

/// Changes since nothing as a plain search would bring them.
fn in_full(mut entry: Entry) -> Entry {
    entry.attributes.retain(|(name, values)| !values.is_empty() && name != "member;range=0-0");
    for (name, _) in &mut entry.attributes {
        if name == "member;range=1-1" {
            *name = "member".into();
        }
    }
    entry
}
