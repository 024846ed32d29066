//! Which servers, whose password, which method, how often.

use crate::directory::Track;
use crate::ldap::config::LdapConfig;
use secrecy::SecretString;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Fetches the password anew for each bind, so that a changed one is taken at once. An error is a sentence.
pub type PasswordSource = Arc<dyn Fn() -> Result<SecretString, String> + Send + Sync>;

/// Where a domain is tracked, and how.
#[derive(Clone)]
pub struct TrackerConfig {
    /// The domain controllers.
    pub servers: Servers,
    /// The password of the account to read with. Those inside `servers` are not looked at.
    pub password: PasswordSource,
    /// How changes are noticed.
    pub method: Method,
    /// Deadlines and intervals.
    pub pacing: Pacing,
}

impl TrackerConfig {
    /// These servers in order, with the password that the first of them carries, and everything else as usual.
    pub fn new(servers: Vec<LdapConfig>) -> Self {
        let password = servers.first().map(|server| server.bind_password.clone()).unwrap_or_default();
        Self {
            servers: Servers::Listed(servers),
            password: Arc::new(move || Ok(password.clone())),
            method: Method::Auto,
            pacing: Pacing::default(),
        }
    }
}

impl fmt::Debug for TrackerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrackerConfig")
            .field("servers", &self.servers)
            .field("method", &self.method)
            .field("pacing", &self.pacing)
            .finish_non_exhaustive()
    }
}

/// The domain controllers of a domain.
#[derive(Clone, Debug)]
pub enum Servers {
    /// These, in this order.
    Listed(Vec<LdapConfig>),
    /// Those that DNS names in `_ldap._tcp.dc._msdcs.<domain>`.
    Domain {
        /// The domain's DNS name.
        domain: String,
        /// How each of them is reached; its host is replaced.
        like: Box<LdapConfig>,
        /// The name server to ask, if not those of the operating system.
        dns: Option<SocketAddr>,
    },
}

/// How changes are to be noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The best that the server permits. Found out at each whole read, and kept in the position between them.
    #[default]
    Auto,
    /// Only this one.
    Only(Track),
}

impl Method {
    /// What to try, best first.
    pub(crate) fn candidates(self) -> Vec<Track> {
        match self {
            Self::Auto => vec![Track::DirSync, Track::Usn, Track::Whole],
            Self::Only(track) => vec![track],
        }
    }
}

/// Deadlines and intervals.
#[derive(Clone, Copy, Debug)]
pub struct Pacing {
    /// A server that does not say who it is within this time is taken for dead. 5 s.
    pub probe: Duration,
    /// Before the second attempt; doubles with each further one, and varies by half of it. 0.2 s.
    pub wait_first: Duration,
    /// The longest wait between two attempts. 30 s.
    pub wait_max: Duration,
    /// Failures of a server in a row before the next one is tried. Silence counts for all of them. 2.
    pub tries_per_server: u32,
    /// How long a refused password is not tried again: often enough, and the domain locks the account. 10 min.
    pub refused_for: Duration,
    /// Everything is read anyway when the last whole read is this old, since some changes leave no trace. 24 h.
    pub whole_every: Duration,
    /// The doorbell waits until it has been quiet for this long, 50 ms,
    pub settle: Duration,
    /// but not longer than this after the first ring. 200 ms.
    pub settle_max: Duration,
    /// How often the server is asked for its last change. 1 s.
    pub heartbeat: Duration,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            probe: Duration::from_secs(5),
            wait_first: Duration::from_millis(200),
            wait_max: Duration::from_secs(30),
            tries_per_server: 2,
            refused_for: Duration::from_secs(10 * 60),
            whole_every: Duration::from_secs(24 * 60 * 60),
            settle: Duration::from_millis(50),
            settle_max: Duration::from_millis(200),
            heartbeat: Duration::from_secs(1),
        }
    }
}
