//! What tracking a domain permits, for `doctor`, and the command that grants what is missing.

use super::deleted;
use super::dirsync::in_words;
use super::doorbell::{NOTIFICATION, announcements};
use super::question::DIRSYNC_FLAGS;
use crate::directory::sid_text;
use crate::ldap::connection::Connection;
use crate::ldap::error::LdapError;
use crate::ldap::gap::Fault;
use crate::ldap::root_dse::{ServerFacts, entry};
use crate::ldap::search::{Query, ask_plainly};
use jiff::{SignedDuration, Timestamp};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapFilter, LdapOp, LdapResult, LdapResultCode, LdapSearchScope};
use std::time::Duration;
use tokio::time::Instant;

/// How long an answer to a trial may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the server permits something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It does.
    Granted,
    /// It does not, in its own words.
    Refused(String),
}

/// What tracking is possible with this account on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackingFacts {
    /// Asking what changed (DirSync).
    pub dirsync: Permission,
    /// Seeing deleted objects.
    pub deleted_visible: bool,
    /// Announcements of changes.
    pub notification: Permission,
    /// For how many days the domain remembers deletions.
    pub deletions_remembered_days: u32,
    /// How far the server's clock is ahead of ours; negative if it is behind.
    pub clock_ahead: Option<SignedDuration>,
    naming_context: String,
    bind_name: String,
    account_sid: Option<String>,
}

impl TrackingFacts {
    /// The commands with which an administrator lets the account see deleted objects: in a Windows domain, and on a
    /// Samba domain controller, whose `samba-tool dsacl` does not find the container. `None` if it sees them.
    pub fn grant_deleted(&self) -> Option<[String; 2]> {
        let container = deleted::container(&self.naming_context);
        let (account, sid) = (&self.bind_name, self.account_sid.as_deref().unwrap_or("SID-OF-THE-ACCOUNT"));
        let samba = format!(
            "/usr/bin/python3 -c \"from samba.auth import system_session as s; from samba.param import LoadParm as L; \
             from samba.samdb import SamDB as D; from samba.sd_utils import SDUtils as U; p = L(); \
             p.load_default(); U(D(session_info=s(), lp=p)).update_aces_in_dacl('{container}', \
             add_aces=['(A;;LCRP;;;{sid})'], controls=['show_deleted:1', 'sd_flags:1:4'])\""
        );
        let windows =
            format!("dsacls \"{container}\" /takeownership && dsacls \"{container}\" /G \"{account}:LCRP\"");
        (!self.deleted_visible).then_some([windows, samba])
    }
}

/// Tries each way of tracking without reading anything in earnest.
pub(crate) async fn tracking_facts(
    connection: &mut Connection,
    facts: &ServerFacts,
    bind_name: &str,
) -> Result<TrackingFacts, LdapError> {
    let naming_context = facts.default_base().to_owned();
    let clock_ahead = facts.clock_ahead(Timestamp::now());
    Ok(TrackingFacts {
        dirsync: dirsync(connection, &naming_context).await?,
        deleted_visible: deleted::can_be_seen(connection, &naming_context).await?,
        deletions_remembered_days: deleted::days_remembered(connection, facts).await?,
        notification: notification(connection, &naming_context).await?,
        account_sid: own_sid(connection, &naming_context, bind_name).await?,
        clock_ahead,
        naming_context,
        bind_name: bind_name.to_owned(),
    })
}

/// Asks for the history of the domain's own entry, which is one answer however large the domain is.
async fn dirsync(connection: &mut Connection, naming_context: &str) -> Result<Permission, LdapError> {
    let mut query = Query::one("trying to ask what changed", naming_context, &["objectGUID"]);
    query.scope = LdapSearchScope::Subtree;
    query.filter = LdapFilter::Equality("objectClass".into(), "domainDNS".into());
    let cookie = Some(Vec::new());
    let control = LdapControl::AdDirsync { flags: DIRSYNC_FLAGS, max_bytes: 1 << 20, cookie };
    let answer = ask_plainly(connection, &query, vec![control]).await;
    match answer.end.unwrap_or(Err(Fault::Closed)) {
        Ok((result, _)) => Ok(judged(&result)),
        Err(fault) => Err(LdapError::Broken { what: query.what, fault }),
    }
}

/// A permitted search for announcements never ends by itself. So another question is asked behind it: what has not
/// been refused by the time that one is answered is permitted.
async fn notification(connection: &mut Connection, naming_context: &str) -> Result<Permission, LdapError> {
    let what = "trying to ask for announcements";
    let broken = |fault| LdapError::Broken { what: what.into(), fault };
    let control = LdapControl::Unknown { oid: NOTIFICATION.into(), criticality: true, value: None };
    let standing =
        connection.send(announcements(naming_context).request(), vec![control]).await.map_err(broken)?;
    let behind = Query::one(what, "", &["highestCommittedUSN"]);
    let behind = connection.send(behind.request(), vec![]).await.map_err(broken)?;
    let mut permission = Permission::Granted;
    loop {
        let message = connection.next(Instant::now() + PATIENCE).await.map_err(broken)?;
        let message = message.ok_or_else(|| broken(Fault::Silent(PATIENCE)))?;
        match message.op {
            LdapOp::SearchResultDone(result) if message.msgid == standing => permission = judged(&result),
            LdapOp::SearchResultDone(_) if message.msgid == behind => break,
            _ => {}
        }
    }
    if permission == Permission::Granted {
        connection.send(LdapOp::AbandonRequest(standing), vec![]).await.map_err(broken)?;
    }
    Ok(permission)
}

/// The account's SID, found by whatever form its name has.
async fn own_sid(
    connection: &mut Connection,
    naming_context: &str,
    bind_name: &str,
) -> Result<Option<String>, LdapError> {
    let short = bind_name.rsplit('\\').next().unwrap_or(bind_name).split('@').next().unwrap_or(bind_name);
    let names =
        [("sAMAccountName", short), ("userPrincipalName", bind_name), ("distinguishedName", bind_name)];
    let conditions = names.map(|(attribute, name)| LdapFilter::Equality(attribute.into(), name.into()));
    let mut query = Query::one("looking for the account's own entry", naming_context, &["objectSid"]);
    query.scope = LdapSearchScope::Subtree;
    query.filter = LdapFilter::Or(conditions.to_vec());
    Ok(entry(connection, &query).await?.and_then(|account| sid_text(account.bytes("objectSid")?)))
}

fn judged(result: &LdapResult) -> Permission {
    match result.code {
        LdapResultCode::Success => Permission::Granted,
        _ => Permission::Refused(in_words(result)),
    }
}
