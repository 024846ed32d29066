//! Takes what a read says of one object over into the replica.

use super::Replica;
use super::described::Described;
use super::journal::Journal;
use super::object::Object;
use super::packed::{Attributes, Packed};
use crate::directory::account::Kind;
use std::collections::BTreeMap;

impl Replica {
    /// Takes an object over. `anew`: what the read does not say of it is not so; otherwise it is as it was.
    pub(super) fn upsert(&mut self, journal: &mut Journal, described: &Described<'_>, anew: bool) {
        let known = self.objects.get(&described.guid);
        let before = known.filter(|_| !anew);
        let mut object = Object {
            kind: Kind::Other,
            deleted: described.deleted.unwrap_or(before.is_some_and(|object| object.deleted)),
            parent: described.parent.or(before.and_then(|object| object.parent)),
            rdn: described.rdn.into(),
            above: Some(described.above.into()),
            sid: None,
            attributes: Packed::default(),
            oversize: oversize(described, before),
        };
        object.set_attributes(attributes(described, known, before));
        self.set(journal, described.guid, Some(object));
    }
}

fn attributes(described: &Described<'_>, known: Option<&Object>, before: Option<&Object>) -> Attributes {
    let mut attributes = before.map(|object| object.attributes.unpack()).unwrap_or_default();
    if before.is_some_and(|object| *object.rdn != *described.rdn) {
        attributes.remove("cn");
    }
    // An attribute that is too large to be taken is as it was: better an old value than none.
    for name in described.oversize.keys() {
        let old = known.and_then(|object| object.attributes.unpack().remove_entry(name));
        attributes.extend(old);
    }
    for (name, values) in &described.attributes {
        match values.is_empty() {
            true => attributes.remove(name),
            false => attributes.insert(name.clone(), values.clone()),
        };
    }
    for (name, added, value) in &described.set_changes {
        change_set(attributes.entry(name.clone()).or_default(), *added, value);
    }
    attributes.retain(|_, values| !values.is_empty());
    attributes
}

fn change_set(values: &mut Vec<Vec<u8>>, added: bool, value: &[u8]) {
    let known = values.iter().position(|known| known == value);
    match (added, known) {
        (true, None) => values.push(value.to_vec()),
        (false, Some(at)) => drop(values.remove(at)),
        (true, Some(_)) | (false, None) => {}
    }
}

fn oversize(described: &Described<'_>, before: Option<&Object>) -> Box<[(Box<str>, u64)]> {
    let before = before.map(|object| object.oversize.to_vec()).unwrap_or_default();
    let mut sizes: BTreeMap<Box<str>, u64> = before.into_iter().collect();
    sizes.retain(|name, _| !described.attributes.contains_key(&**name));
    sizes.extend(described.oversize.iter().map(|(name, bytes)| (Box::from(name.as_str()), *bytes)));
    sizes.into_iter().collect()
}
