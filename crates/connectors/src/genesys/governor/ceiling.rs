//! What a family of endpoints showed as its ceiling.

use std::time::Duration;
use tokio::time::Instant;

/// For how long a ceiling is believed after it was last shown.
const MEMORY: Duration = Duration::from_secs(300);

/// The lowest and the highest ceiling that replies showed lately.
///
/// A service with a ceiling of its own shows whichever counter has less left: its own or the token's. So the lowest is
/// the family's, and the highest of all families is the token's.
#[derive(Debug, Default)]
pub(super) struct Ceiling {
    low: Option<(u32, Instant)>,
    high: Option<(u32, Instant)>,
}

impl Ceiling {
    pub(super) fn low(&self) -> Option<u32> {
        self.low.map(|(allowed, _)| allowed)
    }

    pub(super) fn high(&self) -> Option<u32> {
        self.high.map(|(allowed, _)| allowed)
    }

    /// A reply showed `allowed`.
    pub(super) fn shown(&mut self, allowed: u32, now: Instant) {
        let stale = |seen: Instant| now.saturating_duration_since(seen) > MEMORY;
        if self.low.is_none_or(|(low, seen)| allowed <= low || stale(seen)) {
            self.low = Some((allowed, now));
        }
        if self.high.is_none_or(|(high, seen)| allowed >= high || stale(seen)) {
            self.high = Some((allowed, now));
        }
    }

    /// A call was refused under `allowed`: whatever was higher is not true any more.
    pub(super) fn enforced(&mut self, allowed: u32, now: Instant) {
        self.low = Some((allowed, now));
        self.high = Some((allowed, now));
    }
}
