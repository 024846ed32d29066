//! One delta after another.

use super::access::Access;
use super::backoff::Backoff;
use super::config::{Method, TrackerConfig};
use super::cure::Cure;
use super::dirsync::{self, Ended};
use super::doorbell::Doorbell;
use super::doubt::{Doubt, Situation, doubt};
use super::error::TrackError;
use super::limitation::{Limitation, doing};
use super::polling;
use super::question::Question;
use super::session::Session;
use crate::directory::{Delta, Entry, Extent, Form, Position, ReadSpec, Track};
use crate::ldap::root_dse::ServerFacts;
use data_encoding::BASE64;
use jiff::Timestamp;
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

/// What a way of tracking brought, and the cookie if it has one.
type Brought = (Vec<Entry>, Option<Vec<u8>>);

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
                    return Err(only_or_all(tried));
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

fn only_or_all(mut tried: Vec<(String, TrackError)>) -> TrackError {
    match tried.len() {
        1 => tried.remove(0).1,
        _ => TrackError::AllFailed { tried },
    }
}

/// By SID where both are known: a domain may be renamed, and another may bear its name.
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

/// One attempt on one connection.
struct Attempt<'a> {
    session: &'a mut Session,
    question: &'a Question,
    access: &'a Access,
}

impl Attempt<'_> {
    async fn read(
        &mut self,
        last: Option<&Position>,
        method: Method,
        requested: bool,
    ) -> Result<Read, TrackError> {
        let track = match (method, last) {
            (Method::Only(track), _) => track,
            (Method::Auto, Some(last)) => last.track,
            (Method::Auto, None) => Track::DirSync,
        };
        let mut because = self.doubt(last, track, requested);
        if let (None, Some(last)) = (&because, last) {
            match self.since(track, last).await? {
                Ok(brought) => return Ok(self.reading(track, brought, Some(last), None, vec![])),
                Err(refusal) => because = Some(Doubt::CookieRefused { refusal }),
            }
        }
        let because = because.unwrap_or(Doubt::First);
        self.whole(last, method, because).await
    }

    fn doubt(&self, last: Option<&Position>, track: Track, requested: bool) -> Option<Doubt> {
        let facts = &self.session.facts;
        let situation = Situation {
            facts,
            question: &self.question.text(track),
            highest_seen: facts.service.as_ref().and_then(|service| self.access.count_read(service)),
            remembered: self.session.remembered,
            requested,
            now: Timestamp::now(),
        };
        doubt(last, track, &situation, &self.access.pacing)
    }

    /// What changed since `last`; the inner error is a refusal to go on from there.
    async fn since(&mut self, track: Track, last: &Position) -> Result<Result<Brought, String>, TrackError> {
        let query = self.query(track);
        let page_size = self.session.config.limits.page_size;
        match track {
            Track::DirSync => {
                let cookie = last.cookie.as_ref().and_then(|text| BASE64.decode(text.as_bytes()).ok());
                let Some(cookie) = cookie.filter(|cookie| !cookie.is_empty()) else {
                    return Ok(Err("the cookie was damaged".into()));
                };
                match dirsync::read(&mut self.session.connection, &query, &cookie).await? {
                    Ended::Complete { objects, cookie } => Ok(Ok((objects, Some(cookie)))),
                    Ended::Refused(refusal) => Ok(Err(refusal)),
                }
            }
            Track::Usn | Track::Whole => {
                let from = last.usn.unwrap_or_default();
                let objects = polling::since(&mut self.session.connection, &query, page_size, from).await?;
                Ok(Ok((objects, None)))
            }
        }
    }

    /// Everything, in the best way that the server permits.
    async fn whole(
        &mut self,
        last: Option<&Position>,
        method: Method,
        because: Doubt,
    ) -> Result<Read, TrackError> {
        let mut refused = Vec::new();
        for track in method.candidates() {
            match self.all(track).await? {
                Ok(brought) => return Ok(self.reading(track, brought, last, Some(because), refused)),
                Err(refusal) => refused.push(Limitation::Refused { track, refusal }),
            }
        }
        let Some(Limitation::Refused { track, refusal }) = refused.pop() else {
            return Err(TrackError::NoServer);
        };
        let server = self.session.config.address();
        Err(TrackError::NotPermitted { server, method: doing(track), refusal })
    }

    /// Everything in one way; the inner error is a refusal of that way.
    async fn all(&mut self, track: Track) -> Result<Result<Brought, String>, TrackError> {
        let query = self.query(track);
        let page_size = self.session.config.limits.page_size;
        let before = self.session.facts.highest_committed_usn;
        let connection = &mut self.session.connection;
        match track {
            Track::DirSync => match dirsync::read(connection, &query, &[]).await? {
                Ended::Complete { objects, cookie } => Ok(Ok((objects, Some(cookie)))),
                Ended::Refused(refusal) => Ok(Err(refusal)),
            },
            Track::Usn if before.is_none() || self.session.facts.service.is_none() => {
                Ok(Err("it does not tell its count of changes".into()))
            }
            Track::Usn | Track::Whole => {
                Ok(Ok((polling::whole(connection, &query, page_size, before).await?, None)))
            }
        }
    }

    fn query(&self, track: Track) -> crate::ldap::search::Query {
        self.question.query(track, self.session.facts.default_base())
    }

    fn reading(
        &self,
        track: Track,
        (objects, cookie): Brought,
        last: Option<&Position>,
        why_whole: Option<Doubt>,
        refused: Vec<Limitation>,
    ) -> Read {
        let facts = self.session.facts.clone();
        if let (Some(service), Some(count)) = (&facts.service, facts.highest_committed_usn) {
            self.access.note_count(service, count);
        }
        let read_at = Timestamp::now();
        let whole_at = last.filter(|_| why_whole.is_none()).map_or(read_at, |last| last.whole_at);
        let position = Position {
            track,
            naming_context: facts.default_base().to_owned(),
            domain_sid: facts.domain_sid.clone(),
            server: facts.dns_host_name.clone().unwrap_or_else(|| self.session.config.address()),
            service: facts.service.clone(),
            invocation_id: facts.invocation_id.clone(),
            usn: facts.highest_committed_usn,
            cookie: cookie.map(|cookie| BASE64.encode(&cookie)),
            reached_at: read_at,
            whole_at,
            question: self.question.text(track),
        };
        let extent = if why_whole.is_some() { Extent::Whole } else { Extent::Since };
        let form = match track {
            Track::DirSync => Form::Changes,
            Track::Usn | Track::Whole => Form::Full,
        };
        let limitations = [self.session.limitations.clone(), refused, self.left_out(track)].concat();
        Read { delta: Delta { extent, form, objects, position, read_at }, why_whole, facts, limitations }
    }

    fn left_out(&self, track: Track) -> Vec<Limitation> {
        let attributes = self.question.left_out.clone();
        let found = track == Track::DirSync && !attributes.is_empty();
        found.then_some(Limitation::NotTracked { attributes }).into_iter().collect()
    }
}
