//! The way to the domain: which server, with which password. Shared by the tracker and its doorbell, so that a
//! refused password is remembered by both, and both listen to the same server.

use super::config::{Pacing, PasswordSource, Servers, TrackerConfig};
use super::discovery;
use super::error::TrackError;
use crate::directory::Position;
use crate::ldap::bind::BindFault;
use crate::ldap::config::LdapConfig;
use crate::ldap::connection::Connection;
use crate::ldap::error::LdapError;
use crate::ldap::kerberos::{Kerberos, TicketFault};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Servers and password, with what was learned about them.
pub(crate) struct Access {
    servers: Servers,
    password: PasswordSource,
    pub(crate) pacing: Pacing,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    known: Vec<LdapConfig>,
    at: usize,
    refused: Option<Refused>,
    /// The count of changes of each server at its last read, by `dsServiceName`.
    counts: BTreeMap<String, u64>,
}

/// A password that a server did not take, or keys that the domain did not.
struct Refused {
    proof: SecretString,
    because: Because,
    until: Instant,
}

#[derive(Clone)]
enum Because {
    Password(BindFault),
    Keys(TicketFault),
}

impl Access {
    pub(crate) fn new(config: TrackerConfig) -> Self {
        let TrackerConfig { servers, password, pacing, .. } = config;
        Self { servers, password, pacing, memory: Mutex::default() }
    }

    /// Sees to it that the servers are known.
    pub(crate) async fn find_servers(&self) -> Result<(), TrackError> {
        if !self.lock().known.is_empty() {
            return Ok(());
        }
        let known = match &self.servers {
            Servers::Listed(listed) => listed.clone(),
            Servers::Domain { domain, like, dns } => discovery::find(domain, like, *dns).await?,
        };
        let mut memory = self.lock();
        (memory.known, memory.at) = (known, 0);
        Ok(())
    }

    /// Begins with the server that `last` was read from, since its cookie is of that server's making.
    pub(crate) fn prefer_server_of(&self, last: &Position) {
        let same = |server: &LdapConfig| {
            let names = [server.host.as_str(), &server.address(), server.certificate_name()];
            names.iter().any(|name| name.eq_ignore_ascii_case(&last.server))
        };
        let mut memory = self.lock();
        memory.at = memory.known.iter().position(same).unwrap_or(memory.at);
    }

    /// All servers, the first one first, each with the password as it is now.
    pub(crate) fn known(&self) -> Result<Vec<LdapConfig>, TrackError> {
        let servers = self.lock().known.clone().into_iter();
        let with_password =
            |server: LdapConfig| Ok(LdapConfig { bind_password: self.password(&server)?, ..server });
        servers.map(with_password).collect()
    }

    /// How many servers there are.
    pub(crate) fn count(&self) -> usize {
        self.lock().known.len()
    }

    /// The server in use.
    pub(crate) fn current(&self) -> Result<LdapConfig, TrackError> {
        let memory = self.lock();
        memory.known.get(memory.at).cloned().ok_or(TrackError::NoServer)
    }

    /// Gives the server in use up for the next one.
    pub(crate) fn move_on(&self) {
        let mut memory = self.lock();
        memory.at = (memory.at + 1) % memory.known.len().max(1);
    }

    /// No server works: DNS, where it was asked, may know others by now.
    pub(crate) fn look_for_others(&self) {
        if matches!(self.servers, Servers::Domain { .. }) {
            self.lock().known.clear();
        }
    }

    /// Connects to the server in use and binds. A frozen one is given up within the probe's deadline.
    pub(crate) async fn open(&self) -> Result<(LdapConfig, Connection), TrackError> {
        let mut config = self.current()?;
        let patience = config.limits;
        config.limits.connect = patience.connect.min(self.pacing.probe);
        config.limits.answer = patience.answer.min(self.pacing.probe);
        let proof = self.proof(&config)?;
        if config.kerberos.is_none() {
            config.bind_password = proof.clone();
        }
        let opened = Connection::open(&config).await;
        self.remember(&config, proof, &opened);
        config.limits = patience;
        config.bind_password = SecretString::default();
        Ok((config, opened?))
    }

    /// What is to prove who we are, as it is now; an error if just that was refused a short while ago.
    fn proof(&self, config: &LdapConfig) -> Result<SecretString, TrackError> {
        let proof = match &config.kerberos {
            Some(kerberos) => keys(config, kerberos)?,
            None => self.password(config)?,
        };
        if let Some(refused) = &self.lock().refused {
            let left = refused.until.saturating_duration_since(Instant::now());
            if !left.is_zero() && refused.proof.expose_secret() == proof.expose_secret() {
                return Err(held_back(&config.bind_name, &refused.because, left));
            }
        }
        Ok(proof)
    }

    fn password(&self, config: &LdapConfig) -> Result<SecretString, TrackError> {
        let bind_name = config.bind_name.clone();
        (self.password)().map_err(|cause| TrackError::Password { bind_name, cause })
    }

    fn remember(&self, config: &LdapConfig, proof: SecretString, opened: &Result<Connection, LdapError>) {
        let because = match opened {
            Ok(_) => {
                self.lock().refused = None;
                return;
            }
            // A server that does not take a ticket has seen no key, and counts nothing.
            Err(LdapError::Bind { fault, .. }) if config.kerberos.is_none() => Because::Password(*fault),
            Err(LdapError::Ticket { fault, .. }) if fault.must_not_retry_soon() => {
                Because::Keys(fault.clone())
            }
            Err(_) => return,
        };
        let until = Instant::now() + self.pacing.refused_for;
        self.lock().refused = Some(Refused { proof, because, until });
    }

    /// The count of changes of a server at its last read.
    pub(crate) fn count_read(&self, service: &str) -> Option<u64> {
        self.lock().counts.get(service).copied()
    }

    /// Remembers the count of changes that a read began with.
    pub(crate) fn note_count(&self, service: &str, count: u64) {
        self.lock().counts.insert(service.to_owned(), count);
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keys(config: &LdapConfig, kerberos: &Kerberos) -> Result<SecretString, TrackError> {
    let principal = config.bind_name.clone();
    kerberos.keys().map_err(|fault| LdapError::Ticket { principal, fault }.into())
}

fn held_back(name: &str, because: &Because, left: Duration) -> TrackError {
    match because.clone() {
        Because::Password(fault) => TrackError::HeldBack { bind_name: name.to_owned(), fault, left },
        Because::Keys(fault) => TrackError::KeysHeldBack { principal: name.to_owned(), fault, left },
    }
}
