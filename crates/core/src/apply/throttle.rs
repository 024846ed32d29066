//! A service that says 429 is waited for as long as it asks, within reason. The others go on.
//!
//! A 429 is no failure, so it opens no breaker; but a service that says nothing else for longer than our patience halts
//! the run, or nobody would ever hear of it.

use super::Effort;
use crate::time::{SignedDuration, Timestamp};

/// Whatever `Retry-After` says, somebody looks again after this long.
const WAIT_MAX: SignedDuration = SignedDuration::from_secs(180);
/// A tenant that asks for no wait at all would be asked again at once, over and over.
const WAIT_MIN: SignedDuration = SignedDuration::from_secs(1);

/// How one service throttles.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    /// The first 429 since the service last did anything else.
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Throttle {
    /// A 429 that asks for `wait`. Gives back how long there has been nothing else, once that is beyond our patience.
    pub(super) fn told(
        &mut self,
        wait: SignedDuration,
        effort: Effort,
        now: Timestamp,
    ) -> Option<SignedDuration> {
        let until = now.checked_add(wait.clamp(WAIT_MIN, WAIT_MAX)).ok();
        self.until = self.until.max(until);
        let Some(since) = self.since else {
            self.since = Some(now);
            return None;
        };
        let lasted = now.duration_since(since);
        (lasted >= effort.patience).then_some(lasted)
    }

    /// The service answered something else. Whoever was told to wait still waits.
    pub(super) fn answered(&mut self) {
        self.since = None;
    }

    /// Until when nothing is sent.
    pub(super) fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }
}
