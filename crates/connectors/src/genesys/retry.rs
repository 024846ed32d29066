//! How long to wait before a read is tried again, and how often it is worth it.

use super::wire::Reply;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest wait of our own choice.
const WAIT_MAX: Duration = Duration::from_secs(15);
/// So many reads of one service in vain, all attempts of each, with none that succeeded: it counts as down.
const DOWN_AFTER: u32 = 2;
/// How often a read of a service that is down is tried: enough to notice when it is back.
const ATTEMPTS_WHEN_DOWN: u32 = 2;

/// The waits of one client's reads.
#[derive(Debug)]
pub(crate) struct Retry {
    seed: u64,
    draws: AtomicU64,
    in_vain: Mutex<BTreeMap<&'static str, u32>>,
}

impl Retry {
    /// `seed` is different in every process, so that many of them do not come back together; the same seed gives the
    /// same waits.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, draws: AtomicU64::new(0), in_vain: Mutex::default() }
    }

    /// The wait after the failed attempt with this number, from 0: by chance up to 0.5 s, 1 s, 2 s, ... 15 s, or what
    /// the tenant asked for.
    pub(crate) fn wait(&self, attempt: u32, last: Option<&Reply>) -> Duration {
        let draw = self.draws.fetch_add(1, Ordering::Relaxed);
        let told = last.filter(|reply| matches!(reply.status, 429 | 503)).and_then(Reply::told_wait);
        // What the tenant asks for is the least: those who were told the same must not come back together either.
        told.unwrap_or_default() + backoff(self.seed, draw, attempt)
    }

    /// How often a read of `family` is tried: less than `usual` while the service is down.
    pub(crate) fn attempts(&self, family: &'static str, usual: u32) -> u32 {
        let down = self.lock().get(family).is_some_and(|reads| *reads >= DOWN_AFTER);
        if down { usual.min(ATTEMPTS_WHEN_DOWN) } else { usual }
    }

    /// A read of `family` was given up.
    pub(crate) fn gave_up(&self, family: &'static str) {
        *self.lock().entry(family).or_default() += 1;
    }

    /// A read of `family` was answered.
    pub(crate) fn succeeded(&self, family: &'static str) {
        self.lock().remove(family);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, u32>> {
        self.in_vain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Full jitter: anything between nothing and the whole, which doubles with each attempt.
fn backoff(seed: u64, draw: u64, attempt: u32) -> Duration {
    let full = (Duration::from_millis(500) * 2_u32.saturating_pow(attempt.min(10))).min(WAIT_MAX);
    let share = f64::from(scramble(scramble(seed).wrapping_add(draw)) as u32) / f64::from(u32::MAX);
    full.mul_f64(share)
}

/// SplitMix64's output function: enough to spread waits, nothing more is asked of it.
fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_spread_over_the_whole_of_a_growing_span() {
        let retry = Retry::new(1);
        for (attempt, full_ms) in [(0, 500), (1, 1000), (2, 2000), (30, 15_000)] {
            let waits: Vec<u128> = (0..300).map(|_| retry.wait(attempt, None).as_millis()).collect();
            assert!(waits.iter().all(|wait| *wait <= full_ms));
            assert!(waits.iter().any(|wait| *wait < full_ms / 10), "full jitter begins at nothing");
            assert!(waits.iter().any(|wait| *wait > full_ms * 9 / 10));
        }
    }

    #[test]
    fn neither_two_processes_nor_two_workers_come_back_together() {
        let waits = |seed| {
            let retry = Retry::new(seed);
            [retry.wait(3, None), retry.wait(3, None)]
        };
        assert_eq!(waits(1), waits(1));
        assert_ne!(waits(1), waits(2));
        assert_ne!(waits(1)[0], waits(1)[1]);
    }

    #[test]
    fn the_tenant_may_say_how_long() {
        let retry = Retry::new(1);
        let told = |status| Reply { status, retry_after: Some(Duration::from_secs(42)), ..Reply::default() };
        for status in [429, 503] {
            assert!(retry.wait(0, Some(&told(status))) >= Duration::from_secs(42));
        }
        assert!(retry.wait(0, Some(&told(500))) <= Duration::from_millis(500));
    }

    #[test]
    fn a_service_that_is_down_is_not_asked_as_often() {
        let retry = Retry::new(1);
        (0..2).for_each(|_| retry.gave_up("groups"));
        assert_eq!((retry.attempts("groups", 6), retry.attempts("users", 6)), (2, 6));
        retry.succeeded("groups");
        assert_eq!(retry.attempts("groups", 6), 6);
    }
}
