//! The waiting half of the governor.

use super::{Answer, Budget, Governor, GovernorConfig, Lane, NAP_MAX, Ticket, Turn};
use crate::genesys::wire::Reply;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Hands out slots to any number of workers.
#[derive(Clone, Debug)]
pub(crate) struct Pacer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    governor: Mutex<Governor>,
    /// A call is over.
    freed: Notify,
}

impl Pacer {
    pub(crate) fn new(config: GovernorConfig) -> Self {
        Self(Arc::new(Shared { governor: Mutex::new(Governor::new(config)), freed: Notify::new() }))
    }

    /// Waits until a call may leave.
    pub(crate) async fn slot(&self, lane: Lane) -> Slot {
        let mut waited = false;
        loop {
            // Listens before it asks, so that no call ends unnoticed in between.
            let mut freed = pin!(self.0.freed.notified());
            freed.as_mut().enable();
            match self.ask(lane, &mut waited) {
                Turn::Go(ticket) => return Slot { pacer: self.clone(), ticket: Some(ticket) },
                Turn::Wait(wait) => tokio::time::sleep(wait.min(NAP_MAX)).await,
                Turn::Full => freed.await,
            }
        }
    }

    pub(crate) fn budget(&self) -> Budget {
        self.lock().budget(Instant::now())
    }

    pub(crate) fn ceilings(&self) -> BTreeMap<String, u32> {
        self.lock().ceilings(Instant::now())
    }

    pub(crate) fn forecast(&self, calls: &BTreeMap<&'static str, u64>) -> Duration {
        self.lock().forecast(calls, Instant::now())
    }

    fn ask(&self, lane: Lane, waited: &mut bool) -> Turn {
        let mut governor = self.lock();
        let turn = governor.turn(lane, Instant::now());
        if matches!(turn, Turn::Wait(_)) && !*waited {
            *waited = true;
            governor.waits += 1;
        }
        turn
    }

    fn settle(&self, ticket: Ticket, answer: Answer<'_>) {
        self.lock().settle(ticket, answer, Instant::now());
        self.0.freed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Governor> {
        self.0.governor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One call's place in the budget. Dropped without a word it still counts: the call may have arrived.
#[derive(Debug)]
pub(crate) struct Slot {
    pacer: Pacer,
    ticket: Option<Ticket>,
}

impl Slot {
    /// The call is over: with a reply, or none came.
    pub(crate) fn settle(self, reply: Option<&Reply>) {
        self.give_back(reply.map_or(Answer::Lost, Answer::Reply));
    }

    /// The call did not leave.
    pub(crate) fn withdraw(self) {
        self.give_back(Answer::Withdrawn);
    }

    fn give_back(mut self, answer: Answer<'_>) {
        if let Some(ticket) = self.ticket.take() {
            self.pacer.settle(ticket, answer);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.pacer.settle(ticket, Answer::Abandoned);
        }
    }
}
