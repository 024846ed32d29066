//! One entry of a read, sorted into what the replica keeps apart: identity, place, life, links and plain attributes.

use super::packed::Attributes;
use crate::directory::delta::Form;
use crate::directory::dn::split_first;
use crate::directory::entry::{Entry, base_name};
use crate::directory::reference::Reference;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How large the values of one attribute may be together. No attribute that makes a record comes near.
pub(crate) const ATTRIBUTE_BYTES_MAX: usize = 256 * 1024;
/// How long one link may be: a name of an object has far less.
const LINK_BYTES_MAX: usize = 16 * 1024;

/// Attributes that are kept otherwise, that differ from server to server, or that mean nothing to us.
const ASIDE: [&str; 13] = [
    "objectguid",
    "parentguid",
    "name",
    "member",
    "manager",
    "isdeleted",
    "isrecycled",
    "lastknownparent",
    "instancetype",
    "distinguishedname",
    "usnchanged",
    "usncreated",
    "whenchanged",
];

/// What an entry says of links of one kind.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// All of them, where the entry says so.
    pub(crate) all: Option<Vec<Reference>>,
    pub(crate) added: Vec<Reference>,
    pub(crate) removed: Vec<Reference>,
}

/// An entry taken apart.
#[derive(Debug)]
pub(crate) struct Described<'a> {
    pub(crate) guid: Uuid,
    pub(crate) rdn: &'a str,
    pub(crate) above: &'a str,
    pub(crate) parent: Option<Uuid>,
    /// `Some(true)`: a tombstone. `Some(false)`: it was one, and came back.
    pub(crate) deleted: Option<bool>,
    /// New values; an empty set means that the attribute is gone.
    pub(crate) attributes: Attributes,
    /// Values that were added to and taken from a set.
    pub(crate) set_changes: Vec<(String, bool, Vec<u8>)>,
    pub(crate) oversize: BTreeMap<String, u64>,
    pub(crate) members: Links,
    pub(crate) managers: Links,
    /// What was wrong with it, sentences without subject.
    pub(crate) problems: Vec<String>,
}

impl<'a> Described<'a> {
    /// Takes an entry apart.
    ///
    /// # Errors
    /// A sentence without subject, where the entry cannot be told apart from others.
    pub(crate) fn new(entry: &'a Entry, form: Form) -> Result<Self, String> {
        let dn = plain_name(&entry.dn);
        let (rdn, above) = split_first(dn);
        let mut described = Self {
            guid: guid(entry)?,
            rdn,
            above,
            parent: entry.bytes("parentGUID").and_then(guid_from),
            deleted: None,
            attributes: Attributes::new(),
            set_changes: Vec::new(),
            oversize: BTreeMap::new(),
            members: Links::default(),
            managers: Links::default(),
            problems: Vec::new(),
        };
        if form == Form::Full {
            described.members.all = Some(Vec::new());
            described.managers.all = Some(Vec::new());
        }
        for (description, values) in &entry.attributes {
            described.take(description, values, form);
        }
        described.refuse_oversize();
        Ok(described)
    }

    fn take(&mut self, description: &str, values: &[Vec<u8>], form: Form) {
        let name = base_name(description).to_ascii_lowercase();
        let change = if form == Form::Changes { set_change(description) } else { None };
        match name.as_str() {
            "member" => take_links(&mut self.members, change, description, values, &mut self.problems),
            "manager" => take_links(&mut self.managers, change, description, values, &mut self.problems),
            "isdeleted" => {
                self.deleted = Some(values.iter().any(|value| value.eq_ignore_ascii_case(b"TRUE")))
            }
            aside if ASIDE.contains(&aside) => {}
            _ => self.take_plain(name, change, values),
        }
    }

    fn take_plain(&mut self, name: String, change: Option<SetChange>, values: &[Vec<u8>]) {
        let bytes: usize = values.iter().map(Vec::len).sum();
        if bytes > ATTRIBUTE_BYTES_MAX {
            self.oversize.insert(name, bytes as u64);
            return;
        }
        match change {
            Some(SetChange::Added) | Some(SetChange::Removed) => {
                let added = change == Some(SetChange::Added);
                self.set_changes.extend(values.iter().map(|value| (name.clone(), added, value.clone())));
            }
            Some(SetChange::Neither) | None => {
                self.attributes.entry(name).or_default().extend(values.iter().cloned());
            }
        }
    }

    /// Pieces that are small may be large together.
    fn refuse_oversize(&mut self) {
        for (name, values) in &self.attributes {
            let bytes: usize = values.iter().map(Vec::len).sum();
            if bytes > ATTRIBUTE_BYTES_MAX {
                self.oversize.insert(name.clone(), bytes as u64);
            }
        }
        for name in self.oversize.keys() {
            self.attributes.remove(name);
            self.set_changes.retain(|(changed, _, _)| changed != name);
        }
    }
}

/// The sentence about an attribute that is not kept.
pub(crate) fn too_large(name: &str, bytes: u64) -> String {
    format!("its {name} has {bytes} bytes and is not taken; at most {ATTRIBUTE_BYTES_MAX} are")
}

/// What `;range=1-1` and `;range=0-0` mean where changes are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SetChange {
    Added,
    Removed,
    /// Another range, which means neither.
    Neither,
}

fn set_change(description: &str) -> Option<SetChange> {
    let mut options = description.split(';').skip(1).map(str::to_ascii_lowercase);
    let range = options.find(|option| option.starts_with("range="))?;
    Some(match range.as_str() {
        "range=1-1" => SetChange::Added,
        "range=0-0" => SetChange::Removed,
        _ => SetChange::Neither,
    })
}

fn take_links(
    links: &mut Links,
    change: Option<SetChange>,
    description: &str,
    values: &[Vec<u8>],
    problems: &mut Vec<String>,
) {
    let (fine, long): (Vec<&Vec<u8>>, Vec<&Vec<u8>>) =
        values.iter().partition(|value| value.len() <= LINK_BYTES_MAX);
    problems.extend(
        long.iter()
            .map(|value| format!("a {} of it is a name of {} bytes", base_name(description), value.len())),
    );
    let named = fine.into_iter().map(|value| Reference::parse(value));
    match change {
        None => links.all.get_or_insert_default().extend(named),
        Some(SetChange::Added) => links.added.extend(named),
        Some(SetChange::Removed) => links.removed.extend(named),
        Some(SetChange::Neither) => {
            problems.push(format!("its `{description}` says neither what was added nor what was removed"));
        }
    }
}

/// The name without GUID and SID before it.
pub(crate) fn plain_name(dn: &str) -> &str {
    let mut rest = dn;
    while let Some(after) =
        rest.strip_prefix('<').and_then(|part| part.split_once('>')).map(|(_, after)| after)
    {
        rest = after.strip_prefix(';').unwrap_or(after);
    }
    rest
}

/// The entry's GUID, from the attribute or from the extended form of its name.
pub(crate) fn guid(entry: &Entry) -> Result<Uuid, String> {
    match entry.bytes("objectGUID") {
        Some(bytes) => guid_from(bytes).ok_or_else(|| "its objectGUID is not 16 bytes long".into()),
        None => Reference::parse(entry.dn.as_bytes()).guid.ok_or_else(|| "it has no objectGUID".into()),
    }
}

fn guid_from(bytes: &[u8]) -> Option<Uuid> {
    Some(Uuid::from_bytes_le(bytes.try_into().ok()?))
}
