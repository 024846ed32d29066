//! What is known of one service.

use super::ceiling::Ceiling;
use super::counter::Counter;
use super::throttle::{Blame, Refused};
use std::time::Duration;
use tokio::time::Instant;

/// A refusal that asks for a shorter wait may be about a burst, not about a minute.
const WAIT_OF_A_MINUTE: Duration = Duration::from_secs(5);
/// Two such refusals within this time are about the minute after all.
const AGAIN: Duration = Duration::from_secs(120);

/// A ceiling found at less than one part in so many of the token's may be the work of others who filled the service.
const DOUBTFUL: u32 = 5;

/// The counter of a family of endpoints, and its ceiling.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub(super) counter: Counter,
    pub(super) ceiling: Ceiling,
    /// Calls sent until then were under way when the ceiling was found out: their refusals teach nothing more.
    judged_at: Option<Instant>,
    doubtful_at: Option<Instant>,
    /// Until when a call of it goes before those of families without a ceiling: one waits for the token's budget.
    pub(super) claim: Option<Instant>,
}

impl Family {
    pub(super) fn known(hidden: Option<u32>) -> Self {
        Self { ceiling: Ceiling::known(hidden), ..Self::default() }
    }

    /// Learns from a refusal of a call that was sent at `sent`.
    pub(super) fn refused(&mut self, blame: Blame, refused: &Refused, sent: Instant, now: Instant) {
        let under_way = self.judged_at.is_some_and(|at| sent <= at);
        match blame {
            Blame::Told(ceiling) => self.betrayed(ceiling, false, now),
            Blame::Found(taken) if !under_way && self.is_about_the_minute(refused, now) => {
                // What was found before was too much.
                let before = self.ceiling.hidden(now);
                let below = before.map_or(u32::MAX, |hidden| hidden - hidden.div_ceil(30));
                let doubted = taken < refused.token / DOUBTFUL;
                self.betrayed(taken.min(below).max(1), doubted, now);
            }
            Blame::Token | Blame::Family | Blame::Found(_) => {}
        }
    }

    fn betrayed(&mut self, ceiling: u32, doubted: bool, now: Instant) {
        self.ceiling.betrayed(ceiling, doubted, now);
        self.judged_at = Some(now);
    }

    fn is_about_the_minute(&mut self, refused: &Refused, now: Instant) -> bool {
        let again = self.doubtful_at.is_some_and(|at| now.saturating_duration_since(at) < AGAIN);
        self.doubtful_at = Some(now);
        again || refused.retry_after.is_some_and(|wait| wait >= WAIT_OF_A_MINUTE)
    }
}
