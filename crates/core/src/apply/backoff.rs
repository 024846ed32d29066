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
    let share = u8::from_str_radix(&spread[..2], 16).unwrap_or(u8::MAX);
    ceiling / 2 + ceiling * i32::from(share) / 512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_but_not_for_ever() {
        let first = SignedDuration::from_secs(1);
        let id = OperationId::at(3);
        assert!(pause(first, &id, 1) <= SignedDuration::from_secs(1));
        assert!(pause(first, &id, 4) >= SignedDuration::from_secs(4));
        assert!(pause(first, &id, 40) <= PAUSE_MAX);
    }
}
