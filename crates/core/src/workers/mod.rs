//! All workers of one HR source: everything that was stated of them, who they are by that at any moment, and what comes
//! next.
//!
//! Whoever has it makes each [`WorkersChange`] durable before anybody acts upon what is known.

mod batch;
mod due;
mod export;
mod fold;
mod order;
mod portrait;
mod row;
mod timeline;
mod upcoming;
mod usage;

pub use export::{Export, Exported};
pub use order::Stated;
pub use row::{BadWorkerRow, Loading, WorkerRow, WorkersChange};
pub use timeline::Timeline;
pub use usage::{EndIs, Usage};

use crate::id::Anchor;
use crate::time::Timestamp;
use crate::worker::Statement;
use due::Due;
use std::collections::{BTreeMap, BTreeSet};

/// All workers of one HR source.
#[derive(Debug)]
pub struct Workers {
    usage: Usage,
    known: BTreeMap<Anchor, Worker>,
    /// Deliveries that speak of workers whom nobody described yet, and whom.
    parked: BTreeMap<u64, BTreeSet<Anchor>>,
    due: Due,
    /// What is not durable yet.
    change: WorkersChange,
}

/// What is known of one worker.
#[derive(Debug, Default)]
struct Worker {
    /// In order of arrival, each with its number.
    stated: Vec<(u64, Stated)>,
    /// When the full export was written that did not list them any more.
    gone_at: Option<Timestamp>,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It counts.
    Applied,
    /// It counts when somebody says who the worker is; the reason, as a sentence.
    Parked(String),
    /// It cannot be true; the reason, as a sentence.
    Refused(String),
}

/// What taking something in came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What became of it.
    pub answer: Answer,
    /// Whose record may be another one.
    pub affected: BTreeSet<Anchor>,
    /// Deliveries that were parked and count now.
    pub unparked: Vec<u64>,
}

impl Workers {
    /// Nobody.
    pub fn new(usage: Usage) -> Self {
        Self {
            usage,
            known: BTreeMap::new(),
            parked: BTreeMap::new(),
            due: Due::default(),
            change: WorkersChange::default(),
        }
    }

    /// Takes a delivery in: all its statements but those that cannot be true together with what was stated before.
    pub fn take(&mut self, delivery: Option<u64>, came_at: Timestamp, statements: Vec<Statement>) -> Taken {
        let count = statements.len();
        let (mut affected, mut unparked) = (BTreeSet::new(), Vec::new());
        let (mut refused, mut unknown) = (Vec::new(), BTreeSet::new());
        for statement in statements {
            let worker = statement.worker.clone();
            match self.state(Stated { came_at, delivery, statement }) {
                Err(reason) => refused.push(format!("worker {worker}: {reason}")),
                Ok(()) if self.is_described(&worker) => {
                    unparked.extend(self.unpark(&worker));
                    unknown.remove(&worker);
                    affected.insert(worker);
                }
                Ok(()) => {
                    unknown.insert(worker);
                }
            }
        }
        if let Some(delivery) = delivery.filter(|_| !unknown.is_empty() && refused.is_empty()) {
            self.parked.insert(delivery, unknown.clone());
        }
        Taken { answer: answer(count, &refused, &unknown), affected, unparked }
    }

    /// Remembers a statement, unless it cannot be true together with the others.
    fn state(&mut self, stated: Stated) -> Result<(), String> {
        let anchor = stated.statement.worker.clone();
        let known = self.known.get(&anchor);
        let mut all: Vec<Stated> = known.map(Worker::statements).unwrap_or_default();
        all.push(stated.clone());
        if let Some(contradiction) = Timeline::new(&anchor, &all, &self.usage).contradiction() {
            return Err(contradiction.to_string());
        }
        self.add(stated);
        Ok(())
    }

    fn add(&mut self, stated: Stated) {
        let (anchor, came_at) = (stated.statement.worker.clone(), stated.came_at);
        let worker = self.known.entry(anchor.clone()).or_default();
        if worker.gone_at.take_if(|gone| *gone <= stated.came_at).is_some() {
            self.change.gone.insert(anchor.clone(), None);
        }
        let number = worker.stated.last().map_or(0, |(number, _)| number + 1);
        self.change.added.insert((anchor.clone(), number), stated.clone());
        worker.stated.push((number, stated));
        fold::fold(&anchor, worker, &self.usage, &mut self.change);
        self.reckon(&anchor, came_at);
    }

    /// Deliveries that waited for this worker alone.
    fn unpark(&mut self, worker: &Anchor) -> Vec<u64> {
        let mut free = Vec::new();
        self.parked.retain(|delivery, missing| {
            if missing.remove(worker) && missing.is_empty() {
                free.push(*delivery);
            }
            !missing.is_empty()
        });
        free
    }

    fn is_described(&self, worker: &Anchor) -> bool {
        self.timeline(worker).is_some_and(|timeline| timeline.is_described())
    }

    /// Who a worker is at any moment; `None` where nothing was ever stated of them.
    pub fn timeline(&self, worker: &Anchor) -> Option<Timeline<'_>> {
        let known = self.known.get(worker)?;
        Some(Timeline::new(worker, &known.statements(), &self.usage))
    }

    /// What is not durable yet; from now on it is taken for durable.
    pub fn take_change(&mut self) -> WorkersChange {
        std::mem::take(&mut self.change)
    }
}

impl Worker {
    fn statements(&self) -> Vec<Stated> {
        self.stated.iter().map(|(_, stated)| stated.clone()).collect()
    }
}

fn answer(count: usize, refused: &[String], unknown: &BTreeSet<Anchor>) -> Answer {
    match (refused, unknown.first()) {
        ([], None) => Answer::Applied,
        ([], Some(first)) => {
            Answer::Parked(format!("nobody has said yet who worker {first} is: a name or a mail"))
        }
        ([reason], _) if count == 1 => Answer::Refused(reason.clone()),
        (reasons, _) => {
            let (all, told) = (reasons.len(), reasons.join("; "));
            Answer::Refused(format!("{all} of {count} statements cannot be true, the others count: {told}"))
        }
    }
}

#[cfg(test)]
mod tests;
