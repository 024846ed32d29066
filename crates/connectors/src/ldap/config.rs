//! Where the directory is, how the connection is protected, and how long we wait.

use super::kerberos::Kerberos;
use secrecy::SecretString;
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// How the connection is protected. There is no default and no falling back: plain text must be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte, port 636.
    Ldaps,
    /// Plain connect, then upgrade before anything else is said, port 389.
    StartTls,
    /// No protection, port 389. The password crosses the network in clear; for laboratories.
    Plain,
}

impl Security {
    /// The port that is used when none is configured.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Ldaps => 636,
            Self::StartTls | Self::Plain => 389,
        }
    }
}

/// The oldest version of TLS that will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2, which every supported Windows Server speaks.
    #[default]
    #[serde(rename = "1.2")]
    V1_2,
    /// TLS 1.3, from Windows Server 2022 on.
    #[serde(rename = "1.3")]
    V1_3,
}

/// Which certificate authorities may vouch for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Those that the operating system trusts.
    System,
    /// Only those in this PEM file.
    CaFile(PathBuf),
}

/// One directory server and the account to read it with.
#[derive(Clone, Debug)]
pub struct LdapConfig {
    /// DNS name or address. All addresses of the name are tried in order.
    pub host: String,
    /// Port, if it is not the usual one of `security`.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub security: Security,
    /// Who may vouch for the server.
    pub trust: Trust,
    /// The oldest version of TLS that will do.
    pub tls_from: TlsVersion,
    /// The name that the certificate must carry, if that is not `host`.
    pub server_name: Option<String>,
    /// UPN, `DOMAIN\name` or distinguished name of the account; with Kerberos its principal, `name@REALM`.
    pub bind_name: String,
    /// Its password. An empty one is refused: servers take it for an anonymous bind and say "success".
    pub bind_password: SecretString,
    /// How to get a ticket, which then takes the place of the password.
    pub kerberos: Option<Kerberos>,
    /// Deadlines and sizes.
    pub limits: Limits,
}

impl LdapConfig {
    /// A configuration over LDAPS with the system's authorities and the usual limits.
    pub fn new(host: &str, bind_name: &str, bind_password: SecretString) -> Self {
        Self {
            host: host.to_owned(),
            port: None,
            security: Security::Ldaps,
            trust: Trust::System,
            tls_from: TlsVersion::default(),
            server_name: None,
            bind_name: bind_name.to_owned(),
            bind_password,
            kerberos: None,
            limits: Limits::default(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(self.security.default_port())
    }

    /// `host:port`, for messages.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    pub(crate) fn certificate_name(&self) -> &str {
        self.server_name.as_deref().unwrap_or(&self.host)
    }
}

/// How long we wait and how much we take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For TCP and TLS together, per address. 10 s.
    pub connect: Duration,
    /// For the next whole message of the server, so that a frozen server is noticed. 60 s.
    pub answer: Duration,
    /// For one whole read, so that a server that drips is noticed too. 30 min.
    pub read: Duration,
    /// Entries a page. Active Directory allows 1000 and cuts anything above.
    pub page_size: u32,
    /// Largest message taken, in bytes. 64 MiB: a group with 50,000 members needs about 5.
    pub message_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            read: Duration::from_secs(30 * 60),
            page_size: 1000,
            message_bytes_max: 64 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_does_not_show_in_debug_output() {
        let config = LdapConfig::new("dc1.example.com", "reader@example.com", "hunter2".into());
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
