//! One attempt to read on one connection: from the last position, or everything in the best way that is permitted.

use super::access::Access;
use super::config::Method;
use super::dirsync::{self, Ended};
use super::doubt::{Doubt, Situation, doubt};
use super::error::TrackError;
use super::limitation::{Limitation, doing};
use super::polling;
use super::question::Question;
use super::session::Session;
use super::tracker::Read;
use crate::directory::{Delta, Entry, Extent, Form, Position, Track};
use crate::ldap::search::Query;
use data_encoding::BASE64;
use jiff::Timestamp;

/// What a way of tracking brought, and the cookie if it has one.
type Brought = (Vec<Entry>, Option<Vec<u8>>);

/// One attempt on one connection.
pub(crate) struct Attempt<'a> {
    pub(crate) session: &'a mut Session,
    pub(crate) question: &'a Question,
    pub(crate) access: &'a Access,
}

impl Attempt<'_> {
    /// What changed since `last`, or everything where that is not known or in doubt.
    pub(crate) async fn read(
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

    fn query(&self, track: Track) -> Query {
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
