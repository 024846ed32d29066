//! When a token is renewed.

use std::time::Duration;
use tokio::time::Instant;

/// The moment to renew a token that was asked for at `asked_at` and lives for `lifetime`.
///
/// The lead never takes more than half of the lifetime: tokens of one minute must work, too.
pub(super) fn renew_at(asked_at: Instant, lifetime: Duration, lead: Duration) -> Instant {
    asked_at + lifetime - lead.min(lifetime / 2)
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
}
