//! Where the servers of an LDAP source are: listed by `url`, or named by DNS for a `domain`.

use super::url::{self, Server};
use crate::config::section::Section;
use muster_connectors::ldap::Security;
use std::net::{IpAddr, SocketAddr};

/// The port on which name servers listen.
const DNS_PORT: u16 = 53;

/// Where the servers of a directory are, and how the connection to them is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// These, in the order in which they are tried.
    Listed(Vec<Server>),
    /// Those that DNS names for a domain.
    Domain {
        /// The domain's DNS name.
        domain: String,
        /// How the connection is protected.
        security: Security,
        /// The name server to ask, if not those of the operating system.
        dns: Option<SocketAddr>,
    },
}

impl Reach {
    /// Whether anything is said in clear.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Self::Listed(servers) => servers.iter().any(|server| server.security == Security::Plain),
            Self::Domain { security, .. } => *security == Security::Plain,
        }
    }

    /// What stands for the servers before any of them was reached.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Listed(servers) => servers.first().map(|server| server.host.clone()).unwrap_or_default(),
            Self::Domain { domain, .. } => domain.clone(),
        }
    }
}

pub(super) fn read(section: &Section<'_>) -> Option<Reach> {
    let dns = section.has("dns").then(|| name_server(section));
    if !section.has("domain") {
        if section.has("dns") {
            let sentence =
                "`dns` says which name server is asked for the servers of a `domain`, but none is named";
            section.document.problem_key(&section.key_span("dns"), sentence.to_owned());
        }
        return url::read(section).map(Reach::Listed);
    }
    let domain = domain(section);
    if section.has("url") {
        let sentence = "`url` lists servers and `domain` asks DNS for them: keep one of the two";
        section.document.problem_key(&section.key_span("domain"), sentence.to_owned());
        return None;
    }
    let security = url::security(section)?.unwrap_or(Security::Ldaps);
    let dns = match dns {
        Some(dns) => Some(dns?),
        None => None,
    };
    Some(Reach::Domain { domain: domain?, security, dns })
}

fn domain(section: &Section<'_>) -> Option<String> {
    let text = section.text("domain")?.text;
    let domain = text.trim_end_matches('.');
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    };
    if domain.len() <= 253 && domain.split('.').all(is_label) {
        return Some(domain.to_owned());
    }
    let span = section.value("domain")?.span();
    section.refuse(&span, "`domain` must be the DNS name of the domain, such as corp.example.com");
    None
}

fn name_server(section: &Section<'_>) -> Option<SocketAddr> {
    let text = section.text("dns")?.text;
    let with_port = |address: IpAddr| SocketAddr::new(address, DNS_PORT);
    let found = text.parse().or_else(|_| text.parse().map(with_port));
    let span = section.value("dns")?.span();
    found
        .map_err(|_| section.refuse(&span, "`dns` must be an address such as 10.0.0.53 or 10.0.0.53:5353"))
        .ok()
}
