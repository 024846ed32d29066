//! What the server says about itself.

use super::connection::Connection;
use super::error::LdapError;
use super::gap::Fault;
use super::search::{Query, ask};
use crate::directory::{Entry, guid_text, sid_text};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ldap3_proto::proto::LdapResultCode;

const ROOT_DSE: [&str; 8] = [
    "dnsHostName",
    "defaultNamingContext",
    "configurationNamingContext",
    "dsServiceName",
    "highestCommittedUSN",
    "currentTime",
    "isSynchronized",
    "supportedControl",
];

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
    /// `dsServiceName`: which server, whatever its name is.
    pub service: Option<String>,
    /// The distinguished name of the forest's configuration.
    pub configuration: Option<String>,
    /// False while the server is still fetching its first copy of the domain.
    pub synchronized: Option<bool>,
    /// The controls it says it knows, as OIDs.
    pub controls: Vec<String>,
}

impl ServerFacts {
    /// How far the server's clock is ahead of ours at `now`; negative if it is behind. `None` if it told no time.
    pub fn clock_ahead(&self, now: Timestamp) -> Option<SignedDuration> {
        let text = self.current_time.as_deref()?.split('.').next()?;
        let time = DateTime::strptime("%Y%m%d%H%M%S", text).ok()?.to_zoned(TimeZone::UTC).ok()?;
        Some(time.timestamp().duration_since(now))
    }

    /// The base to read where none is configured.
    pub(crate) fn default_base(&self) -> &str {
        self.default_naming_context.as_deref().unwrap_or_default()
    }
}

/// The server's own DNS name, which it tells anybody.
pub(crate) async fn dns_host_name(connection: &mut Connection) -> Result<Option<String>, LdapError> {
    let query = Query::one("asking the server for its name", "", &["dnsHostName"]);
    let root = entry(connection, &query).await?;
    Ok(root.and_then(|root| root.text("dnsHostName").map(str::to_owned)))
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
        service: text("dsServiceName"),
        configuration: text("configurationNamingContext"),
        synchronized: text("isSynchronized").map(|says| says.eq_ignore_ascii_case("true")),
        controls: root.texts("supportedControl").map(str::to_owned).collect(),
        ..ServerFacts::default()
    };
    if let Some(domain) = &facts.default_naming_context {
        let query = Query::one("asking for the domain's SID", domain, &["objectSid"]);
        let domain = entry(connection, &query).await?;
        facts.domain_sid = domain.as_ref().and_then(|domain| sid_text(domain.bytes("objectSid")?));
    }
    if let Some(service) = &facts.service {
        let query = Query::one("asking for the server's invocation id", service, &["invocationId"]);
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
pub(crate) async fn entry(connection: &mut Connection, query: &Query) -> Result<Option<Entry>, LdapError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_clock_is_compared_with_ours() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let facts = |time: &str| ServerFacts { current_time: Some(time.into()), ..ServerFacts::default() };
        assert_eq!(facts("20260301120007.0Z").clock_ahead(now), Some(SignedDuration::from_secs(7)));
        assert_eq!(facts("20260301115950.0Z").clock_ahead(now), Some(SignedDuration::from_secs(-10)));
        assert_eq!(facts("noon").clock_ahead(now), None);
    }
}
