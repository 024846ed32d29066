//! What a store keeps of workers.

use super::{Stated, Usage, Worker, Workers};
use crate::id::Anchor;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What must be made durable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkersChange {
    /// Statements that are there no more, since another one says the same.
    pub removed: BTreeSet<(Anchor, u64)>,
    /// New statements by worker and number; one that was there is replaced.
    pub added: BTreeMap<(Anchor, u64), Stated>,
    /// Since when workers are gone; `None`: they are there again.
    pub gone: BTreeMap<Anchor, Option<Timestamp>>,
}

/// One row of what a store keeps.
#[derive(Clone, Copy, Debug)]
pub enum WorkerRow<'a> {
    /// The store begins to show its rows, also where it has begun before: what it showed until now is void.
    Begin,
    /// A statement about a worker with its number, as JSON. All of one worker come in order.
    Stated(&'a str, u64, &'a str),
    /// A worker who is gone, and since when.
    Gone(&'a str, &'a str),
}

/// A row that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("what is remembered of worker {worker} makes no sense: {problem}")]
pub struct BadWorkerRow {
    worker: String,
    problem: String,
}

impl WorkersChange {
    /// Whether there is nothing to be made durable.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.gone.is_empty()
    }
}

/// Takes in what a store shows.
#[derive(Debug)]
pub struct Loading {
    workers: Workers,
    bad: Option<BadWorkerRow>,
}

impl Loading {
    /// Nobody yet.
    pub fn new(usage: Usage) -> Self {
        Self { workers: Workers::new(usage), bad: None }
    }

    /// Takes a row in.
    pub fn take(&mut self, row: WorkerRow<'_>) {
        if let Err(bad) = self.row(row) {
            self.bad.get_or_insert(bad);
        }
    }

    fn row(&mut self, row: WorkerRow<'_>) -> Result<(), BadWorkerRow> {
        match row {
            WorkerRow::Begin => *self = Self::new(self.workers.usage.clone()),
            WorkerRow::Stated(worker, number, stated) => {
                let stated = serde_json::from_str(stated).map_err(|problem| bad(worker, &problem))?;
                self.worker(worker).stated.push((number, stated));
            }
            WorkerRow::Gone(worker, at) => {
                self.worker(worker).gone_at = Some(at.parse().map_err(|problem| bad(worker, &problem))?);
            }
        }
        Ok(())
    }

    fn worker(&mut self, worker: &str) -> &mut Worker {
        self.workers.known.entry(Anchor::new(worker)).or_default()
    }

    /// Everybody, as they are known at `now`.
    ///
    /// # Errors
    /// The first row that made no sense.
    pub fn finish(self, now: Timestamp) -> Result<Workers, BadWorkerRow> {
        match self.bad {
            Some(bad) => Err(bad),
            None => Ok(self.workers.settled(now)),
        }
    }
}

impl Workers {
    /// With everything reckoned that follows from what was stated.
    fn settled(mut self, now: Timestamp) -> Self {
        self.due.begin(now);
        let everybody: Vec<Anchor> = self.known.keys().cloned().collect();
        for worker in everybody {
            self.reckon(&worker, now);
            if !self.is_described(&worker) {
                let deliveries = self.known[&worker].stated.iter().filter_map(|(_, stated)| stated.delivery);
                deliveries.for_each(|delivery| {
                    self.parked.entry(delivery).or_default().insert(worker.clone());
                });
            }
        }
        self
    }
}

fn bad(worker: &str, problem: &dyn std::fmt::Display) -> BadWorkerRow {
    BadWorkerRow { worker: worker.to_owned(), problem: problem.to_string() }
}
