//! When a token is renewed, and when it is over for us.

use std::time::Duration;
use tokio::time::Instant;

/// The longest that Genesys documents, 450 days. More is a mistake, and what does not fit into a clock a panic.
const LIFETIME_MAX: Duration = Duration::from_secs(38_880_000);
/// A call needs time to arrive: a token is not used during its last two seconds, or its last tenth.
const MARGIN: Duration = Duration::from_secs(2);

/// How long a token lives that expires in so many seconds.
pub(super) fn lifetime(expires_in_s: u64) -> Duration {
    Duration::from_secs(expires_in_s).min(LIFETIME_MAX)
}

/// The moment to renew a token that was asked for at `asked_at` and lives for `lifetime`.
///
/// The lead never takes more than half of the lifetime: tokens of one minute must work, too.
pub(super) fn renew_at(asked_at: Instant, lifetime: Duration, lead: Duration) -> Instant {
    asked_at + lifetime - lead.min(lifetime / 2)
}

/// The moment after which the token is not used any more.
pub(super) fn ends_at(asked_at: Instant, lifetime: Duration) -> Instant {
    asked_at + lifetime - MARGIN.min(lifetime / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lead_is_at_most_half_of_the_lifetime() {
        let now = Instant::now();
        let lead = Duration::from_secs(120);
        let day = Duration::from_secs(86_400);
        assert_eq!(renew_at(now, day, lead), now + day - lead);
        let minute = Duration::from_secs(60);
        assert_eq!(renew_at(now, minute, lead), now + Duration::from_secs(30));
    }

    #[test]
    fn a_call_in_the_last_moment_would_come_too_late() {
        let now = Instant::now();
        assert_eq!(ends_at(now, Duration::from_secs(60)), now + Duration::from_secs(58));
        assert_eq!(ends_at(now, Duration::from_secs(5)), now + Duration::from_millis(4500));
    }
}
