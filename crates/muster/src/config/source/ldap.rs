//! A source of kind `ldap`.

use super::url::{self, Server};
use crate::config::secret::{self, SecretError, SecretSetting};
use crate::config::section::Section;
use crate::error::chain;
use muster_connectors::directory::Track;
use muster_connectors::ldap::{LdapConfig, Limits, Method, Pacing, TlsVersion, TrackerConfig, Trust};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// A directory over LDAP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LdapSource {
    /// The servers in the order in which they are tried, and how the connection is protected.
    pub(crate) servers: Vec<Server>,
    /// The lowest version of TLS that is spoken.
    pub(crate) tls_min: TlsVersion,
    /// How changes are noticed.
    pub(crate) track: Method,
    /// The authorities that may vouch for the server.
    pub(crate) trust: Trust,
    /// UPN, `DOMAIN\name` or distinguished name of the account to read with.
    pub(crate) bind: String,
    /// Its password.
    pub(crate) password: SecretSetting,
    /// How long an answer may take; 1 second to an hour.
    pub(crate) timeout: Duration,
}

impl LdapSource {
    /// What a connection to the first server needs, with the password fetched.
    ///
    /// # Errors
    /// When the password cannot be had.
    pub(crate) fn ldap_config(&self) -> Result<LdapConfig, SecretError> {
        let password = self.password.resolve()?;
        let first = self.servers.first().map(|server| self.at(server));
        let nowhere = || LdapConfig::new("", &self.bind, SecretString::default());
        Ok(LdapConfig { bind_password: password, ..first.unwrap_or_else(nowhere) })
    }

    /// What following the directory needs. The password is fetched anew for each connection.
    pub(crate) fn tracker_config(&self, whole_every: Duration) -> TrackerConfig {
        let servers = self.servers.iter().map(|server| self.at(server)).collect();
        let password = self.password.clone();
        let fetch = move || password.resolve().map_err(|error| chain(&error));
        let pacing = Pacing { whole_every, ..Pacing::default() };
        TrackerConfig { password: Arc::new(fetch), method: self.track, pacing, ..TrackerConfig::new(servers) }
    }

    fn at(&self, server: &Server) -> LdapConfig {
        let usual = LdapConfig::new(&server.host, &self.bind, SecretString::default());
        let limits = Limits { answer: self.timeout, ..usual.limits };
        let (port, security, trust) = (server.port, server.security, self.trust.clone());
        LdapConfig { port, security, trust, limits, tls_from: self.tls_min, ..usual }
    }
}

const TRACKS: [(&str, Method); 4] = [
    ("auto", Method::Auto),
    (Track::DirSync.word(), Method::Only(Track::DirSync)),
    (Track::Usn.word(), Method::Only(Track::Usn)),
    (Track::Whole.word(), Method::Only(Track::Whole)),
];

pub(super) fn read(section: &Section<'_>) -> Option<LdapSource> {
    let servers = url::read(section);
    let tls = [("1.2", TlsVersion::V1_2), ("1.3", TlsVersion::V1_3)];
    let tls_min = section.word("tls_min", &tls).unwrap_or_default();
    let track = section.word("track", &TRACKS).unwrap_or_default();
    let trust = section.path("ca_file").map_or(Trust::System, Trust::CaFile);
    let bind = section.required_text("bind", "\"svc-muster@corp.example.com\"");
    let password = secret::read(section, "password", "MUSTER_AD_PASSWORD");
    if !section.has("password") {
        section.missing("password", "{ env = \"MUSTER_AD_PASSWORD\" }");
    }
    let timeout = section.seconds("timeout_seconds", 1..=3600, 30);
    let (bind, password) = (bind?.text, password?);
    Some(LdapSource { servers: servers?, tls_min, track, trust, bind, password, timeout })
}
