//! How long to wait before the next attempt.

use super::config::Pacing;
use std::time::Duration;
use uuid::Uuid;

/// Counts failures in a row.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// One more attempt failed.
    pub(crate) fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
    }

    /// It worked.
    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// The wait that is due now: none before the first attempt.
    pub(crate) fn wait(&self, pacing: &Pacing) -> Duration {
        wait(self.failures, pacing, chance())
    }
}

/// Between half and one and a half of a span that doubles, so that many clients of one server do not return together.
fn wait(failures: u32, pacing: &Pacing, chance: f64) -> Duration {
    let Some(doublings) = failures.checked_sub(1) else {
        return Duration::ZERO;
    };
    let span = pacing.wait_first.saturating_mul(2_u32.saturating_pow(doublings)).min(pacing.wait_max);
    span.mul_f64(0.5 + chance).min(pacing.wait_max)
}

/// A number from 0 to 1.
pub(crate) fn chance() -> f64 {
    f64::from(Uuid::new_v4().as_u128() as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_a_fifth_of_a_second_to_half_a_minute() {
        let middle = |failures| wait(failures, &Pacing::default(), 0.5).as_millis();
        let waits: Vec<u128> = [0, 1, 2, 3, 8, 9, 100].map(middle).to_vec();
        assert_eq!(waits, [0, 200, 400, 800, 25_600, 30_000, 30_000]);
    }

    #[test]
    fn chance_spreads_them() {
        let pacing = Pacing::default();
        assert_eq!(wait(1, &pacing, 0.0).as_millis(), 100);
        assert_eq!(wait(1, &pacing, 1.0).as_millis(), 300);
    }
}
