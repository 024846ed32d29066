//! How the budget is used, and how it stands.

use super::ticket::Waiting;
use std::collections::BTreeMap;
use std::time::Duration;

/// How to use the tenant's budget.
#[derive(Clone, Debug, PartialEq)]
pub struct GovernorConfig {
    /// The share of each ceiling that is left to others, 0.0 to 0.9; 0.1 by default.
    pub reserve: f64,
    /// When fewer calls than this remain in the tenant's window, wait for the next one; none by default. Counts for
    /// the token's ceiling, besides `reserve`.
    pub wait_below: Option<u32>,
    /// Calls per minute to assume before the tenant told its ceiling; 300 by default, which is the published one.
    pub assumed_per_minute: u32,
    /// The most calls in flight, at least 1; 32 by default. How many there are follows the latency.
    pub in_flight_max: u32,
    /// Ceilings per minute that an earlier run found out, by service: what [`Governor::ceilings`] told then.
    ///
    /// [`Governor::ceilings`]: super::Governor::ceilings
    pub known: BTreeMap<String, u32>,
}

impl Default for GovernorConfig {
    fn default() -> Self {
        Self {
            reserve: 0.1,
            wait_below: None,
            assumed_per_minute: 300,
            in_flight_max: 32,
            known: BTreeMap::new(),
        }
    }
}

impl GovernorConfig {
    /// What may be used of `allowed`; never less than one call, or nothing would ever happen.
    pub(super) fn usable(&self, allowed: u32) -> u32 {
        let usable = f64::from(allowed) * (1.0 - self.reserve.clamp(0.0, 0.9));
        // 1.0 - 0.1 is a little less than 0.9.
        ((usable + 1e-6).floor() as u32).max(1)
    }
}

/// The state of the budget, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Calls that count against the present minute, those of others included where they show.
    pub used: u32,
    /// The tenant's ceiling per minute, learned or still assumed.
    pub allowed: u32,
    /// The ceiling less the reserve.
    pub usable: u32,
    /// Calls on their way.
    pub in_flight: u32,
    /// How many may be on their way at present.
    pub in_flight_limit: u32,
    /// What calls are waiting for.
    pub waiting: Waiting,
    /// When the tenant's window starts again, as its last reply said.
    pub reset_in: Duration,
    /// How many calls had to wait for the budget so far; waiting for a reply is not counted.
    pub waits: u64,
    /// How many calls the tenant answered with 429 so far.
    pub throttled: u64,
}
