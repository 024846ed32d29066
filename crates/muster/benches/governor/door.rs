//! The simulated tenant behind the client's door, with latency, others who call it too, and a log.

use muster_connectors::genesys::{Body, Exchange, Reply, Request, Transport, TransportError};
use muster_core::time::{SignedDuration, Timestamp};
use muster_simulator::{Delivery, Tenant};
use secrecy::ExposeSecret;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// What arrived at the tenant, in the order of arrival.
#[derive(Default)]
pub(crate) struct Log {
    /// Our calls that were served.
    pub(crate) served: Vec<Instant>,
    /// Our calls that were answered with 429.
    pub(crate) refused: Vec<Instant>,
    /// Calls of others that were served.
    pub(crate) others: Vec<Instant>,
    token: Option<String>,
    random: u64,
}

/// The tenant, `latency` away.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) tenant: Arc<Mutex<Tenant>>,
    pub(crate) log: Arc<Mutex<Log>>,
    pub(crate) latency: Duration,
    pub(crate) start: Instant,
}

impl Door {
    pub(crate) fn new(tenant: Tenant, latency: Duration) -> Self {
        Self {
            tenant: Arc::new(Mutex::new(tenant)),
            log: Arc::new(Mutex::new(Log { random: 7, ..Log::default() })),
            latency,
            start: Instant::now(),
        }
    }

    /// Somebody else uses the same token, about once in `every`.
    pub(crate) async fn call_beside(self, every: Duration) {
        loop {
            tokio::time::sleep(every.mul_f64(0.5 + self.chance())).await;
            let Some(token) = self.log.lock().unwrap().token.clone() else { continue };
            let mut request = Request::get("/others", "/api/v2/organizations/me");
            request.authorization = Some(token.into());
            if self.deliver(&request).unwrap().status == 200 {
                self.log.lock().unwrap().others.push(Instant::now());
            }
        }
    }

    /// Anything between 0 and 1.
    fn chance(&self) -> f64 {
        let mut log = self.log.lock().unwrap();
        log.random =
            log.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (log.random >> 40) as f64 / (1_u64 << 24) as f64
    }

    fn deliver(&self, request: &Request) -> std::result::Result<Reply, TransportError> {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::try_from(self.start.elapsed()).unwrap();
        match self.tenant.lock().unwrap().deliver(&plain(request), now) {
            Delivery::Reply(reply) | Delivery::Slow { reply, .. } => Ok(told(reply)),
            Delivery::Lost { .. } | Delivery::Truncated { .. } => Err(TransportError::Lost("lost".into())),
        }
    }
}

impl Transport for Door {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            // Give or take a fifth, there and back.
            tokio::time::sleep(self.latency.mul_f64(0.4 + 0.2 * self.chance())).await;
            let reply = self.deliver(request);
            if request.template != "/oauth/token" {
                let mut log = self.log.lock().unwrap();
                log.token = request.authorization.as_ref().map(|token| token.expose_secret().to_owned());
                let refused = reply.as_ref().is_ok_and(|reply| reply.status == 429);
                if refused { &mut log.refused } else { &mut log.served }.push(Instant::now());
            }
            tokio::time::sleep(self.latency.mul_f64(0.4 + 0.2 * self.chance())).await;
            reply
        })
    }
}

fn plain(request: &Request) -> http::Request<bytes::Bytes> {
    let mut builder = http::Request::builder().method(request.method.clone()).uri(&request.path_and_query);
    if let Some(authorization) = &request.authorization {
        builder = builder.header("authorization", authorization.expose_secret());
    }
    let body = match &request.body {
        Body::None => Vec::new(),
        Body::Json(value) => serde_json::to_vec(value).unwrap(),
        Body::Form(text) => {
            builder = builder.header("content-type", "application/x-www-form-urlencoded");
            text.clone().into_bytes()
        }
    };
    builder.body(body.into()).unwrap()
}

fn told(reply: http::Response<bytes::Bytes>) -> Reply {
    let (head, body) = reply.into_parts();
    head.headers.iter().fold(Reply::new(head.status.as_u16(), body), |reply, (name, value)| {
        reply.with_header(name.as_str(), value.to_str().unwrap_or_default())
    })
}
