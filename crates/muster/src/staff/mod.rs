//! An HR source as Muster knows it: what was stated of its workers, and which of its files were taken in.
//!
//! Nothing counts before it is durable: whoever takes something in has it remembered in the same breath.

mod files;
mod settings;
mod take;

pub use settings::{Drops, Finished, StaffSettings};
pub use take::{Delivered, Looked};

use muster_core::id::Anchor;
use muster_core::record::{Coverage, Rejected, SourceBatch, Upcoming};
use muster_core::time::{SignedDuration, Timestamp};
use muster_core::workers::{Loading, Workers};
use muster_store::{Store, StoreError, WorkerFile};
use std::collections::{BTreeMap, BTreeSet};

/// How far ahead it is looked what will happen by itself.
const AHEAD: SignedDuration = SignedDuration::from_hours(366 * 24);

/// An HR source as Muster knows it.
#[derive(Debug)]
pub struct Staff {
    settings: StaffSettings,
    workers: Workers,
    /// Files that were taken in, by name.
    files: BTreeMap<String, WorkerFile>,
    /// Files that cannot be believed, by name, and why.
    refused: BTreeMap<String, String>,
    /// What was seen of each file when it was last read.
    seen: BTreeMap<String, files::Look>,
}

impl Staff {
    /// What is remembered of a source.
    ///
    /// # Errors
    /// When the store cannot be read, or what it holds makes no sense.
    pub fn remembered(
        settings: StaffSettings,
        store: &mut dyn Store,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let source = settings.usage.source.clone();
        let mut loading = Loading::new(settings.usage.clone());
        store.workers(&source, &mut |row| loading.take(row))?;
        let workers = loading.finish(now);
        let workers =
            workers.map_err(|cause| StoreError::Damaged { what: "what HR said", cause: cause.into() })?;
        let files = store.worker_files(&source)?.into_iter().map(|file| (file.name.clone(), file)).collect();
        Ok(Self { workers, files, ..Self::fresh(settings) })
    }

    /// With nothing remembered.
    pub fn fresh(settings: StaffSettings) -> Self {
        let workers = Workers::new(settings.usage.clone());
        let (files, refused, seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { settings, workers, files, refused, seen }
    }

    /// Who the workers are.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// What the source says at a moment of everybody, or of these alone.
    pub fn batch(&self, only: Option<&BTreeSet<Anchor>>, now: Timestamp) -> SourceBatch {
        let until = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
        self.workers.batch(only, now, until, self.coverage(), self.rejected())
    }

    /// Whether absence may be believed. Whoever was spoken of once stays known, so that only a file can make somebody
    /// absent, and one that cannot be believed proves nothing.
    pub fn coverage(&self) -> Coverage {
        let mut missing: Vec<String> = self.refused.values().cloned().collect();
        let full = self.settings.drops.as_ref().is_some_and(|drops| drops.full);
        if full && !self.files.values().any(|file| file.full) {
            missing.push("no full export has been taken in yet".into());
        } else if !full && self.workers.population() == 0 {
            missing.push("nothing has been said of anybody yet".into());
        }
        if missing.is_empty() { Coverage::Complete } else { Coverage::Partial { missing } }
    }

    /// Rows that cannot be used, of the files that were taken in last.
    fn rejected(&self) -> Vec<Rejected> {
        let newest = self.files.values().max_by_key(|file| (file.taken_at, &file.name));
        newest.map(|file| file.rejected.clone()).unwrap_or_default()
    }

    /// What happened by itself until `now` and was not told before.
    pub fn happened(&mut self, now: Timestamp) -> Vec<Upcoming> {
        self.workers.happened(now)
    }

    /// What happens next by itself, in order of time, to at most so many people.
    pub fn soonest(&self, most: usize) -> Vec<Upcoming> {
        self.workers.soonest(most)
    }
}

#[cfg(test)]
mod tests;
