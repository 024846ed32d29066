//! What may be used at present.

use super::Governor;
use super::counter::Limit;
use super::family::Family;
use std::time::Duration;
use tokio::time::Instant;

impl Governor {
    pub(super) fn family(&mut self, family: &'static str) -> &mut Family {
        let known = &self.config.known;
        self.families.entry(family).or_insert_with(|| Family::known(known.get(family).copied()))
    }

    /// The token's ceiling: the highest that any family showed lately. What a single family shows may be its own, so
    /// then an older word of another one counts as well, or what is assumed.
    pub(super) fn allowed(&self, now: Instant) -> u32 {
        let shown = || self.families.values().map(|family| family.ceiling.latest(now));
        let lately = shown().filter_map(|(lately, _)| lately);
        let ever = shown().filter_map(|(_, ever)| ever);
        let assumed = self.config.assumed_per_minute;
        match (lately.clone().count(), ever.clone().count()) {
            (0 | 1, 0 | 1) => ever.max().unwrap_or(assumed).max(assumed),
            (0 | 1, _) => ever.max().unwrap_or(assumed),
            _ => lately.max().unwrap_or(assumed),
        }
    }

    pub(super) fn token_limit(&self, now: Instant) -> Limit {
        let allowed = self.allowed(now);
        let wait_below = self.config.wait_below;
        let usable = self.config.usable(allowed).min(allowed.saturating_sub(wait_below.unwrap_or(0)));
        Limit { allowed, usable: usable.max(1), wait_below }
    }

    /// A family at the token's own ceiling is already held by the token's counter.
    pub(super) fn own_limit(&mut self, family: &'static str, now: Instant) -> Option<Limit> {
        let token = self.allowed(now);
        let allowed = self.family(family).ceiling.low(now).filter(|own| *own < token)?;
        Some(Limit { allowed, usable: self.config.usable(allowed), wait_below: None })
    }

    /// How long a call takes at least until the tenant counts it.
    pub(super) fn lead(&self) -> Duration {
        self.concurrency.latency() / 2
    }
}
