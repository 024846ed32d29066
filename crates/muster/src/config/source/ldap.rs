//! A source of kind `ldap`.

use super::url::{self, Server};
use crate::config::secret::{self, SecretError, SecretSetting};
use crate::config::section::Section;
use muster_connectors::ldap::{LdapConfig, Limits, Trust};
use std::time::Duration;

/// A directory over LDAP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LdapSource {
    /// The server and how the connection is protected.
    pub(crate) server: Server,
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
    /// What a connection needs, with the password fetched.
    ///
    /// # Errors
    /// When the password cannot be had.
    pub(crate) fn ldap_config(&self) -> Result<LdapConfig, SecretError> {
        let usual = LdapConfig::new(&self.server.host, &self.bind, self.password.resolve()?);
        let limits = Limits { answer: self.timeout, ..usual.limits };
        let (port, security, trust) = (self.server.port, self.server.security, self.trust.clone());
        Ok(LdapConfig { port, security, trust, limits, ..usual })
    }
}

pub(super) fn read(section: &Section<'_>) -> Option<LdapSource> {
    let server = url::read(section);
    let trust = section.path("ca_file").map_or(Trust::System, Trust::CaFile);
    let bind = section.required_text("bind", "\"svc-muster@corp.example.com\"");
    let password = secret::read(section, "password", "MUSTER_AD_PASSWORD");
    if !section.has("password") {
        section.missing("password", "{ env = \"MUSTER_AD_PASSWORD\" }");
    }
    let timeout = section.seconds("timeout_seconds", 1..=3600, 30);
    Some(LdapSource { server: server?, trust, bind: bind?.text, password: password?, timeout })
}
