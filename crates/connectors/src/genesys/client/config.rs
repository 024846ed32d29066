//! How the client behaves.

use crate::genesys::governor::GovernorConfig;
use crate::genesys::scim::ScimFamily;
use crate::genesys::token::Credentials;
use muster_core::time::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Tells what time it is, for the stamps in what was read.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How the client behaves.
#[derive(Clone)]
pub struct Config {
    /// Who we are.
    pub credentials: Credentials,
    /// How long before its expiry the token is renewed, in the background; at most half of its lifetime is used. 120 s
    /// by default.
    pub token_lead: Duration,
    /// How the budget is used.
    pub governor: GovernorConfig,
    /// How many pages are read at the same time; 4 by default.
    pub parallel_reads: usize,
    /// How often a read is tried before it fails; 6 by default.
    pub read_attempts: u32,
    /// Spreads the waits of several processes; different in every process by default.
    pub seed: u64,
    /// Which SCIM paths are used.
    pub scim: ScimFamily,
    /// The clock.
    pub clock: Clock,
}

impl Config {
    /// The defaults for `credentials`.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            token_lead: Duration::from_secs(120),
            governor: GovernorConfig::default(),
            parallel_reads: 4,
            read_attempts: 6,
            seed: uuid::Uuid::new_v4().as_u64_pair().0,
            scim: ScimFamily::default(),
            clock: Arc::new(Timestamp::now),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("credentials", &self.credentials)
            .field("governor", &self.governor)
            .finish_non_exhaustive()
    }
}
