//! One circuit breaker for each service of the tenant.
//!
//! A run of failures opens it: nothing is sent to the service for a while. Then one operation tries; its success closes
//! the breaker, its failure opens it for longer. What stays open for longer than our patience halts the run. An
//! operation that halted a run alone, and does so again when the run goes on, is to blame itself and fails alone.

use super::Effort;
use crate::operation::OperationId;
use crate::time::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Longest time between two tries of an open breaker.
const COOLDOWN_MAX: SignedDuration = SignedDuration::from_secs(60);

/// How one service has been doing.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    /// Who failed since the last success.
    who: BTreeSet<OperationId>,
    failing_since: Option<Timestamp>,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    until: Timestamp,
    cooldown: SignedDuration,
    trying: bool,
}

/// Whether something may be sent to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Yes.
    Open,
    /// Not before this moment.
    Shut(Timestamp),
    /// Not before the operation that tries has come back.
    Tried,
}

/// What a failure means beyond waiting a little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    GoOn,
    /// The service has been failing for everybody for too long.
    Halt,
    /// Only this operation fails, and it did so for long enough.
    GiveUp,
}

impl Breaker {
    pub(super) fn gate(&self, now: Timestamp) -> Gate {
        match &self.open {
            None => Gate::Open,
            Some(open) if open.trying => Gate::Tried,
            Some(open) if open.until > now => Gate::Shut(open.until),
            Some(_) => Gate::Open,
        }
    }

    /// Something is sent. Behind an open breaker it is the one that tries.
    pub(super) fn sent(&mut self) {
        if let Some(open) = &mut self.open {
            open.trying = true;
        }
    }

    /// The service answered, whatever it said.
    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// Nothing was learned about the service; the next one may try.
    pub(super) fn postponed(&mut self) {
        if let Some(open) = &mut self.open {
            open.trying = false;
        }
    }

    /// The service failed operation `id` for the `attempt`-th time. `suspect`: it failed in an earlier life of the run
    /// as well, and its request left this machine, so the operation itself may be what makes the service fail.
    pub(super) fn failed(
        &mut self,
        id: &OperationId,
        (attempt, suspect): (u32, bool),
        effort: Effort,
        now: Timestamp,
    ) -> Verdict {
        self.failures += 1;
        self.who.insert(id.clone());
        let since = *self.failing_since.get_or_insert(now);
        let exhausted = attempt >= effort.attempts_max;
        // Others were served between its attempts: it is the operation, not the service.
        if exhausted && self.failures < attempt {
            self.postponed();
            return Verdict::GiveUp;
        }
        if !exhausted && self.open.is_none() && self.failures < effort.breaker_after {
            return Verdict::GoOn;
        }
        if now.duration_since(since) < effort.patience {
            self.shut(effort, now);
            return Verdict::GoOn;
        }
        self.postponed();
        match exhausted && suspect && self.who.len() == 1 {
            true => Verdict::GiveUp,
            false => Verdict::Halt,
        }
    }

    /// Opens the breaker; one that is open already opens for longer, but only for the failure of the one that tried.
    fn shut(&mut self, effort: Effort, now: Timestamp) {
        if self.open.as_ref().is_some_and(|open| !open.trying) {
            return;
        }
        let doubled = |open: &Open| open.cooldown.checked_mul(2).unwrap_or(COOLDOWN_MAX).min(COOLDOWN_MAX);
        // Nobody waits for longer than our patience is.
        let first = effort.cooldown.min(effort.patience);
        let cooldown = self.open.as_ref().map_or(first, doubled);
        let until = now.checked_add(cooldown).unwrap_or(now);
        self.open = Some(Open { until, cooldown, trying: false });
    }

    /// Failures in a row, and since when.
    pub(super) fn run(&self) -> (u32, Option<Timestamp>) {
        (self.failures, self.failing_since)
    }
}
