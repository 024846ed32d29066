//! When the tenant counted our calls of the last minute, as well as that can be known.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use tokio::time::Instant;

/// The length of the tenant's windows.
pub(super) const MINUTE: Duration = Duration::from_secs(60);
/// Calls that were counted within this time share an entry, so that the memory of a minute stays small.
const GRAIN: Duration = Duration::from_millis(20);
/// How long an entry is kept: a little longer than a minute, as evidence of what a service took before it refused.
const KEPT: Duration = Duration::from_secs(75);

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    calls: u32,
    accepted: u32,
}

/// Our calls: those in flight, and those answered during the last minute.
///
/// The tenant counts a call somewhere between sending and reply; half-way is taken for it. A call in flight counts
/// all the time. What the guess may be wrong by is bounded by the calls in flight, see
/// [`Governor`](super::Governor).
#[derive(Debug, Default)]
pub(super) struct Log {
    in_flight: Vec<Instant>,
    live: BTreeMap<Instant, Entry>,
    live_calls: u32,
    past: VecDeque<(Instant, Entry)>,
    settled: u64,
}

impl Log {
    pub(super) fn sent(&mut self, at: Instant) {
        self.in_flight.push(at);
    }

    /// The call sent at `sent` is over. Returns when the tenant counted it.
    pub(super) fn settled(&mut self, sent: Instant, now: Instant, accepted: bool) -> Instant {
        self.withdrawn(sent);
        self.settled += 1;
        let counted = sent + now.saturating_duration_since(sent) / 2;
        let near = self.live.range(counted..counted + GRAIN).next().map(|(at, _)| *at);
        let entry = self.live.entry(near.unwrap_or(counted + GRAIN)).or_default();
        entry.calls += 1;
        entry.accepted += u32::from(accepted);
        self.live_calls += 1;
        counted
    }

    /// The call never left.
    pub(super) fn withdrawn(&mut self, sent: Instant) {
        if let Some(place) = self.in_flight.iter().position(|at| *at == sent) {
            self.in_flight.swap_remove(place);
        }
    }

    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight.len() as u32
    }

    /// Calls settled so far.
    pub(super) fn total_settled(&self) -> u64 {
        self.settled
    }

    /// Calls in flight that were sent no later than `sent`: the tenant may have counted them before it.
    pub(super) fn overtaken(&self, sent: Instant) -> u32 {
        self.in_flight.iter().filter(|at| **at <= sent).count() as u32
    }

    /// Calls that count in the minute before `at`.
    pub(super) fn used(&mut self, at: Instant) -> u32 {
        while let Some(first) = self.live.first_entry().filter(|first| *first.key() + MINUTE <= at) {
            let (key, entry) = first.remove_entry();
            self.live_calls -= entry.calls;
            self.past.push_back((key, entry));
        }
        while self.past.front().is_some_and(|(key, _)| *key + KEPT <= at) {
            self.past.pop_front();
        }
        self.live_calls.saturating_add(self.in_flight())
    }

    /// How long after `at` the first counted call stops to count.
    pub(super) fn room_in(&self, at: Instant) -> Duration {
        let first = self.live.keys().next();
        first.map_or(GRAIN, |first| (*first + MINUTE).saturating_duration_since(at).max(GRAIN))
    }

    /// Calls that were settled, and counted since `start`; the second number is without those that were refused.
    pub(super) fn counted_since(&self, start: Instant) -> (u32, u32) {
        let past = self.past.iter().filter(|(at, _)| *at >= start).map(|(_, entry)| entry);
        let live = self.live.range(start..).map(|(_, entry)| entry);
        past.chain(live)
            .fold((0, 0), |(calls, accepted), entry| (calls + entry.calls, accepted + entry.accepted))
    }
}
