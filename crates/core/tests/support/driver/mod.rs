//! Drives an `Apply` against a naive tenant: journal in a vector, virtual time, faults by seed, crashes by number.

mod fault;
mod wire;

pub(crate) use fault::{Chance, Fault};

use super::tenant::Tenant;
use muster_core::apply::{Apply, Effort, Step};
use muster_core::journal::{JournalEntry, JournalEvent, Run};
use muster_core::operation::{Operation, OperationId, Service};
use muster_core::time::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How one life of the process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Done,
    Halted(String),
    Crashed,
}

/// Something that has left and whose reply has not come.
#[derive(Clone, Debug)]
enum Flight {
    Send(Operation),
    Probe(Operation),
}

/// The process, the wire and what is durable.
pub(crate) struct Driver {
    pub tenant: Tenant,
    pub run: Run,
    pub journal: Vec<JournalEntry>,
    pub now: Timestamp,
    pub effort: Effort,
    pub workers: usize,
    /// Faults that come, in order, by how often something was sent.
    pub script: BTreeMap<u32, Fault>,
    /// Services that answer 503 for a while.
    pub outages: Vec<(Service, Timestamp, Timestamp)>,
    /// Services that answer 429 for a while, with what they ask for.
    pub throttles: Vec<(Service, Timestamp, Timestamp, SignedDuration)>,
    /// Faults by chance: one in so many sendings, at most so many for one operation.
    pub chance: Option<(Chance, u64, u32)>,
    /// The boundary at which the process dies, counted over all its lives.
    pub crash_at: BTreeSet<u32>,
    /// Whether calls on the wire still arrive when the process dies.
    pub lands_after_crash: bool,
    /// Every operation that was sent, in order.
    pub sent: Vec<OperationId>,
    pub probes: u32,
    pub boundaries: u32,
    doubtful: BTreeSet<OperationId>,
    faults_of: BTreeMap<OperationId, u32>,
    quiet_until: BTreeMap<Service, Timestamp>,
}

/// The process has died.
struct Crash;

impl Driver {
    /// A driver in which nothing goes wrong.
    pub(crate) fn new(tenant: Tenant, run: Run) -> Self {
        Self {
            now: run.started_at,
            tenant,
            run,
            journal: Vec::new(),
            effort: Effort::default(),
            workers: 1,
            script: BTreeMap::new(),
            outages: Vec::new(),
            throttles: Vec::new(),
            chance: None,
            crash_at: BTreeSet::new(),
            lands_after_crash: false,
            sent: Vec::new(),
            probes: 0,
            boundaries: 0,
            doubtful: BTreeSet::new(),
            faults_of: BTreeMap::new(),
            quiet_until: BTreeMap::new(),
        }
    }

    /// One life of the process: from the journal as far as it goes.
    pub(crate) fn live(&mut self) -> (End, Apply) {
        let mut apply = Apply::new(&self.run, &self.journal, self.effort);
        // What a dead process had started is in doubt for the next one.
        self.doubtful = in_doubt(&self.journal);
        self.quiet_until.clear();
        let mut flights = Vec::new();
        match self.work(&mut apply, &mut flights) {
            Ok(end) => (end, apply),
            Err(Crash) => {
                self.land(&flights);
                (End::Crashed, apply)
            }
        }
    }

    /// As many lives as it takes, at most `lives`.
    pub(crate) fn live_on(&mut self, lives: u32) -> Apply {
        for _ in 0..lives {
            match self.live() {
                (End::Done, apply) => return apply,
                (End::Halted(_) | End::Crashed, _) => self.pass(SignedDuration::from_secs(300)),
            }
        }
        panic!("not done after {lives} lives");
    }

    fn pass(&mut self, time: SignedDuration) {
        self.now = self.now.checked_add(time).unwrap();
    }

    fn work(&mut self, apply: &mut Apply, flights: &mut Vec<Flight>) -> Result<End, Crash> {
        for _ in 0..100_000 {
            let over = self.fill(apply, flights)?;
            match (over, flights.is_empty()) {
                (Some(end), true) => return Ok(end),
                (None, true) => {}
                (_, false) => {
                    let at = self
                        .chance
                        .as_mut()
                        .map_or(0, |(chance, _, _)| chance.below(flights.len() as u64) as usize);
                    self.arrive(apply, flights, at)?;
                }
            }
        }
        panic!("the run never ends");
    }

    /// Takes steps until the workers are busy; says how it ends where it does.
    fn fill(&mut self, apply: &mut Apply, flights: &mut Vec<Flight>) -> Result<Option<End>, Crash> {
        while flights.len() < self.workers {
            match apply.next(self.now) {
                Step::Send { operation, entry } => {
                    self.boundary()?;
                    self.journal.push(entry);
                    self.check_send(&operation);
                    flights.push(Flight::Send(operation));
                    self.boundary()?;
                }
                Step::Probe { operation } => flights.push(Flight::Probe(operation)),
                Step::Record { entries } => {
                    assert!(!entries.is_empty(), "a record of nothing would be asked for again and again");
                    self.persist(entries)?;
                }
                Step::Wait { until } => {
                    assert!(until > self.now, "told at {} to wait until {until}", self.now);
                    if flights.is_empty() {
                        self.now = until;
                    }
                    return Ok(None);
                }
                Step::Idle => {
                    assert!(!flights.is_empty(), "nothing is on its way, and nothing is to be done");
                    return Ok(None);
                }
                Step::Done => return Ok(Some(End::Done)),
                Step::Halt { reason } => return Ok(Some(End::Halted(reason))),
            }
        }
        Ok(None)
    }

    /// One call arrives at the tenant, and its reply is told.
    fn arrive(&mut self, apply: &mut Apply, flights: &mut Vec<Flight>, at: usize) -> Result<(), Crash> {
        let entries = match flights[at].clone() {
            Flight::Send(operation) => {
                let outcome = self.deliver(&operation);
                flights.remove(at);
                self.boundary()?;
                apply.sent(&operation.id, outcome, self.now)
            }
            Flight::Probe(operation) => {
                flights.remove(at);
                let finding = self.look(&operation);
                self.boundary()?;
                apply.probed(&operation.id, finding, self.now)
            }
        };
        match entries.is_empty() {
            true => Ok(()),
            false => self.persist(entries),
        }
    }

    fn persist(&mut self, entries: Vec<JournalEntry>) -> Result<(), Crash> {
        self.boundary()?;
        self.journal.extend(entries);
        self.boundary()
    }

    /// A place at which the process may die.
    fn boundary(&mut self) -> Result<(), Crash> {
        self.boundaries += 1;
        match self.crash_at.contains(&self.boundaries) {
            true => Err(Crash),
            false => Ok(()),
        }
    }
}

/// Operations that the journal has started and not settled.
fn in_doubt(journal: &[JournalEntry]) -> BTreeSet<OperationId> {
    let mut open = BTreeSet::new();
    for entry in journal {
        match entry.event {
            JournalEvent::Started { .. } => open.insert(entry.operation.clone()),
            JournalEvent::Settled(_) => open.remove(&entry.operation),
        };
    }
    open
}
