//! Requests and replies as values, and the one door through which they leave. Tests and the simulation put another
//! transport behind the same door.

mod reply;
mod request;

pub(crate) use reply::TOLD_MAX;
pub use reply::{Rate, Reply};
pub use request::{Body, Condition, Host, Request};

use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// Nothing left this machine: no route, connection refused, name not found, timeout while connecting.
    NotSent(String),
    /// The server's certificate was not accepted, so nothing was sent.
    Untrusted(String),
    /// The request left, the reply did not arrive or broke off: it may have taken effect.
    Lost(String),
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(reason) => write!(f, "not sent: {reason}"),
            Self::Untrusted(reason) => write!(f, "not sent, the server is not trusted: {reason}"),
            Self::Lost(reason) => write!(f, "the reply was lost: {reason}"),
        }
    }
}

impl std::error::Error for TransportError {}

/// What [`Transport::exchange`] gives.
pub type Exchange<'a> = Pin<Box<dyn Future<Output = Result<Reply, TransportError>> + Send + 'a>>;

/// Sends one request and waits for its reply. No retries, no waiting for budget, no tokens: that is the client's.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` once.
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        (**self).exchange(request)
    }
}
