//! Requests and replies as values, and the one door through which they leave. Tests and the simulation put another
//! transport behind the same door.

use bytes::Bytes;
use http::Method;
use secrecy::SecretString;
use serde_json::Value;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Which of the two hosts a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `https://api.<domain>`.
    Api,
    /// `https://login.<domain>`: only `/oauth/token`.
    Login,
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    None,
    /// `application/json`.
    Json(Value),
    /// `application/x-www-form-urlencoded`, already encoded. Holds no secret: credentials travel in the header.
    Form(String),
}

/// One HTTP request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Which host.
    pub host: Host,
    /// The path with placeholders, such as `/api/v2/users/{id}`: the name under which calls are counted.
    pub template: &'static str,
    /// Path and query, percent-encoded, beginning with `/`.
    pub path_and_query: String,
    /// What it carries.
    pub body: Body,
    /// The value of the `Authorization` header; the client fills it in. Never printed.
    pub authorization: Option<SecretString>,
}

impl Request {
    /// A request to the API without a body.
    pub fn new(method: Method, template: &'static str, path_and_query: impl Into<String>) -> Self {
        Self {
            method,
            host: Host::Api,
            template,
            path_and_query: path_and_query.into(),
            body: Body::None,
            authorization: None,
        }
    }

    /// A `GET` to the API.
    pub fn get(template: &'static str, path_and_query: impl Into<String>) -> Self {
        Self::new(Method::GET, template, path_and_query)
    }

    /// The same request with a JSON body.
    #[must_use]
    pub fn with_json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// `GET /api/v2/users/{id}`: how errors and counters name the request.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// The part of the API that serves it (`users`, `authorization`, ...); each may have a ceiling of its own.
    pub fn family(&self) -> &'static str {
        let path = self.template.strip_prefix("/api/v2/").unwrap_or(self.template);
        path.split('/').next().unwrap_or(path)
    }
}

/// One HTTP reply, whole. The headers are those that Muster reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `ININ-Correlation-Id`, what Genesys' support asks for.
    pub correlation: Option<String>,
    /// `Retry-After`, which Genesys writes in whole seconds.
    pub retry_after: Option<Duration>,
    /// The rate limit headers, where any was there. An `allowed` of zero means: not known.
    pub rate: Option<Rate>,
    /// The body, decompressed.
    pub body: Bytes,
}

/// `inin-ratelimit-count`, `-allowed` and `-reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests counted in the present window.
    pub count: u32,
    /// How many the window allows.
    pub allowed: u32,
    /// When the next window begins, from now.
    pub reset: Duration,
}

impl Reply {
    /// A reply with a status and a body, for transports that are not HTTP.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            body: body.into(),
            ..Self::default()
        }
    }

    /// Reads one header that Muster knows; others are passed over. Names compare without case.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let number = || value.trim().parse::<u32>().ok();
        let rate = |reply: &Self| reply.rate.unwrap_or(Rate::UNSEEN);
        match name.to_ascii_lowercase().as_str() {
            "inin-correlation-id" => self.correlation = Some(value.trim().to_owned()),
            "retry-after" => self.retry_after = number().map(|s| Duration::from_secs(s.into())),
            "inin-ratelimit-count" => {
                self.rate = number().map(|count| Rate { count, ..rate(&self) });
            }
            "inin-ratelimit-allowed" => {
                self.rate = number().map(|allowed| Rate {
                    allowed,
                    ..rate(&self)
                });
            }
            "inin-ratelimit-reset" => {
                let reset = number().map(|s| Duration::from_secs(s.into()));
                self.rate = reset.map(|reset| Rate { reset, ..rate(&self) });
            }
            _ => {}
        }
        self
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Rate {
    /// Before any header was read. An `allowed` of zero means: not known.
    const UNSEEN: Self = Self {
        count: 0,
        allowed: 0,
        reset: Duration::from_secs(60),
    };
}

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
