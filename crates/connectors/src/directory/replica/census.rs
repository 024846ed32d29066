//! Who is in a read, before anything is made of it.

use super::described::{guid, plain_name};
use super::faults::Fault;
use crate::directory::account::{Kind, kind};
use crate::directory::delta::{Delta, Form};
use crate::directory::dn::DnKey;
use crate::directory::entry::{Entry, base_name};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Who is in a read.
#[derive(Default)]
pub(super) struct Census<'a> {
    /// Entries that can be taken in, in their order.
    pub(super) entries: Vec<(Uuid, &'a Entry)>,
    /// Everybody who is named, also by an entry that cannot be taken in.
    pub(super) named: BTreeSet<Uuid>,
    pub(super) faults: Vec<Fault>,
}

/// How much of each kind there is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) people: usize,
    pub(super) groups: usize,
    pub(super) others: usize,
    pub(super) memberships: usize,
}

impl<'a> Census<'a> {
    pub(super) fn new(delta: &'a Delta) -> Self {
        let mut census = Self::default();
        let twins = twins(&delta.objects);
        for (number, entry) in delta.objects.iter().enumerate() {
            match guid(entry) {
                Ok(guid) => {
                    census.named.insert(guid);
                    if twins.contains(&number) {
                        let reason = format!("its objectGUID {guid} belongs to another entry already");
                        census.fault(entry, reason);
                    } else {
                        census.entries.push((guid, entry));
                    }
                }
                Err(reason) if delta.form == Form::Changes || matters(entry) => census.fault(entry, reason),
                Err(_) => {}
            }
        }
        census
    }

    fn fault(&mut self, entry: &Entry, reason: String) {
        // Without a GUID: the entry that bears it rightly does not excuse this one.
        self.faults.push(Fault { location: plain_name(&entry.dn).to_owned(), reason, guid: None });
    }

    /// Whom the read tells of from the beginning, so that nothing is lost of what an earlier one brought in vain; by GUID
    /// and by name. Where changes are told, only what changed comes, and with the class everything.
    pub(super) fn told_anew(&self, form: Form) -> (BTreeSet<Uuid>, BTreeSet<DnKey>) {
        let anew =
            |entry: &Entry| form == Form::Full || entry.bytes("objectClass").is_some() || is_tombstone(entry);
        let told = self.entries.iter().filter(|(_, entry)| anew(entry));
        told.map(|(guid, entry)| (*guid, DnKey::new(plain_name(&entry.dn)))).unzip()
    }

    /// How many people the read names who are not deleted; for a whole read, where every entry tells its class.
    pub(super) fn people(&self) -> u64 {
        let people =
            self.entries.iter().filter(|(_, entry)| !is_tombstone(entry) && kind(entry) == Kind::Person);
        people.map(|(guid, _)| guid).collect::<BTreeSet<_>>().len() as u64
    }

    /// How many memberships the read brought; for a whole read.
    pub(super) fn memberships(&self, form: Form) -> usize {
        let mut members: BTreeMap<Uuid, usize> = BTreeMap::new();
        for &(guid, entry) in &self.entries {
            let before = if form == Form::Full { 0 } else { members.get(&guid).copied().unwrap_or(0) };
            members.insert(guid, before + live_members(entry, form));
        }
        members.into_values().sum()
    }
}

/// How many people a read names who are not deleted.
pub(crate) fn people_in(delta: &Delta) -> u64 {
    Census::new(delta).people()
}

impl Counts {
    pub(super) fn count(&mut self, kind: Kind) {
        match kind {
            Kind::Person => self.people += 1,
            Kind::SecurityGroup | Kind::DistributionGroup => self.groups += 1,
            Kind::Other => self.others += 1,
        }
    }
}

fn live_members(entry: &Entry, form: Form) -> usize {
    let gone =
        |description: &str| form == Form::Changes && description.to_ascii_lowercase().ends_with("range=0-0");
    let is_member =
        |description: &str| base_name(description).eq_ignore_ascii_case("member") && !gone(description);
    entry.attributes.iter().filter(|(name, _)| is_member(name)).map(|(_, values)| values.len()).sum()
}

fn is_tombstone(entry: &Entry) -> bool {
    entry.texts("isDeleted").any(|text| text.eq_ignore_ascii_case("TRUE"))
}

/// Whether anybody would miss the object.
fn matters(entry: &Entry) -> bool {
    match kind(entry) {
        Kind::Person | Kind::SecurityGroup => true,
        Kind::DistributionGroup | Kind::Other => false,
    }
}

/// Entries whose GUID another one bears, told by their SIDs. The first in order of names is the rightful one.
fn twins(entries: &[Entry]) -> BTreeSet<usize> {
    let mut bearers: BTreeMap<&[u8], BTreeMap<&[u8], Vec<usize>>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        if let (Some(guid), Some(sid)) = (entry.bytes("objectGUID"), entry.bytes("objectSid")) {
            bearers.entry(guid).or_default().entry(sid).or_default().push(number);
        }
    }
    let contested = bearers.into_values().filter(|bearers| bearers.len() > 1);
    let wrong = contested.flat_map(|bearers| {
        let mut claims: Vec<Vec<usize>> = bearers.into_values().collect();
        claims.sort_by_key(|claim| claim.iter().map(|&number| entries[number].dn.as_str()).min());
        claims.into_iter().skip(1).flatten()
    });
    wrong.collect()
}
