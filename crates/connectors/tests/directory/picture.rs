//! What somebody knows who applies one delta after another: the meaning of [`Delta`], in the plainest words. It shares
//! no code with whoever keeps the objects in earnest.

use muster_connectors::directory::{Delta, Entry, Extent, Form, Reference, base_name, guid_of};
use std::collections::{BTreeMap, BTreeSet};

/// Objects by GUID, and who is a member of what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    objects: BTreeMap<String, BTreeMap<String, Vec<Vec<u8>>>>,
    edges: BTreeSet<(String, String)>,
}

impl Picture {
    pub(crate) fn of(delta: &Delta) -> Self {
        let mut picture = Self::default();
        picture.apply(delta);
        picture
    }

    pub(crate) fn apply(&mut self, delta: &Delta) {
        if delta.extent == Extent::Whole {
            *self = Self::default();
        }
        for entry in &delta.objects {
            self.take(entry, delta.form);
        }
    }

    fn take(&mut self, entry: &Entry, form: Form) {
        let guid = guid_of(entry).unwrap();
        if form == Form::Full {
            self.objects.remove(&guid);
            self.edges.retain(|(group, _)| *group != guid);
        }
        for (description, values) in &entry.attributes {
            let name = base_name(description).to_lowercase();
            match (name.as_str(), description.split_once(';').map(|(_, option)| option)) {
                ("member", Some("range=0-0")) => self.links(&guid, values, false),
                ("member", _) => self.links(&guid, values, true),
                _ => drop(self.objects.entry(guid.clone()).or_default().insert(name, values.clone())),
            }
        }
        if self.is_deleted(&guid) {
            self.edges.retain(|(group, member)| *group != guid && *member != guid);
        }
    }

    fn links(&mut self, group: &str, values: &[Vec<u8>], present: bool) {
        for value in values {
            let edge = (group.to_owned(), Reference::parse(value).guid.unwrap().to_string());
            match present {
                true => self.edges.insert(edge),
                false => self.edges.remove(&edge),
            };
        }
    }

    fn is_deleted(&self, guid: &str) -> bool {
        self.text(guid, "isdeleted").is_some_and(|text| text == "TRUE")
    }

    fn text(&self, guid: &str, attribute: &str) -> Option<String> {
        let value = self.objects.get(guid)?.get(attribute)?.first()?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    /// What can be compared between ways of tracking: a line an object that exists, a line a link between two of them.
    pub(crate) fn lines(&self) -> BTreeSet<String> {
        const COMPARED: [&str; 9] = [
            "name",
            "parentguid",
            "mail",
            "title",
            "telephonenumber",
            "useraccountcontrol",
            "primarygroupid",
            "samaccountname",
            "objectsid",
        ];
        let alive = |guid: &String| self.objects.contains_key(guid) && !self.is_deleted(guid);
        let object = |guid: &String| {
            let values = COMPARED.map(|name| {
                self.objects[guid]
                    .get(name)
                    .filter(|values| !values.is_empty())
                    .map(|values| format!("{values:?}"))
            });
            format!("{guid} {values:?}")
        };
        let objects = self.objects.keys().filter(|guid| alive(guid)).map(object);
        let edges = self.edges.iter().filter(|(group, member)| alive(group) && alive(member));
        objects.chain(edges.map(|(group, member)| format!("{member} in {group}"))).collect()
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.objects.keys().any(|guid| {
            !self.is_deleted(guid) && self.text(guid, "samaccountname").is_some_and(|found| found == name)
        })
    }

    /// The GUID of an object, deleted or not.
    pub(crate) fn guid_of_login(&self, login: &str) -> Option<String> {
        let bears = |guid: &&String| self.text(guid, "samaccountname").is_some_and(|found| found == login);
        self.objects.keys().find(bears).cloned()
    }

    /// The last part of an object's SID.
    pub(crate) fn rid_of_login(&self, login: &str) -> Option<String> {
        let sid = self.objects[&self.guid_of_login(login)?].get("objectsid")?.first()?;
        muster_connectors::directory::sid_text(sid)?.rsplit('-').next().map(str::to_owned)
    }

    /// How many live objects there are.
    pub(crate) fn len(&self) -> usize {
        self.objects.keys().filter(|guid| !self.is_deleted(guid)).count()
    }
}
