//! How the budget is used, and how it stands.

use std::time::Duration;

/// How to use the tenant's budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GovernorConfig {
    /// The share of each ceiling that is left to others, 0.0 to 0.9; 0.1 by default.
    pub reserve: f64,
    /// Calls per minute to assume before the tenant told its ceiling; 300 by default, which is the published one.
    pub assumed_per_minute: u32,
}

impl Default for GovernorConfig {
    fn default() -> Self {
        Self { reserve: 0.1, assumed_per_minute: 300 }
    }
}

/// The state of the budget, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Calls that count against the present minute.
    pub used: u32,
    /// The tenant's ceiling per minute, learned or still assumed.
    pub allowed: u32,
    /// When the tenant's window starts again, as its last reply said.
    pub reset_in: Duration,
    /// How many calls had to wait for a slot so far.
    pub waits: u64,
    /// How many calls the tenant answered with 429 so far.
    pub throttled: u64,
}
