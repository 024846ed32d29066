//! What one of the tenant's counters showed of its present window: when it ends, and how much of it is not ours.

use super::log::MINUTE;
use crate::genesys::wire::Rate;
use std::time::Duration;
use tokio::time::Instant;

/// Ends that differ by less belong to the same window; the rest is rounding and latency.
const SAME_WINDOW: Duration = Duration::from_secs(10);
/// The header gives whole seconds, so the end may be this much earlier than it says.
const ROUNDING: Duration = Duration::from_secs(1);
/// How long the last window is a guide to the next one.
const GUIDE: Duration = Duration::from_secs(120);
/// How much of a window must be over before a rate can be read from it.
const TELLING: Duration = Duration::from_secs(10);
/// Calls of others that we may only imagine: our guess of the order in which calls were counted is not exact.
const DOUBT: u32 = 2;

/// What was known when a counter was shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    pub(super) rate: Rate,
    pub(super) sent: Instant,
    pub(super) now: Instant,
    /// Calls of ours settled under this counter so far, this one included.
    pub(super) settled: u64,
    /// Calls of ours in flight that may have been counted before this one.
    pub(super) overtaken: u32,
}

impl Sight {
    /// The latest moment at which the shown window can end.
    fn ends(&self) -> Instant {
        self.now + self.rate.reset
    }

    /// The earliest moment at which the shown window can have begun.
    fn began(&self, length: Duration) -> Instant {
        let ends = (self.sent + self.rate.reset).checked_sub(ROUNDING + length);
        ends.unwrap_or(self.sent)
    }
}

#[derive(Clone, Copy, Debug)]
struct Open {
    ends: Instant,
    allowed: u32,
    /// What the counter stood at when the window was first seen, and how many calls of ours were settled then.
    first: (u32, u64),
    /// Calls of others before that.
    before: u32,
    count: u32,
    foreign: u32,
    seen_at: Instant,
}

/// The present window of one counter and what the last one taught.
#[derive(Debug, Default)]
pub(super) struct Tally {
    open: Option<Open>,
    last: Option<(u32, Instant)>,
}

impl Tally {
    /// A reply showed the counter. `ours_since` tells how many calls of ours were counted since a moment.
    pub(super) fn shown(&mut self, sight: Sight, ours_since: impl Fn(Instant) -> u32) {
        self.roll(sight.now);
        let ends = sight.ends();
        match &mut self.open {
            Some(open) if open.allowed == sight.rate.allowed && ends + SAME_WINDOW > open.ends => {
                if ends < open.ends + SAME_WINDOW {
                    open.update(&sight);
                } else {
                    self.close();
                    self.begin(&sight, ours_since);
                }
            }
            // A reply that tells of a window that is over.
            Some(open) if open.allowed == sight.rate.allowed => {}
            None if self.last.is_some_and(|(_, over)| ends < over + SAME_WINDOW) => {}
            Some(_) | None => self.begin(&sight, ours_since),
        }
    }

    /// Calls of others in the present window so far.
    pub(super) fn foreign(&self) -> u32 {
        self.open.map_or(0, |open| open.foreign)
    }

    /// Calls of others to expect in a minute: as many as in the last window, or at the rate of the first one.
    pub(super) fn expected(&self, now: Instant) -> u32 {
        match (self.last, self.open) {
            (Some((foreign, _)), _) => foreign,
            (None, Some(open)) => open.projected(now),
            (None, None) => 0,
        }
    }

    /// When the present window ends.
    pub(super) fn ends(&self) -> Option<Instant> {
        self.open.map(|open| open.ends)
    }

    /// How much of the present window was left when it was last shown.
    pub(super) fn remaining(&self) -> Option<u32> {
        self.open.map(|open| open.allowed.saturating_sub(open.count))
    }

    /// Forgets what is over.
    pub(super) fn roll(&mut self, now: Instant) {
        if self.open.is_some_and(|open| open.ends <= now) {
            self.close();
        }
        if self.last.is_some_and(|(_, at)| at + GUIDE <= now) {
            self.last = None;
        }
    }

    fn begin(&mut self, sight: &Sight, ours_since: impl Fn(Instant) -> u32) {
        let ours = ours_since(sight.began(MINUTE)).max(1) + sight.overtaken;
        let before = certain(sight.rate.count.saturating_sub(ours));
        self.open = Some(Open {
            ends: sight.ends(),
            allowed: sight.rate.allowed,
            first: (sight.rate.count, sight.settled),
            before,
            count: sight.rate.count,
            foreign: before,
            seen_at: sight.now,
        });
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            // Who stops calling before the window ends does not see the rest of it.
            self.last = Some((open.projected(open.seen_at), open.ends));
        }
    }
}

impl Open {
    /// Calls of others in the whole window, if they go on as they did until `until`.
    fn projected(&self, until: Instant) -> u32 {
        let left = self.ends.saturating_duration_since(until);
        let gone = MINUTE.saturating_sub(left);
        if gone < TELLING {
            return self.foreign;
        }
        (f64::from(self.foreign) * MINUTE.as_secs_f64() / gone.as_secs_f64()) as u32
    }

    fn update(&mut self, sight: &Sight) {
        self.ends = self.ends.min(sight.ends());
        if sight.rate.count <= self.count {
            return;
        }
        self.count = sight.rate.count;
        self.seen_at = sight.now;
        let (count, settled) = self.first;
        let ours = (sight.settled - settled) as u32 + sight.overtaken;
        let since = certain((self.count - count).saturating_sub(ours));
        self.foreign = self.foreign.max(self.before + since);
    }
}

fn certain(foreign: u32) -> u32 {
    if foreign > DOUBT { foreign } else { 0 }
}
