//! One of the tenant's counters: that of the token, or that of a service.

use super::log::{Log, MINUTE};
use super::pace::Pace;
use super::tally::{Sight, Tally};
use super::ticket::Waiting;
use crate::genesys::wire::Rate;
use std::time::Duration;
use tokio::time::Instant;

/// The part of a limit that is ours although others used it all in the last minute: one in so many. The past is only
/// a guess at the present.
const FLOOR: u32 = 10;

/// What may be used of a counter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// The ceiling.
    pub(super) allowed: u32,
    /// The ceiling less the reserve.
    pub(super) usable: u32,
    /// With fewer calls left than this, wait for the next window.
    pub(super) wait_below: Option<u32>,
}

/// Our calls under one counter, what it showed, and the pause that a 429 asked for.
#[derive(Debug, Default)]
pub(super) struct Counter {
    pub(super) log: Log,
    pace: Pace,
    tally: Tally,
    paused_until: Option<Instant>,
}

impl Counter {
    /// How long until a call fits in, and what for. `lead` is how long a call takes at least to be counted.
    pub(super) fn wait(&mut self, limit: Option<Limit>, lead: Duration, now: Instant) -> (Duration, Waiting) {
        let pause = self.paused_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        if !pause.is_zero() {
            return (pause, Waiting::Pause);
        }
        let budget = limit.map_or(Duration::ZERO, |limit| self.budget_wait(limit, lead, now));
        (budget, Waiting::Budget)
    }

    fn budget_wait(&mut self, limit: Limit, lead: Duration, now: Instant) -> Duration {
        self.tally.roll(now);
        let ends = self.tally.ends().unwrap_or(now).saturating_duration_since(now);
        let left = self.tally.remaining().map(|left| left.saturating_sub(self.log.in_flight()));
        if limit.wait_below.is_some_and(|least| left.is_some_and(|left| left < least)) {
            return ends;
        }
        let share = self.share(limit, now);
        let used = self.log.used(now + lead);
        if share == 0 {
            return ends;
        }
        if used >= share {
            return self.log.room_in(now + lead);
        }
        self.pace.wait(used, share, now)
    }

    /// How much of the limit is ours: without what others used in this window, or are likely to use.
    pub(super) fn share(&self, limit: Limit, now: Instant) -> u32 {
        // What we guess of the moments at which calls were counted is wrong by the calls in flight at most.
        let certain = limit.allowed.saturating_sub(self.log.in_flight()).max(limit.allowed / 2).max(1);
        let usable = limit.usable.min(certain);
        let likely = usable.saturating_sub(self.tally.expected(now)).max(usable / FLOOR).max(1);
        usable.saturating_sub(self.tally.foreign()).min(likely)
    }

    /// A call leaves.
    pub(super) fn sent(&mut self, limit: Option<Limit>, lead: Duration, now: Instant) {
        let used = self.log.used(now + lead);
        if let Some(limit) = limit {
            self.pace.sent(used, self.share(limit, now).max(1), now);
        }
        self.log.sent(now);
    }

    /// A reply showed this counter.
    pub(super) fn shown(&mut self, rate: Rate, sent: Instant, now: Instant) {
        let sight =
            Sight { rate, sent, now, settled: self.log.total_settled(), overtaken: self.log.overtaken(sent) };
        let log = &self.log;
        self.tally.shown(sight, |start| log.counted_since(start).0);
    }

    pub(super) fn pause(&mut self, until: Instant) {
        self.paused_until = Some(self.paused_until.map_or(until, |held| held.max(until)));
    }

    /// Calls of ours that the window took before it refused one counted at `counted`, which ends after `left`.
    pub(super) fn taken(&self, counted: Instant, left: Duration) -> u32 {
        // The wait is in whole seconds, rounded up. A window may have opened with a burst of ours, so the earliest
        // possible beginning is taken; a few calls too many do no harm below the reserve.
        let began = (counted + left).checked_sub(MINUTE + Duration::from_secs(1));
        began.map_or(0, |began| self.log.counted_since(began).1)
    }

    /// Calls that count now: ours and those of others.
    pub(super) fn used(&mut self, now: Instant) -> u32 {
        self.tally.roll(now);
        self.log.used(now).saturating_add(self.tally.foreign())
    }
}
