//! How long to wait before a read is tried again.

use std::time::Duration;

/// The longest single wait.
const WAIT_MAX: Duration = Duration::from_secs(15);

/// The wait before attempt `attempt + 1`: 0.5 s, 1 s, 2 s, ... to 15 s, each between half and all of it.
///
/// `seed` is different in every process, so that many of them do not come back together; the same seed gives the same
/// waits.
pub(crate) fn backoff(seed: u64, attempt: u32) -> Duration {
    let full = (Duration::from_millis(500) * 2_u32.saturating_pow(attempt.min(10))).min(WAIT_MAX);
    let share = f64::from(scramble(seed.wrapping_add(attempt.into())) as u32) / f64::from(u32::MAX);
    full / 2 + (full / 2).mul_f64(share)
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
    fn waits_grow_and_stay_within_half_and_whole() {
        for seed in 0..100 {
            assert!((250..=500).contains(&backoff(seed, 0).as_millis()));
            assert!((1000..=2000).contains(&backoff(seed, 2).as_millis()));
            assert!((7500..=15_000).contains(&backoff(seed, 30).as_millis()));
        }
    }

    #[test]
    fn two_processes_do_not_come_back_together() {
        assert_ne!(backoff(1, 3), backoff(2, 3));
        assert_eq!(backoff(1, 3), backoff(1, 3));
    }
}
