//! What an HR source says of everybody at a moment, in the form of any source.

use super::{Timeline, Worker, Workers};
use crate::id::{Anchor, SourceId};
use crate::record::{Coverage, Rejected, SourceBatch, SourceRecord};
use crate::time::Timestamp;
use std::collections::BTreeSet;

impl Workers {
    /// Which source.
    pub fn source(&self) -> &SourceId {
        &self.usage.source
    }

    /// How many workers there is a record of.
    pub fn population(&self) -> u64 {
        self.known.iter().filter(|(worker, known)| self.is_here(worker, known)).count() as u64
    }

    /// The record of a worker at a moment.
    pub fn record(&self, worker: &Anchor, as_of: Timestamp) -> Option<SourceRecord> {
        let known = self.known.get(worker).filter(|known| known.gone_at.is_none())?;
        Timeline::new(worker, &known.statements(), &self.usage).at(as_of)
    }

    /// What the source says at a moment of everybody, or of these alone, and what happens by itself until another one.
    pub fn batch(
        &self,
        only: Option<&BTreeSet<Anchor>>,
        as_of: Timestamp,
        until: Timestamp,
        coverage: Coverage,
        rejected: Vec<Rejected>,
    ) -> SourceBatch {
        let records: Vec<SourceRecord> = match only {
            None => self.known.keys().filter_map(|worker| self.record(worker, as_of)).collect(),
            Some(only) => only.iter().filter_map(|worker| self.record(worker, as_of)).collect(),
        };
        let population = if only.is_none() { records.len() as u64 } else { self.population() };
        SourceBatch {
            source: self.usage.source.clone(),
            read_at: as_of,
            coverage,
            is_directory: false,
            cursor: None,
            records,
            population,
            groups: Vec::new(),
            rejected,
            members_unresolved: 0,
            upcoming: self.upcoming(as_of, until),
        }
    }

    fn is_here(&self, worker: &Anchor, known: &Worker) -> bool {
        known.gone_at.is_none() && Timeline::new(worker, &known.statements(), &self.usage).is_described()
    }
}
