//! What the server says about itself.

use super::connection::Connection;
use super::error::LdapError;
use super::gap::Fault;
use super::search::{Query, ask};
use crate::directory::{Entry, guid_text, sid_text};
use ldap3_proto::proto::LdapResultCode;

const ROOT_DSE: [&str; 5] =
    ["dnsHostName", "defaultNamingContext", "dsServiceName", "highestCommittedUSN", "currentTime"];

/// Which server answered, and how far its history went when the read began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerFacts {
    /// The domain controller's DNS name.
    pub dns_host_name: Option<String>,
    /// The domain's distinguished name.
    pub default_naming_context: Option<String>,
    /// The domain's SID in text form.
    pub domain_sid: Option<String>,
    /// The identity of this database copy; a restored one has another. Text form of the GUID.
    pub invocation_id: Option<String>,
    /// The last change on this server. Counted by each server for itself.
    pub highest_committed_usn: Option<u64>,
    /// The server's clock, as `20260301120000.0Z`.
    pub current_time: Option<String>,
}

impl ServerFacts {
    /// The base to read where none is configured.
    pub(crate) fn default_base(&self) -> &str {
        self.default_naming_context.as_deref().unwrap_or_default()
    }
}

/// Reads the rootDSE and the two entries that it points to.
pub(crate) async fn server_facts(connection: &mut Connection) -> Result<ServerFacts, LdapError> {
    let root = entry(connection, &Query::one("asking the server about itself", "", &ROOT_DSE)).await?;
    let root = root.unwrap_or_else(|| Entry::new(""));
    let text = |name| root.text(name).map(str::to_owned);
    let mut facts = ServerFacts {
        dns_host_name: text("dnsHostName"),
        default_naming_context: text("defaultNamingContext"),
        highest_committed_usn: text("highestCommittedUSN").and_then(|usn| usn.parse().ok()),
        current_time: text("currentTime"),
        ..ServerFacts::default()
    };
    if let Some(domain) = &facts.default_naming_context {
        let query = Query::one("asking for the domain's SID", domain, &["objectSid"]);
        let domain = entry(connection, &query).await?;
        facts.domain_sid = domain.as_ref().and_then(|domain| sid_text(domain.bytes("objectSid")?));
    }
    if let Some(service) = text("dsServiceName") {
        let query = Query::one("asking for the server's invocation id", &service, &["invocationId"]);
        let service = entry(connection, &query).await?;
        facts.invocation_id = service.as_ref().and_then(|service| guid_text(service.bytes("invocationId")?));
    }
    Ok(facts)
}

/// The number of the server's last change.
pub(crate) async fn last_change(connection: &mut Connection) -> Result<Option<u64>, LdapError> {
    let query = Query::one("asking the server for its last change", "", &["highestCommittedUSN"]);
    let root = entry(connection, &query).await?;
    Ok(root.and_then(|root| root.text("highestCommittedUSN")?.parse().ok()))
}

/// Reads one entry; `None` if it is not there or may not be read.
async fn entry(connection: &mut Connection, query: &Query) -> Result<Option<Entry>, LdapError> {
    let answer = ask(connection, query, vec![]).await;
    let what = query.what.clone();
    match answer.end.unwrap_or(Err(Fault::Closed)) {
        Err(fault) => Err(LdapError::Broken { what, fault }),
        Ok((result, _)) => match result.code {
            LdapResultCode::Success => Ok(answer.entries.into_iter().next()),
            LdapResultCode::NoSuchObject | LdapResultCode::InsufficentAccessRights => Ok(None),
            code => Err(LdapError::Refused { what, code: format!("{code:?}"), message: result.message }),
        },
    }
}
