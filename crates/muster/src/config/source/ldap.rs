//! A source of kind `ldap`.

use super::login::{self, Login};
use super::reach::{self, Reach};
use super::url::Server;
use crate::config::secret::SecretError;
use crate::config::section::Section;
use crate::error::chain;
use muster_connectors::directory::Track;
use muster_connectors::ldap::{
    LdapConfig, Limits, Method, Pacing, PasswordSource, Servers, TlsVersion, TrackerConfig, Trust,
};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// A directory over LDAP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LdapSource {
    /// Where the servers are, and how the connection is protected.
    pub(crate) reach: Reach,
    /// The lowest version of TLS that is spoken.
    pub(crate) tls_min: TlsVersion,
    /// How changes are noticed.
    pub(crate) track: Method,
    /// The authorities that may vouch for the server.
    pub(crate) trust: Trust,
    /// The account to read with.
    pub(crate) login: Login,
    /// How long an answer may take; 1 second to an hour.
    pub(crate) timeout: Duration,
}

impl LdapSource {
    /// What reading the directory once needs, with the password fetched.
    ///
    /// # Errors
    /// When the password cannot be had.
    pub(crate) fn reading_config(&self) -> Result<TrackerConfig, SecretError> {
        let password = self.login.password().map(|password| password.resolve()).transpose()?;
        let password = password.unwrap_or_default();
        Ok(self.config(Arc::new(move || Ok(password.clone())), Pacing::default()))
    }

    /// What following the directory needs. The password is fetched anew for each connection.
    pub(crate) fn tracker_config(&self, whole_every: Duration) -> TrackerConfig {
        let password = self.login.password().cloned();
        let fetch = move || match &password {
            Some(password) => password.resolve().map_err(|error| chain(&error)),
            None => Ok(SecretString::default()),
        };
        self.config(Arc::new(fetch), Pacing { whole_every, ..Pacing::default() })
    }

    fn config(&self, password: PasswordSource, pacing: Pacing) -> TrackerConfig {
        TrackerConfig { servers: self.servers(), password, method: self.track, pacing }
    }

    fn servers(&self) -> Servers {
        match &self.reach {
            Reach::Listed(servers) => Servers::Listed(servers.iter().map(|server| self.at(server)).collect()),
            Reach::Domain { domain, security, dns } => Servers::Domain {
                domain: domain.clone(),
                like: Box::new(self.at(&Server { host: String::new(), port: None, security: *security })),
                dns: *dns,
            },
        }
    }

    fn at(&self, server: &Server) -> LdapConfig {
        let usual = LdapConfig::new(&server.host, self.login.name(), SecretString::default());
        let limits = Limits { answer: self.timeout, ..usual.limits };
        let (port, security, trust) = (server.port, server.security, self.trust.clone());
        let kerberos = self.login.kerberos();
        LdapConfig { port, security, trust, limits, kerberos, tls_from: self.tls_min, ..usual }
    }
}

const TRACKS: [(&str, Method); 4] = [
    ("auto", Method::Auto),
    (Track::DirSync.word(), Method::Only(Track::DirSync)),
    (Track::Usn.word(), Method::Only(Track::Usn)),
    (Track::Whole.word(), Method::Only(Track::Whole)),
];

pub(super) fn read(section: &Section<'_>) -> Option<LdapSource> {
    let reach = reach::read(section);
    let tls = [("1.2", TlsVersion::V1_2), ("1.3", TlsVersion::V1_3)];
    let tls_min = section.word("tls_min", &tls).unwrap_or_default();
    let track = section.word("track", &TRACKS).unwrap_or_default();
    let trust = section.path("ca_file").map_or(Trust::System, Trust::CaFile);
    let login = login::read(section, reach.as_ref());
    let timeout = section.seconds("timeout_seconds", 1..=3600, 30);
    Some(LdapSource { reach: reach?, tls_min, track, trust, login: login?, timeout })
}
