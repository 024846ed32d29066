//! One object as the replica keeps it.

use super::packed::{Attributes, Packed};
use crate::directory::account::{Kind, kind};
use crate::directory::dn::common_name;
use crate::directory::entry::Entry;
use crate::directory::values::sid_text;
use std::sync::Arc;
use uuid::Uuid;

/// An object of the directory, or what is left of a deleted one: it may come back, and then only what changed is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) kind: Kind,
    pub(crate) deleted: bool,
    pub(crate) parent: Option<Uuid>,
    /// The first part of the name, as the source wrote it.
    pub(crate) rdn: Box<str>,
    /// The rest of the name, where the parent is not in the replica. Otherwise the parent knows better.
    pub(crate) above: Option<Box<str>>,
    pub(crate) sid: Option<Arc<str>>,
    pub(crate) attributes: Packed,
    /// Attributes that were too large to keep, with their size in bytes.
    pub(crate) oversize: Box<[(Box<str>, u64)]>,
}

impl Object {
    /// The SID of the primary group, which is the person's own but for the last part.
    pub(crate) fn primary_group(&self) -> Option<String> {
        if self.kind != Kind::Person {
            return None;
        }
        let (domain, _) = self.sid.as_deref()?.rsplit_once('-')?;
        Some(format!("{domain}-{}", self.attributes.text("primarygroupid")?))
    }

    /// The object as it would come from a server: under `location`, with the attributes that its name implies.
    pub(crate) fn entry(&self, guid: Uuid, location: String) -> Entry {
        let name = common_name(&self.rdn);
        let mut entry = Entry::new(&location).with_bytes("objectguid", &guid.to_bytes_le());
        entry.attributes.extend(self.attributes.unpack());
        let implied = if has_common_name(&self.rdn) { &["cn", "name"][..] } else { &["name"] };
        for attribute in implied {
            if entry.bytes(attribute).is_none() {
                entry.attributes.push(((*attribute).to_owned(), vec![name.as_bytes().to_vec()]));
            }
        }
        entry
    }

    /// What people call the object.
    pub(crate) fn called(&self) -> String {
        let display = if self.kind == Kind::Person { "displayname" } else { "samaccountname" };
        self.attributes.text(display).map_or_else(|| common_name(&self.rdn), str::to_owned)
    }

    /// Takes attributes over, together with what follows from them.
    pub(crate) fn set_attributes(&mut self, mut attributes: Attributes) {
        let common = common_name(&self.rdn);
        if has_common_name(&self.rdn) {
            // The name says it already, and keeps saying it after a renaming.
            let told = |values: &Vec<Vec<u8>>| matches!(&values[..], [only] if only == common.as_bytes());
            attributes
                .remove_entry("cn")
                .filter(|(_, values)| !told(values))
                .map(|(name, values)| attributes.insert(name, values));
        }
        let entry = Entry { dn: String::new(), attributes: attributes.clone().into_iter().collect() };
        self.kind = kind(&entry);
        self.sid = entry.bytes("objectsid").and_then(sid_text).map(Arc::from);
        self.attributes = Packed::new(&attributes);
    }
}

fn has_common_name(rdn: &str) -> bool {
    rdn.split('=').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("cn"))
}
