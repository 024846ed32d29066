//! How long to wait before another try.

use crate::digest;
use crate::operation::OperationId;
use crate::time::SignedDuration;

/// Longest pause between two tries.
const PAUSE_MAX: SignedDuration = SignedDuration::from_secs(60);

/// Exponential with full jitter. The jitter comes from the operation and the attempt instead of chance, so that a run
/// can be replayed, and still spreads operations that failed together.
pub(super) fn pause(first: SignedDuration, operation: &OperationId, attempt: u32) -> SignedDuration {
    let doubled = first.checked_mul(1 << attempt.saturating_sub(1).min(16)).unwrap_or(PAUSE_MAX);
    let ceiling = doubled.min(PAUSE_MAX);
    let spread = digest::of(&(operation, attempt));
    let share = u16::from_str_radix(&spread[..4], 16).unwrap_or(u16::MAX);
    ceiling.checked_mul(i32::from(share)).map_or(ceiling, |all| all / 65_536)
}

/// Before looking again after the `conflict`-th conflict of an operation. Most are settled by reading the version once,
/// at once; where that brought another, a replica lags, and asking faster would only use up the tries. Half of `first`
/// more each time, as Genesys' own Terraform provider waits.
pub(super) fn after_conflict(first: SignedDuration, conflict: u32) -> Option<SignedDuration> {
    let times = i32::try_from(conflict).unwrap_or(i32::MAX);
    (conflict > 1).then(|| (first / 2).checked_mul(times).unwrap_or(PAUSE_MAX).min(PAUSE_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_but_not_for_ever() {
        let first = SignedDuration::from_secs(1);
        let id = OperationId::at(3);
        assert!(pause(first, &id, 1) <= SignedDuration::from_secs(1));
        let mean = |attempt| {
            let all: i128 = (0..500).map(|id| pause(first, &OperationId::at(id), attempt).as_millis()).sum();
            all / 500
        };
        assert!((450..550).contains(&mean(1)), "{}", mean(1));
        assert!((3_600..4_400).contains(&mean(4)), "{}", mean(4));
        assert!(pause(first, &id, 40) <= PAUSE_MAX);
    }

    #[test]
    fn only_the_second_conflict_makes_anybody_wait() {
        let waits: Vec<_> =
            (1..=4).map(|n| after_conflict(SignedDuration::from_secs(1), n).map(|p| p.as_millis())).collect();
        assert_eq!(waits, [None, Some(1000), Some(1500), Some(2000)]);
        assert_eq!(after_conflict(SignedDuration::from_secs(40), u32::MAX), Some(PAUSE_MAX));
    }
}
