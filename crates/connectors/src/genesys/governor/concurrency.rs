//! How many calls may be in flight.
//!
//! Calls in flight = rate x latency (Little's law), so a slow tenant needs more of them to use the same budget. The
//! limit grows while it is what holds calls back, and only then. It shrinks when replies take twice as long as they
//! did when the tenant was at ease, and on failures (5xx, 408, no reply), once for the calls of one round trip.

use super::ticket::Lane;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// Where the limit starts.
const START: f64 = 4.0;
/// How much slower than at ease a reply may be before the tenant counts as strained.
const STRAIN_MAX: f64 = 2.0;
/// How long the memory of the quickest replies takes to give way to slower ones, in seconds.
const DRIFT_S: f64 = 120.0;
/// How much one reply counts in the present strain.
const SMOOTH: f64 = 0.2;

/// The limit of calls in flight, and what it is made from.
#[derive(Debug)]
pub(super) struct Concurrency {
    limit: f64,
    max: f64,
    in_flight: u32,
    /// The latency at ease, by endpoint.
    at_ease: BTreeMap<(&'static str, bool), Quickest>,
    /// The latency at ease, of all.
    quickest: Option<Quickest>,
    strain: f64,
    held_back: bool,
    shrunk_at: Option<Instant>,
}

impl Concurrency {
    pub(super) fn new(max: u32) -> Self {
        let max = f64::from(max.max(1));
        Self {
            limit: START.min(max),
            max,
            in_flight: 0,
            at_ease: BTreeMap::new(),
            quickest: None,
            strain: 1.0,
            held_back: false,
            shrunk_at: None,
        }
    }

    pub(super) fn limit(&self) -> u32 {
        self.limit as u32
    }

    pub(super) fn in_flight(&self) -> u32 {
        self.in_flight
    }

    /// How long a call takes at least.
    pub(super) fn latency(&self) -> Duration {
        Duration::from_secs_f64(self.quickest.map_or(0.0, |quickest| quickest.seconds))
    }

    /// Whether another call may be in flight.
    pub(super) fn enter(&mut self) -> bool {
        let fits = self.in_flight < self.limit();
        self.in_flight += u32::from(fits);
        self.held_back |= !fits;
        fits
    }

    pub(super) fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// The tenant did what was asked.
    pub(super) fn answered(&mut self, lane: Lane, sent: Instant, now: Instant) {
        let took = now.saturating_duration_since(sent).as_secs_f64();
        let first = Quickest { seconds: took, at: now };
        self.quickest.get_or_insert(first).follow(took, now);
        let at_ease = self.at_ease.entry((lane.endpoint, lane.reads)).or_insert(first);
        at_ease.follow(took, now);
        let strain = took / at_ease.seconds.max(0.001);
        self.strain += (strain - self.strain) * SMOOTH;
        let loaded = f64::from(self.in_flight + 1) >= self.limit / 2.0;
        if self.strain > STRAIN_MAX && loaded {
            self.shrink(0.85, sent, now);
        } else {
            self.grow();
        }
        self.held_back = false;
    }

    /// The tenant answered that it will not, or that there is nothing. How long that took says nothing of how long the
    /// work takes, but a call came back as it should.
    pub(super) fn declined(&mut self) {
        self.grow();
        self.held_back = false;
    }

    /// The tenant failed.
    pub(super) fn failed(&mut self, sent: Instant, now: Instant) {
        self.shrink(0.7, sent, now);
        self.held_back = false;
    }

    fn grow(&mut self) {
        if self.held_back && self.strain <= STRAIN_MAX {
            self.limit = (self.limit + self.limit.sqrt() / 4.0).min(self.max);
        }
    }

    fn shrink(&mut self, factor: f64, sent: Instant, now: Instant) {
        if self.shrunk_at.is_none_or(|at| sent >= at) {
            self.limit = (self.limit * factor).max(1.0);
            self.shrunk_at = Some(now);
        }
    }
}

/// A low of a latency: falls at once, rises slowly.
#[derive(Clone, Copy, Debug)]
struct Quickest {
    seconds: f64,
    at: Instant,
}

impl Quickest {
    fn follow(&mut self, took: f64, now: Instant) {
        let since = now.saturating_duration_since(self.at).as_secs_f64();
        let share = (since / DRIFT_S).min(0.1);
        self.seconds = if took < self.seconds { took } else { self.seconds + (took - self.seconds) * share };
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANE: Lane = Lane { family: "users", endpoint: "/api/v2/users/{id}", reads: true };

    /// Calls that all leave at once, round by round, each round as slow as `latency` says for its number of calls.
    fn rounds(concurrency: &mut Concurrency, rounds: u32, latency: impl Fn(u32) -> Duration) {
        let mut now = Instant::now();
        for _ in 0..rounds {
            while concurrency.enter() {}
            let calls = concurrency.in_flight();
            let sent = now;
            now += latency(calls);
            for _ in 0..calls {
                concurrency.leave();
                concurrency.answered(LANE, sent, now);
                concurrency.held_back = true;
            }
        }
    }

    #[test]
    fn it_grows_while_it_holds_calls_back_and_latency_stays() {
        let mut concurrency = Concurrency::new(32);
        assert_eq!(concurrency.limit(), 4);
        rounds(&mut concurrency, 10, |_| Duration::from_secs(3));
        assert_eq!(concurrency.limit(), 32);
    }

    #[test]
    fn it_stays_where_it_is_not_what_holds_calls_back() {
        let mut concurrency = Concurrency::new(32);
        let now = Instant::now();
        for _ in 0..1000 {
            assert!(concurrency.enter());
            concurrency.leave();
            concurrency.answered(LANE, now, now + Duration::from_millis(50));
        }
        assert_eq!(concurrency.limit(), 4);
    }

    #[test]
    fn a_tenant_that_becomes_slow_under_load_is_given_less() {
        let mut concurrency = Concurrency::new(32);
        // Serves eight at a time; more only wait.
        rounds(&mut concurrency, 40, |calls| Duration::from_millis(100) * calls.div_ceil(8));
        assert!((6..=26).contains(&concurrency.limit()), "{}", concurrency.limit());
    }

    #[test]
    fn failures_shrink_it_once_for_each_round_trip_and_never_to_nothing() {
        let mut concurrency = Concurrency::new(32);
        let mut now = Instant::now();
        for _ in 0..4 {
            concurrency.failed(now, now + Duration::from_secs(1));
        }
        assert_eq!(concurrency.limit(), 2, "four calls of one round trip");
        for _ in 0..20 {
            now += Duration::from_secs(2);
            concurrency.failed(now, now + Duration::from_secs(1));
        }
        assert_eq!(concurrency.limit(), 1);
    }
}
