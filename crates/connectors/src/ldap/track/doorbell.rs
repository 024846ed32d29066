//! Says when something changed, within milliseconds where the server announces changes and within a second where it
//! only counts them. What an announcement carries is never used: it does not say what changed, and may come twice.

use super::access::Access;
use super::backoff::Backoff;
use super::error::TrackError;
use crate::directory::Entry;
use crate::ldap::connection::Connection;
use crate::ldap::error::LdapError;
use crate::ldap::gap::Fault;
use crate::ldap::root_dse::{ServerFacts, server_facts};
use crate::ldap::search::{Query, entry};
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapMsg, LdapOp, LdapResult, LdapResultCode, LdapSearchScope};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Change notification (MS-ADTS 3.1.1.3.4.1.9). Only together with the filter `(objectClass=*)`.
pub(crate) const NOTIFICATION: &str = "1.2.840.113556.1.4.528";

/// What came of waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Something changed since the last read.
    Changed,
    /// Nothing did in all that time.
    Quiet,
    /// The server can no longer be heard, and why. Changes may have been missed: read.
    Lost(String),
}

/// Listens for changes at the server that the tracker reads.
pub struct Doorbell {
    access: Arc<Access>,
    armed: Option<Armed>,
    backoff: Backoff,
}

impl Doorbell {
    pub(crate) fn new(access: Arc<Access>) -> Self {
        Self { access, armed: None, backoff: Backoff::default() }
    }

    /// Begins to listen, if it does not already. To be called before a read: what changes during it then rings.
    ///
    /// # Errors
    /// When the server cannot be reached. A server that announces nothing is no error; its count is watched.
    pub async fn arm(&mut self) -> Result<(), TrackError> {
        self.access.find_servers().await?;
        let here = self.access.current()?.address();
        if self.armed.as_ref().is_some_and(|armed| armed.address == here) {
            return Ok(());
        }
        self.armed = None;
        let (config, connection) = self.access.open().await?;
        self.armed = Some(Armed::new(connection, config.address()).await?);
        Ok(())
    }

    /// Whether the server announces changes; `None` while not listening.
    pub fn announces(&self) -> Option<bool> {
        self.armed.as_ref().map(|armed| armed.notification.is_some())
    }

    /// Waits for a change, at most so long. It can be given up at any time without losing a ring.
    pub async fn wait(&mut self, at_most: Duration) -> Ring {
        let until = Instant::now() + at_most;
        tokio::time::sleep_until(until.min(Instant::now() + self.backoff.wait(&self.access.pacing))).await;
        if let Err(error) = self.arm().await {
            self.backoff.failed();
            return Ring::Lost(error.to_string());
        }
        self.backoff.succeeded();
        let Some(armed) = &mut self.armed else { return Ring::Quiet };
        match armed.listen(until, &self.access).await {
            Ok(true) => Ring::Changed,
            Ok(false) => Ring::Quiet,
            Err(fault) => {
                self.armed = None;
                Ring::Lost(fault.to_string())
            }
        }
    }
}

/// A connection that is listened to.
struct Armed {
    connection: Connection,
    address: String,
    facts: ServerFacts,
    /// The id of the standing search, where the server announces changes.
    notification: Option<i32>,
    /// The question about the count that is open, and when it must have been answered.
    beat: Option<(i32, Instant)>,
    next_beat: Instant,
    /// The count that was last heard.
    heard: Option<u64>,
    /// When the first and the last ring came that nobody was told of.
    rung: Option<(Instant, Instant)>,
}

impl Armed {
    async fn new(mut connection: Connection, address: String) -> Result<Self, LdapError> {
        // Asking for the domain also tells whom to listen to.
        let facts = server_facts(&mut connection).await?;
        let broken = |fault| LdapError::Broken { what: "asking for announcements".into(), fault };
        let query = announcements(facts.default_base());
        let notification = LdapControl::Unknown { oid: NOTIFICATION.into(), criticality: true, value: None };
        let controls = vec![notification, LdapControl::ShowDeleted { criticality: true }];
        let id = connection.send(query.request(), controls).await.map_err(broken)?;
        let heard = facts.highest_committed_usn;
        Ok(Self {
            connection,
            address,
            facts,
            notification: Some(id),
            beat: None,
            next_beat: Instant::now(),
            heard,
            rung: None,
        })
    }

    /// Whether something changed, by then at the latest.
    async fn listen(&mut self, until: Instant, access: &Access) -> Result<bool, Fault> {
        let pacing = access.pacing;
        loop {
            let now = Instant::now();
            let settled =
                self.rung.map(|(first, last)| (last + pacing.settle).min(first + pacing.settle_max));
            if settled.is_some_and(|settled| settled <= now) || (self.rung.is_some() && until <= now) {
                self.rung = None;
                return Ok(true);
            }
            if until <= now {
                return Ok(false);
            }
            let alarm = self.beat_or_lost(now, pacing.heartbeat, pacing.probe).await?;
            let wake = settled.unwrap_or(until).min(until).min(alarm);
            if let Some(message) = self.connection.next(wake).await? {
                self.hear(message, access);
            }
        }
    }

    /// Asks for the count when it is time, and gives up when the last answer is overdue. Returns when to look again.
    async fn beat_or_lost(
        &mut self,
        now: Instant,
        heartbeat: Duration,
        patience: Duration,
    ) -> Result<Instant, Fault> {
        match self.beat {
            Some((_, due)) if due <= now => Err(Fault::Silent(patience)),
            Some((_, due)) => Ok(due),
            None if self.next_beat <= now => {
                self.connection.begin_anew();
                let query = Query::one("asking the server for its last change", "", &["highestCommittedUSN"]);
                let id = self.connection.send(query.request(), vec![]).await?;
                self.beat = Some((id, now + patience));
                self.next_beat = now + heartbeat;
                Ok(now + patience)
            }
            None => Ok(self.next_beat),
        }
    }

    fn hear(&mut self, message: LdapMsg, access: &Access) {
        let announced = self.notification == Some(message.msgid);
        let beat = self.beat.is_some_and(|(id, _)| id == message.msgid);
        match message.op {
            LdapOp::SearchResultEntry(_) if announced => self.ring(),
            LdapOp::SearchResultEntry(found) if beat => self.count(&entry(found), access),
            LdapOp::SearchResultDone(_) if beat => self.beat = None,
            LdapOp::SearchResultDone(result) if announced => self.fall_silent(&result),
            _ => {}
        }
    }

    fn ring(&mut self) {
        let now = Instant::now();
        self.rung = Some((self.rung.map_or(now, |(first, _)| first), now));
    }

    /// Another count than at the last read means that there is something to read, a lower one too.
    fn count(&mut self, root: &Entry, access: &Access) {
        let count = root.text("highestCommittedUSN").and_then(|count| count.parse().ok());
        let read = self.facts.service.as_ref().and_then(|service| access.count_read(service));
        if count.is_some() && count != read.or(self.heard) {
            self.ring();
        }
        self.heard = count.or(self.heard);
    }

    /// The server announces nothing, or no longer. What it announced until now may not be all.
    fn fall_silent(&mut self, result: &LdapResult) {
        if result.code == LdapResultCode::Success {
            self.ring();
        }
        tracing::info!(code = ?result.code, "{} does not announce changes; its count is watched", self.address);
        self.notification = None;
    }
}

/// All objects of the domain, by their id alone: the less is sent, the better.
pub(crate) fn announcements(naming_context: &str) -> Query {
    let mut query = Query::one("asking for announcements", naming_context, &["objectGUID"]);
    query.scope = LdapSearchScope::Subtree;
    query
}
