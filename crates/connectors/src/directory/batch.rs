//! Entries in, one batch of records out.

use super::account::{Kind, kind};
use super::delta::{Delta, Extent, Form, Position, Track};
use super::entry::Entry;
use super::forest::Forest;
use super::replica::Replica;
use super::spec::ReadSpec;
use super::values::guid_of;
use jiff::Timestamp;
use muster_core::id::SourceId;
use muster_core::record::{Coverage, Cursor, Rejected, SourceBatch};
use std::collections::BTreeSet;

/// Entries as they were read, and how far the read can be believed.
#[derive(Clone, Debug)]
pub struct Description {
    /// People and groups; other objects are passed over.
    pub entries: Vec<Entry>,
    /// Whether absence may be believed.
    pub coverage: Coverage,
    /// Where an incremental read can go on from.
    pub cursor: Option<Cursor>,
    /// When the read ended.
    pub read_at: Timestamp,
}

/// Does for a file what the server does for a search: keeps people below the bases that match the filter, and groups.
pub fn select(entries: Vec<Entry>, spec: &ReadSpec) -> Vec<Entry> {
    let wanted = |entry: &Entry| match kind(entry) {
        Kind::Person => {
            spec.has_people_at(&entry.key())
                && spec.people_filter.as_ref().is_none_or(|filter| filter.matches(entry))
        }
        Kind::SecurityGroup | Kind::DistributionGroup => true,
        Kind::Other => false,
    };
    entries.into_iter().filter(wanted).collect()
}

/// Turns what was read into records. Input order does not matter. Everybody in the read is in scope: the server or
/// [`select`] has chosen already.
pub fn batch(source: &SourceId, spec: &ReadSpec, read: Description) -> SourceBatch {
    let (entries, twins) = each_guid_once(read.entries);
    let delta = whole(entries, read.read_at);
    let chosen = ReadSpec { people_bases: Vec::new(), people_filter: None, ..spec.clone() };
    let mut forest = Forest::default();
    forest.add(source.clone(), chosen, 0, Replica::default());
    forest.apply(source, &delta).expect("the source was added");
    let mut batch = forest.believing(read.coverage, read.cursor).batches().remove(0);
    batch.coverage = believable(batch.coverage, 1, &twins);
    batch.rejected.extend(twins);
    batch.rejected.sort_by(|one, other| (&one.location, &one.reason).cmp(&(&other.location, &other.reason)));
    batch
}

/// A file says of one object once. Of two entries with one GUID, the first in order of names is the rightful one.
fn each_guid_once(mut entries: Vec<Entry>) -> (Vec<Entry>, Vec<Rejected>) {
    entries.sort_by(|left, right| left.dn.cmp(&right.dn));
    let mut known = BTreeSet::new();
    let mut twins = Vec::new();
    entries.retain(|entry| {
        let matters = match kind(entry) {
            Kind::Person | Kind::SecurityGroup => true,
            Kind::DistributionGroup | Kind::Other => false,
        };
        let Some(guid) = guid_of(entry).filter(|guid| !known.insert(guid.clone())) else { return true };
        if matters {
            let reason = format!("its objectGUID {guid} belongs to another entry already");
            twins.push(Rejected { location: entry.dn.clone(), reason });
        }
        false
    });
    (entries, twins)
}

/// Entries as a read of everything there is.
fn whole(objects: Vec<Entry>, read_at: Timestamp) -> Delta {
    let position = Position {
        track: Track::Whole,
        naming_context: String::new(),
        domain_sid: None,
        server: String::new(),
        service: None,
        invocation_id: None,
        usn: None,
        cookie: None,
        reached_at: read_at,
        whole_at: read_at,
        question: String::new(),
    };
    Delta { extent: Extent::Whole, form: Form::Full, objects, position, read_at }
}

/// Lowers coverage where absence would lie: whoever could not be read is no leaver, and a directory without anybody is
/// a wrong base, filter or permission.
pub(crate) fn believable(coverage: Coverage, people: usize, rejected: &[Rejected]) -> Coverage {
    let mut missing = match coverage {
        Coverage::Complete => Vec::new(),
        Coverage::Partial { missing } => missing,
    };
    missing.extend(
        rejected.iter().map(|entry| format!("`{}` is not in the read: {}", entry.location, entry.reason)),
    );
    if people == 0 {
        missing.push("nobody at all was found in scope".into());
    }
    if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
}
