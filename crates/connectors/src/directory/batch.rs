//! Entries in, one batch of records out.

use super::account::{Kind, kind};
use super::entry::Entry;
use super::forest::Forest;
use super::spec::ReadSpec;
use jiff::Timestamp;
use muster_core::id::SourceId;
use muster_core::record::{Coverage, Cursor, Rejected, SourceBatch};

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
    batches(vec![(source.clone(), spec.clone(), read)]).remove(0)
}

/// Turns what was read of several directories into records, a batch for each in the same order. A member or a manager
/// in another directory is found there.
pub fn batches(reads: Vec<(SourceId, ReadSpec, Description)>) -> Vec<SourceBatch> {
    let mut forest = Forest::default();
    for (source, spec, read) in reads {
        forest.add_chosen(source.clone(), spec);
        forest.describe(&source, read);
    }
    forest.batches()
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
    if people == 0 && missing.is_empty() {
        missing.push("nobody at all was found in scope".into());
    }
    if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
}
