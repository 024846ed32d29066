//! What a family of endpoints showed as its ceiling, and what a refusal taught.

use std::time::Duration;
use tokio::time::Instant;

/// For how long a ceiling is believed after it was last shown: longer than a window, and not much.
const MEMORY: Duration = Duration::from_secs(75);
/// For how long a doubtful ceiling is believed.
const DOUBTED: Duration = Duration::from_secs(600);
/// For how long the token's ceiling is remembered while only one family shows any: its own may be lower.
const LONG_MEMORY: Duration = Duration::from_secs(900);

/// The lowest ceiling that replies showed lately, the last one, and the one found out by a refusal.
///
/// A service with a ceiling of its own shows whichever counter has less left: its own or the token's. So the lowest is
/// the family's, and the highest of all families is the token's. A ceiling that replies show comes into sight before
/// it matters, so it need not be remembered for long. One that only a 429 betrays is remembered for good.
#[derive(Debug, Default)]
pub(super) struct Ceiling {
    low: Option<(u32, Instant)>,
    latest: Option<(u32, Instant)>,
    hidden: Option<Hidden>,
}

/// A ceiling that only a 429 betrayed.
#[derive(Clone, Copy, Debug)]
struct Hidden {
    allowed: u32,
    /// Until when it is believed, where the evidence was odd.
    until: Option<Instant>,
}

impl Ceiling {
    /// With what an earlier run found out.
    pub(super) fn known(hidden: Option<u32>) -> Self {
        let hidden = hidden.map(|allowed| Hidden { allowed, until: None });
        Self { hidden, ..Self::default() }
    }

    /// The family's own ceiling, or the token's where that is lower.
    pub(super) fn low(&self, now: Instant) -> Option<u32> {
        let shown = fresh(self.low, now);
        match (shown, self.hidden(now)) {
            (Some(shown), Some(hidden)) => Some(shown.min(hidden)),
            (one, other) => one.or(other),
        }
    }

    /// What replies showed last: lately, and at all.
    pub(super) fn latest(&self, now: Instant) -> (Option<u32>, Option<u32>) {
        (within(self.latest, MEMORY, now), within(self.latest, LONG_MEMORY, now))
    }

    /// The ceiling that only a 429 betrayed.
    pub(super) fn hidden(&self, now: Instant) -> Option<u32> {
        self.hidden.filter(|hidden| hidden.until.is_none_or(|until| now < until)).map(|hidden| hidden.allowed)
    }

    /// Whether what is known would be known tomorrow.
    pub(super) fn is_certain(&self) -> bool {
        self.hidden.is_none_or(|hidden| hidden.until.is_none())
    }

    /// An ordinary reply showed `allowed`; `token` is the token's ceiling.
    pub(super) fn shown(&mut self, allowed: u32, token: u32, now: Instant) {
        if fresh(self.low, now).is_none_or(|low| allowed <= low) {
            self.low = Some((allowed, now));
        }
        self.latest = Some((allowed, now));
        let shows_it =
            |hidden: &Hidden| allowed == hidden.allowed || (hidden.allowed < allowed && allowed < token);
        if self.hidden.as_ref().is_some_and(shows_it) {
            self.hidden = None;
        }
    }

    /// A refusal betrayed a ceiling that replies do not show. Where it is doubted, it is believed for a while; betrayed
    /// again, for good.
    pub(super) fn betrayed(&mut self, allowed: u32, doubted: bool, now: Instant) {
        let allowed = self.hidden(now).map_or(allowed, |hidden| hidden.min(allowed));
        let again = self.hidden.is_some();
        let until = (doubted && !again).then(|| now + DOUBTED);
        self.hidden = Some(Hidden { allowed, until });
    }
}

fn fresh(seen: Option<(u32, Instant)>, now: Instant) -> Option<u32> {
    within(seen, MEMORY, now)
}

fn within(seen: Option<(u32, Instant)>, memory: Duration, now: Instant) -> Option<u32> {
    seen.filter(|(_, at)| now.saturating_duration_since(*at) <= memory).map(|(allowed, _)| allowed)
}
