//! How many calls of ours one of the tenant's counters can have seen during the last minute.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// The length of the tenant's windows.
pub(super) const MINUTE: Duration = Duration::from_secs(60);
/// Replies that came within this time share an entry, so that the memory of a minute stays small.
const GRAIN: Duration = Duration::from_millis(50);

/// Calls in flight and calls answered during the last minute.
///
/// The tenant counts a call somewhere between sending and reply. So a call is counted from before it is sent until a
/// minute after its reply: whatever minute the tenant looks at, it sees no more than we counted.
#[derive(Debug, Default)]
pub(super) struct Window {
    in_flight: u32,
    answered: VecDeque<(Instant, u32)>,
    /// Calls that the tenant counted and that are not ours, and when its window ends.
    foreign: Option<(u32, Instant)>,
    last_sent: Option<Instant>,
}

impl Window {
    /// Calls that count at `now`.
    pub(super) fn used(&mut self, now: Instant) -> u32 {
        self.forget(now);
        let foreign = self.foreign.map_or(0, |(calls, _)| calls);
        self.ours().saturating_add(foreign)
    }

    /// How long to wait for a slot under `ceiling`; zero where there is one now.
    pub(super) fn wait(&mut self, ceiling: u32, now: Instant) -> Duration {
        let used = self.used(now);
        let room_in = self.room_in(now);
        if used >= ceiling {
            return room_in.max(GRAIN);
        }
        self.pause_between(ceiling, ceiling - used, room_in, now)
    }

    /// Spreads the last quarter of the slots over the time until older ones come back.
    fn pause_between(&self, ceiling: u32, left: u32, room_in: Duration, now: Instant) -> Duration {
        if left > ceiling / 4 {
            return Duration::ZERO;
        }
        let due = self.last_sent.map(|sent| sent + room_in / (left + 1));
        due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now))
    }

    pub(super) fn sent(&mut self, now: Instant) {
        self.in_flight += 1;
        self.last_sent = Some(now);
    }

    pub(super) fn answered(&mut self, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        match self.answered.back_mut() {
            Some((until, calls)) if now <= *until => *calls += 1,
            Some(_) | None => self.answered.push_back((now + GRAIN, 1)),
        }
    }

    /// Learns what the tenant counted, which may include calls of others.
    pub(super) fn counted(&mut self, count: u32, reset: Duration, now: Instant) {
        self.forget(now);
        let extra = count.saturating_sub(self.ours());
        self.foreign = (extra > 0).then_some((extra, now + reset));
    }

    fn ours(&self) -> u32 {
        self.answered.iter().fold(self.in_flight, |sum, (_, calls)| sum.saturating_add(*calls))
    }

    /// When the first counted call stops to count.
    fn room_in(&self, now: Instant) -> Duration {
        let ours = self.answered.front().map(|(at, _)| *at + MINUTE);
        let theirs = self.foreign.map(|(_, until)| until);
        let first = match (ours, theirs) {
            (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
            (one, other) => one.or(other),
        };
        first.map_or(GRAIN, |first| first.saturating_duration_since(now))
    }

    fn forget(&mut self, now: Instant) {
        while self.answered.front().is_some_and(|(at, _)| *at + MINUTE <= now) {
            self.answered.pop_front();
        }
        if self.foreign.is_some_and(|(_, until)| until <= now) {
            self.foreign = None;
        }
    }
}
