//! Directories that are described whole each time, by a file or a search, with only those in scope in them.

use super::Forest;
use crate::directory::account::{Kind, kind};
use crate::directory::batch::Description;
use crate::directory::delta::{Delta, Extent, Form, Position, Track};
use crate::directory::entry::Entry;
use crate::directory::replica::{Applied, Replica};
use crate::directory::spec::ReadSpec;
use crate::directory::values::guid_of;
use jiff::Timestamp;
use muster_core::id::SourceId;
use muster_core::record::Rejected;
use std::collections::BTreeSet;

impl Forest {
    /// Adds a directory of which [`Forest::describe`] tells: whoever it tells of is in scope.
    pub fn add_chosen(&mut self, source: SourceId, spec: ReadSpec) {
        let chosen = ReadSpec { people_bases: Vec::new(), people_filter: None, ..spec };
        self.add(source, chosen, 0, Replica::default());
    }

    /// Applies a whole description of a source: whom it does not name is gone, as far as its own coverage says. `None`
    /// where there is no such source.
    pub fn describe(&mut self, source: &SourceId, read: Description) -> Option<Applied> {
        let at = self.domain(source)?;
        let (entries, twins) = each_guid_once(read.entries);
        let applied = self.apply_accepting(source, &whole(entries, read.read_at));
        let domain = &mut self.domains[at];
        (domain.coverage, domain.cursor, domain.twins) = (read.coverage, read.cursor, twins);
        applied
    }
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
