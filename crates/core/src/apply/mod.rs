//! Decides what happens next in a run. Pure: the caller owns clock, store and wire, tells what came of each step, and
//! makes every [`Step::Send`]'s entry durable before the call leaves and every settlement durable before asking again.

mod backoff;
mod bindings;
mod breaker;
mod locks;
mod settle;
mod throttle;
mod tracked;

pub use bindings::Bindings;

use crate::journal::{JournalEntry, JournalEvent, Run, Settlement};
use crate::operation::{AccountRef, Operation, OperationId, Service, Stage};
use crate::time::{SignedDuration, Timestamp};
use breaker::{Breaker, Gate};
use locks::Lock;
use std::collections::{BTreeMap, BTreeSet};
use throttle::Throttle;
use tracked::{Next, Tracked};

/// How hard a run tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How often one operation is tried before it is given up, if its service is well.
    pub attempts_max: u32,
    /// How many failures of one service in a row open its circuit breaker.
    pub breaker_after: u32,
    /// How long a breaker stays open before one operation tries; it doubles with each, up to a minute.
    pub cooldown: SignedDuration,
    /// How long a service may fail, or throttle us, before the run halts.
    pub patience: SignedDuration,
    /// The longest pause before the second try; it doubles with each.
    pub backoff: SignedDuration,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            attempts_max: 5,
            breaker_after: 8,
            cooldown: SignedDuration::from_secs(10),
            patience: SignedDuration::from_secs(300),
            backoff: SignedDuration::from_secs(1),
        }
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Make `entry` durable, then send the operation, in which everything that the run has learned is filled in.
    Send {
        /// What to send.
        operation: Operation,
        /// What must be durable first.
        entry: JournalEntry,
    },
    /// Look whether the operation has taken effect.
    Probe {
        /// Which.
        operation: Operation,
    },
    /// Make these entries durable, then ask again: operations that end without a call.
    Record {
        /// What must be durable.
        entries: Vec<JournalEntry>,
    },
    /// Nothing to do before this moment or the next reply, whichever comes first.
    Wait {
        /// When to ask again.
        until: Timestamp,
    },
    /// Nothing to do before the next reply.
    Idle,
    /// Everything is settled.
    Done,
    /// The tenant cannot be worked with now. The journal goes on later.
    Halt {
        /// Why, as a sentence.
        reason: String,
    },
}

/// A run in progress.
pub struct Apply {
    operations: BTreeMap<OperationId, Tracked>,
    open: BTreeSet<(Stage, OperationId)>,
    /// Who holds each lock, from being handed out until being settled.
    locked: BTreeMap<Lock, OperationId>,
    bindings: Bindings,
    missing: BTreeSet<crate::id::PersonId>,
    effort: Effort,
    seq: u64,
    breakers: BTreeMap<Service, Breaker>,
    throttles: BTreeMap<Service, Throttle>,
    halted: Option<String>,
}

impl Apply {
    /// A run from its start, or from where its journal ends: what was started and not settled is probed first.
    pub fn new(run: &Run, journal: &[JournalEntry], effort: Effort) -> Self {
        let mut apply = Self {
            operations: BTreeMap::new(),
            open: BTreeSet::new(),
            locked: BTreeMap::new(),
            bindings: Bindings::default(),
            missing: BTreeSet::new(),
            effort,
            seq: 0,
            breakers: BTreeMap::new(),
            throttles: BTreeMap::new(),
            halted: None,
        };
        for operation in &run.operations {
            apply.track(operation.clone());
        }
        for entry in journal {
            apply.replay(entry);
        }
        apply
    }

    /// What this run has learned: accounts that it created, versions that it raised.
    pub fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    /// An operation as compiled, pieces of split batches included.
    pub fn operation(&self, id: &OperationId) -> Option<&Operation> {
        self.operations.get(id).map(|tracked| &tracked.operation)
    }

    /// How many operations are settled, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.operations.len() - self.open.len(), self.operations.len())
    }

    /// Operations that are not settled yet.
    pub fn open(&self) -> impl Iterator<Item = &Operation> {
        self.open.iter().filter_map(|(_, id)| self.operation(id))
    }

    /// What every operation came to, in order. Complete once [`Step::Done`] was given.
    pub fn settlements(&self) -> impl Iterator<Item = (&Operation, &Settlement)> {
        self.operations
            .values()
            .filter_map(|tracked| tracked.settled.as_ref().map(|end| (&tracked.operation, end)))
    }

    /// What to do next. A step that is handed out counts as being done until its result is told.
    pub fn next(&mut self, now: Timestamp) -> Step {
        if let Some(reason) = &self.halted {
            return Step::Halt { reason: reason.clone() };
        }
        let Some(stage) = self.open.first().map(|(stage, _)| *stage) else {
            return Step::Done;
        };
        match self.ready(stage, now) {
            Ready::Go(id) => self.hand_out(&id, now),
            Ready::At(until) => Step::Wait { until },
            Ready::Never => Step::Idle,
        }
    }

    /// The first operation of a stage that may go now, else when to look again.
    fn ready(&self, stage: Stage, now: Timestamp) -> Ready {
        let shut = self.shut(now);
        let earliest =
            shut.values().filter_map(|gate| if let Gate::Shut(until) = gate { Some(*until) } else { None });
        let mut earliest = earliest.min();
        let of_stage =
            self.open.iter().take_while(|(of, _)| *of == stage).map(|(_, id)| (id, &self.operations[id]));
        let admitted = of_stage.filter(|(_, tracked)| {
            tracked.next == Next::Busy || !shut.contains_key(&tracked.operation.call.service())
        });
        for (id, tracked) in admitted.take(LOOKAHEAD) {
            match tracked.next {
                Next::Busy => {}
                Next::Send(at) | Next::Probe(at) if at.is_some_and(|at| at > now) => {
                    earliest = earliest.into_iter().chain(at).min();
                }
                Next::Send(_) | Next::Probe(_) if self.is_locked(id, tracked) || self.is_early(tracked) => {}
                Next::Send(_) | Next::Probe(_) => return Ready::Go(id.clone()),
            }
        }
        earliest.map_or(Ready::Never, Ready::At)
    }

    /// Services to which nothing is sent now.
    fn shut(&self, now: Timestamp) -> BTreeMap<Service, Gate> {
        let quiet = self.throttles.iter().filter_map(|(service, throttle)| {
            throttle.quiet_until(now).map(|until| (*service, Gate::Shut(until)))
        });
        quiet.chain(self.failing(now)).collect()
    }

    fn failing(&self, now: Timestamp) -> impl Iterator<Item = (Service, Gate)> {
        let gates = self.breakers.iter().map(move |(service, breaker)| (*service, breaker.gate(now)));
        gates.filter(|(_, gate)| *gate != Gate::Open)
    }

    /// Services that fail and are left alone at present, with the moment of the next try.
    pub fn waiting_for(&self, now: Timestamp) -> impl Iterator<Item = (Service, Timestamp)> {
        self.failing(now).filter_map(|(service, gate)| match gate {
            Gate::Shut(until) => Some((service, until)),
            Gate::Open | Gate::Tried => None,
        })
    }

    fn is_locked(&self, id: &OperationId, tracked: &Tracked) -> bool {
        let held = |lock: &locks::Lock| self.locked.get(lock).is_some_and(|holder| holder != id);
        locks::of(&tracked.operation.call).iter().any(held)
    }

    /// Whether an account that the operation names is still to be created in the same stage.
    fn is_early(&self, tracked: &Tracked) -> bool {
        let comes = |person: &crate::id::PersonId| {
            self.bindings.account(&AccountRef::CreatedFor(person.clone())).is_none()
                && !self.missing.contains(person)
        };
        tracked.operation.stage == Stage::Accounts && tracked.operation.awaits().any(comes)
    }

    fn hand_out(&mut self, id: &OperationId, now: Timestamp) -> Step {
        if let Some(step) = self.without_missing(id, now) {
            return step;
        }
        let Some(tracked) = self.operations.get_mut(id) else {
            return Step::Idle;
        };
        self.breakers.entry(tracked.operation.call.service()).or_default().sent();
        self.locked.extend(locks::of(&tracked.operation.call).into_iter().map(|lock| (lock, id.clone())));
        let mut operation = tracked.operation.clone();
        operation.call = self.bindings.bind(&operation.call);
        let next = std::mem::replace(&mut tracked.next, Next::Busy);
        if matches!(next, Next::Probe(_)) {
            return Step::Probe { operation };
        }
        operation = operation.narrowed(&tracked.remaining).unwrap_or(operation);
        tracked.attempts += 1;
        tracked.tries += 1;
        let event = JournalEvent::Started { attempt: tracked.attempts };
        Step::Send { entry: self.entry(id, event, now), operation }
    }

    /// Members that wait for an account whose creation failed are taken out; an operation with no others is skipped.
    fn without_missing(&mut self, id: &OperationId, now: Timestamp) -> Option<Step> {
        let operation = &self.operations.get(id)?.operation;
        let lacks = |at: usize| operation.member_lacks(at, |person| self.missing.contains(person));
        let lacking = (0..operation.call.members()).filter(|at| lacks(*at)).count();
        let end = match lacking {
            0 => return None,
            some if some < operation.call.members() => Settlement::Split,
            _ => Settlement::Skipped { reason: "the account that it needs could not be created".into() },
        };
        Some(Step::Record { entries: vec![self.settle(id, end, now)] })
    }

    fn entry(&mut self, id: &OperationId, event: JournalEvent, at: Timestamp) -> JournalEntry {
        let entry = JournalEntry { seq: self.seq, at, operation: id.clone(), event };
        self.seq += 1;
        entry
    }

    fn track(&mut self, operation: Operation) {
        self.open.insert((operation.stage, operation.id.clone()));
        self.operations.insert(operation.id.clone(), Tracked::new(operation));
    }
}

/// What [`Apply::ready`] found.
enum Ready {
    Go(OperationId),
    At(Timestamp),
    Never,
}

/// How many open operations are looked at for one that may go now: more than there are ever workers.
const LOOKAHEAD: usize = 256;
