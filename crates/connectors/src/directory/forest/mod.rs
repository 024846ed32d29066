//! Several directories as one: a member of a group in one domain may stand in another.

mod affected;
mod batches;
mod counts;
mod described;
mod naming;
mod resolve;
mod scope;
mod weave;

use counts::Count;

use super::delta::Delta;
use super::replica::{Applied, Replica, SweepGuard};
use super::spec::ReadSpec;
use muster_core::id::{Anchor, SourceId};
use muster_core::record::{Coverage, Cursor, Rejected};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One directory of a forest.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    source: SourceId,
    spec: ReadSpec,
    /// How much smaller than what is known a whole read may be, in percent.
    shrink_percent: u64,
    replica: Replica,
    /// What is missing for reasons that the replica does not know.
    coverage: Coverage,
    /// Where an incremental read can go on from; `None` to tell it from the replica's position.
    cursor: Option<Cursor>,
    /// Entries that bear the GUID of another one.
    twins: Vec<Rejected>,
    /// Who is in scope.
    people: BTreeSet<Uuid>,
    /// How many members each security group has.
    counts: BTreeMap<Uuid, Count>,
}

/// An object, and the directory that it stands in.
pub(crate) type Node = (usize, Uuid);

/// Several directories as one graph. What they say is found in [`Forest::batches`].
#[derive(Clone, Debug, Default)]
pub struct Forest {
    domains: Vec<Domain>,
}

impl Forest {
    /// Adds a directory under the name of its source. Of two that answer to a link, the one that was added first counts.
    pub fn add(&mut self, source: SourceId, spec: ReadSpec, shrink_percent: u64, replica: Replica) {
        let mut domain = Domain {
            source,
            spec,
            shrink_percent,
            replica,
            coverage: Coverage::Complete,
            cursor: None,
            twins: Vec::new(),
            people: BTreeSet::new(),
            counts: BTreeMap::new(),
        };
        domain.people = domain.everybody_in_scope();
        self.domains.push(domain);
        self.count_all();
    }

    /// The replica of a source.
    pub fn replica(&self, source: &SourceId) -> Option<&Replica> {
        self.domain(source).map(|at| &self.domains[at].replica)
    }

    /// Applies a read of a source; `None` where there is no such source.
    pub fn apply(&mut self, source: &SourceId, delta: &Delta) -> Option<Applied> {
        self.apply_guarded(source, delta, false)
    }

    /// Applies a read of a source of which somebody has said that what is missing in it is gone indeed.
    pub fn apply_accepting(&mut self, source: &SourceId, delta: &Delta) -> Option<Applied> {
        self.apply_guarded(source, delta, true)
    }

    fn apply_guarded(&mut self, source: &SourceId, delta: &Delta, accepted: bool) -> Option<Applied> {
        let at = self.domain(source)?;
        let domain = &mut self.domains[at];
        let guard = SweepGuard { spec: &domain.spec, shrink_percent: domain.shrink_percent, accepted };
        let applied = domain.replica.apply(delta, &guard);
        let moved = self.rescope(at, &applied.touched);
        self.count_again(at, &applied, &moved);
        Some(applied)
    }

    fn domain(&self, source: &SourceId) -> Option<usize> {
        self.domains.iter().position(|domain| domain.source == *source)
    }
}

/// The key of an object in records.
fn anchor(guid: Uuid) -> Anchor {
    Anchor::new(guid.to_string())
}
