//! How long calls will take.

use super::Governor;
use super::pace::time_for;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

impl Governor {
    /// How long so many calls of each family will take from now, by what is known of the ceilings, of calls of others
    /// and of the latency.
    pub fn forecast(&mut self, calls: &BTreeMap<&'static str, u64>, now: Instant) -> Duration {
        let token = self.token_limit(now);
        let total = calls.values().sum();
        let budget = self.all.time_for(total, token, now);
        let own = calls.iter().filter_map(|(family, calls)| {
            let limit = self.own_limit(family, now)?;
            Some(self.family(family).counter.time_for(*calls, limit, now))
        });
        let budget = own.max().unwrap_or_default().max(budget);
        let latency = self.concurrency.latency();
        let at_most = latency.mul_f64(total as f64 / f64::from(self.config.in_flight_max.max(1)));
        budget.max(at_most) + latency
    }
}

impl super::counter::Counter {
    /// How long so many calls take under `limit`.
    fn time_for(&mut self, calls: u64, limit: super::counter::Limit, now: Instant) -> Duration {
        // What was used during the last minute is the beginning of the same run.
        let used = u64::from(self.log.used(now));
        let share = self.share(limit, now).max(1);
        time_for(calls + used, share).saturating_sub(time_for(used, share))
    }
}
