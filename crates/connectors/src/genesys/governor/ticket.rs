//! What a caller says of a call, and what it is told.

use crate::genesys::wire::{Reply, Request};
use http::Method;
use std::time::Duration;
use tokio::time::Instant;

/// What kind of call wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The service (`users`, `scim`, ...), which may have a ceiling of its own.
    pub family: &'static str,
    /// The path with placeholders: calls of one endpoint take about the same time.
    pub endpoint: &'static str,
    /// Whether it is a `GET`.
    pub reads: bool,
}

impl Lane {
    /// The lane of a request.
    pub fn of(request: &Request) -> Self {
        Self { family: request.family(), endpoint: request.template, reads: request.method == Method::GET }
    }
}

/// A slot that was taken. Must be given back to [`Governor::settle`](super::Governor::settle).
#[derive(Clone, Copy, Debug)]
pub struct Ticket {
    pub(super) lane: Lane,
    pub(super) sent: Instant,
}

/// Whether a call may leave.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// Now.
    Go(Ticket),
    /// Not before so long; ask again then.
    Wait(Duration),
    /// Not before another call is over.
    Full,
}

/// How a call ended.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// With a reply.
    Reply(&'a Reply),
    /// Without one: it may have been counted.
    Lost,
    /// The caller stopped to wait for it: it may have been counted, and says nothing of the tenant.
    Abandoned,
    /// It never left.
    Withdrawn,
}

/// What calls are waiting for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waiting {
    /// None waits.
    #[default]
    Nothing,
    /// The budget of the minute.
    Budget,
    /// The end of a pause that the tenant asked for with a 429.
    Pause,
    /// Replies: as many calls are in flight as the tenant seems to bear.
    Replies,
}
