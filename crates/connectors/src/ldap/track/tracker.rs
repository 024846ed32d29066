//! One delta after another.

use super::access::Access;
use super::attempt::Attempt;
use super::backoff::Backoff;
use super::config::{Method, TrackerConfig};
use super::cure::Cure;
use super::doorbell::Doorbell;
use super::doubt::Doubt;
use super::error::TrackError;
use super::limitation::Limitation;
use super::question::Question;
use super::session::Session;
use crate::directory::{Delta, Position, ReadSpec};
use crate::ldap::root_dse::ServerFacts;
use std::sync::Arc;

/// A read that came to its end.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it brought.
    pub delta: Delta,
    /// Why everything was read; `None` if only what changed was.
    pub why_whole: Option<Doubt>,
    /// Who answered.
    pub facts: ServerFacts,
    /// What limits this way of tracking.
    pub limitations: Vec<Limitation>,
}

/// Follows a domain from change to change.
pub struct Tracker {
    access: Arc<Access>,
    method: Method,
    question: Question,
    session: Option<Session>,
    backoff: Backoff,
    whole_requested: bool,
    begun: bool,
}

impl Tracker {
    /// A tracker that has not connected yet.
    pub fn new(config: TrackerConfig, spec: &ReadSpec) -> Self {
        Self {
            method: config.method,
            access: Arc::new(Access::new(config)),
            question: Question::new(spec),
            session: None,
            backoff: Backoff::default(),
            whole_requested: false,
            begun: false,
        }
    }

    /// A doorbell at the server that is read. It has a connection of its own.
    pub fn doorbell(&self) -> Doorbell {
        Doorbell::new(self.access.clone())
    }

    /// Makes the next read a whole one.
    pub fn request_whole(&mut self) {
        self.whole_requested = true;
    }

    /// Reads what changed since `last`, or everything where that is not known or in doubt. A server that fails is
    /// tried again, then the next one.
    ///
    /// # Errors
    /// When no server could be read to the end, or a person has to decide. Nothing was handed out then, and the next
    /// read goes on from `last` as well.
    pub async fn read(&mut self, last: Option<&Position>) -> Result<Read, TrackError> {
        self.access.find_servers().await?;
        if !std::mem::replace(&mut self.begun, true)
            && let Some(last) = last
        {
            self.access.prefer_server_of(last);
        }
        let (mut tried, mut tries) = (Vec::new(), 0);
        loop {
            tokio::time::sleep(self.backoff.wait(&self.access.pacing)).await;
            let kept = self.session.is_some();
            let error = match self.attempt(last).await {
                Ok(read) => {
                    self.backoff.succeeded();
                    self.whole_requested = false;
                    return Ok(read);
                }
                Err(error) => error,
            };
            self.session = None;
            let cure = error.cure();
            // A connection that was kept may have been closed for being idle. That says nothing about the server.
            if kept && cure == Cure::Again {
                continue;
            }
            tries += 1;
            tracing::warn!(server = self.server(), tries, "the directory could not be read: {error}");
            if cure == Cure::Nothing {
                return Err(error);
            }
            self.backoff.failed();
            if cure == Cure::Elsewhere || tries >= self.access.pacing.tries_per_server {
                tried.push((self.server(), error));
                let all = tried.len() >= self.access.count();
                self.access.move_on();
                if all {
                    self.access.look_for_others();
                    return Err(TrackError::of_all(tried));
                }
                tries = 0;
            }
        }
    }

    fn server(&self) -> String {
        self.access.current().map_or_else(|_| "no server".into(), |server| server.address())
    }

    async fn attempt(&mut self, last: Option<&Position>) -> Result<Read, TrackError> {
        match &mut self.session {
            Some(session) => session.refresh(&self.access).await?,
            None => self.session = Some(Session::open(&self.access).await?),
        }
        let (method, whole_requested) = (self.method, self.whole_requested);
        let Some(session) = &mut self.session else { return Err(TrackError::NoServer) };
        session.connection.be_patient_for(session.config.limits.answer);
        same_domain(session, last)?;
        let mut attempt = Attempt { session, question: &self.question, access: &self.access };
        attempt.read(last, method, whole_requested).await
    }
}

/// Another SID is another domain, and another name may be one: either way a person has to look.
fn same_domain(session: &Session, last: Option<&Position>) -> Result<(), TrackError> {
    let Some(last) = last else { return Ok(()) };
    let facts = &session.facts;
    let context = facts.default_naming_context.clone().unwrap_or_default();
    let same_sid = match (&last.domain_sid, &facts.domain_sid) {
        (Some(known), Some(found)) => known == found,
        _ => true,
    };
    if same_sid && context.eq_ignore_ascii_case(&last.naming_context) {
        return Ok(());
    }
    let named = |context: &str, sid: &Option<String>| match sid {
        Some(sid) => format!("{context} ({sid})"),
        None => context.to_owned(),
    };
    Err(TrackError::OtherDomain {
        server: session.config.address(),
        expected: named(&last.naming_context, &last.domain_sid),
        found: named(&context, &facts.domain_sid),
    })
}
