//! Keeps the calls of any minute inside what the tenant allows, less a reserve for others. One for each token, shared
//! by all workers. [`Governor`] decides and owns no clock; [`Pacer`] waits.
//!
//! The ceiling is learned from the `inin-ratelimit-*` headers, never assumed for longer than the first reply takes.
//! A family of endpoints (`users`, `authorization`, ...) that shows a lower ceiling than others has a window of its
//! own besides that of the token.

mod ceiling;
mod config;
mod family;
mod pacer;
mod window;

pub use config::{Budget, GovernorConfig};
pub(crate) use pacer::Pacer;

use super::wire::{Rate, Reply};
use family::Family;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long to hold back after a 429 that does not say for how long.
const PAUSE_UNKNOWN: Duration = Duration::from_secs(5);

/// The deciding half: says when the next call may leave.
#[derive(Debug)]
pub struct Governor {
    config: GovernorConfig,
    all: Family,
    families: BTreeMap<&'static str, Family>,
    resets_at: Option<Instant>,
    waits: u64,
    throttled: u64,
}

impl Governor {
    /// Knows nothing of the tenant yet.
    pub fn new(config: GovernorConfig) -> Self {
        Self {
            config,
            all: Family::default(),
            families: BTreeMap::new(),
            resets_at: None,
            waits: 0,
            throttled: 0,
        }
    }

    /// Takes a slot for one call and returns zero, or takes none and returns how long to wait before asking again.
    pub fn next_slot(&mut self, family: &'static str, now: Instant) -> Duration {
        let ceiling = ceiling_of(self.allowed(), self.config.reserve);
        let own = self.families.entry(family).or_default();
        let mut wait = self.all.wait(Some(ceiling), now);
        // A family at the token's own ceiling is already held by the token's window.
        let lower = own
            .ceiling
            .low()
            .map(|allowed| ceiling_of(allowed, self.config.reserve))
            .filter(|own| *own < ceiling);
        wait = wait.max(own.wait(lower, now));
        if wait.is_zero() {
            self.all.window.sent(now);
            own.window.sent(now);
        }
        wait
    }

    /// Learns that a call is over: from its reply, or that there was none.
    pub fn settle(&mut self, family: &'static str, reply: Option<&Reply>, now: Instant) {
        self.all.window.answered(now);
        self.families.entry(family).or_default().window.answered(now);
        let refused = reply.is_some_and(|reply| reply.status == 429);
        if let Some(rate) = reply.and_then(|reply| reply.rate).filter(|r| r.allowed > 0) {
            self.learn(family, rate, refused, now);
        }
        if let Some(reply) = reply.filter(|_| refused) {
            self.hold_back(family, reply.retry_after, now);
        }
    }

    /// The state, for people.
    pub fn budget(&mut self, now: Instant) -> Budget {
        Budget {
            used: self.all.window.used(now),
            allowed: self.allowed(),
            reset_in: self.resets_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now)),
            waits: self.waits,
            throttled: self.throttled,
        }
    }

    fn learn(&mut self, family: &'static str, rate: Rate, refused: bool, now: Instant) {
        self.resets_at = Some(now + rate.reset);
        let ceiling = &mut self.families.entry(family).or_default().ceiling;
        if refused {
            ceiling.enforced(rate.allowed, now);
        } else {
            ceiling.shown(rate.allowed, now);
        }
        let counter = self.counter_of(family, rate.allowed);
        counter.window.counted(rate.count, rate.reset, now);
    }

    fn hold_back(&mut self, family: &'static str, retry_after: Option<Duration>, now: Instant) {
        self.throttled += 1;
        let until = now + retry_after.unwrap_or(PAUSE_UNKNOWN);
        let lowest = self.families.entry(family).or_default().ceiling.low();
        let counter = self.counter_of(family, lowest.unwrap_or(u32::MAX));
        counter.paused_until = Some(counter.paused_until.map_or(until, |held| held.max(until)));
    }

    /// Whose counter a number under the ceiling `shown` is: the family's own where that is lower than the token's.
    fn counter_of(&mut self, family: &'static str, shown: u32) -> &mut Family {
        if shown < self.allowed() { self.families.entry(family).or_default() } else { &mut self.all }
    }

    /// The token's ceiling: the highest that any family showed.
    fn allowed(&self) -> u32 {
        self.families
            .values()
            .filter_map(|family| family.ceiling.high())
            .max()
            .unwrap_or(self.config.assumed_per_minute)
    }
}

/// What may be used of `allowed`; never less than one call, or nothing would ever happen.
fn ceiling_of(allowed: u32, reserve: f64) -> u32 {
    let usable = f64::from(allowed) * (1.0 - reserve.clamp(0.0, 0.9));
    (usable.floor() as u32).max(1)
}

#[cfg(test)]
mod tests;
