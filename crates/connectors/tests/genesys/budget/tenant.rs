//! A tenant that does nothing but count calls in its windows, for the token and for each service.

use muster_connectors::genesys::{Exchange, Rate, Reply, Request, Transport};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// How a minute is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Window {
    /// From one full minute to the next; the first ends after so long.
    Fixed(Duration),
    /// The last 60 seconds.
    Sliding,
}

/// Calls of one minute against their ceiling.
struct Counter {
    allowed: u32,
    window: Window,
    start: Instant,
    /// Calls that count now, the oldest first.
    counted: Vec<Instant>,
}

impl Counter {
    fn new(allowed: u32, window: Window) -> Self {
        Self { allowed, window, start: Instant::now(), counted: Vec::new() }
    }

    /// Forgets what is over; returns when the next call will be forgotten.
    fn turn(&mut self, now: Instant) -> Duration {
        match self.window {
            Window::Sliding => {
                self.counted.retain(|at| now < *at + MINUTE);
                self.counted.first().map_or(MINUTE, |first| *first + MINUTE - now)
            }
            Window::Fixed(first) => {
                let (since, minute) = (now + MINUTE - self.start - first, MINUTE.as_nanos());
                let into = Duration::from_nanos((since.as_nanos() % minute) as u64);
                self.counted.retain(|at| now - *at <= into);
                MINUTE - into
            }
        }
    }

    /// Counts a call, unless that is one too many.
    fn take(&mut self, now: Instant) -> (bool, Rate) {
        let reset = Duration::from_secs_f64(self.turn(now).as_secs_f64().ceil());
        let over = self.counted.len() >= self.allowed as usize;
        if !over {
            self.counted.push(now);
        }
        (over, Rate { count: self.counted.len() as u32, allowed: self.allowed, reset })
    }
}

/// A service with a ceiling of its own.
pub(super) struct Service {
    counter: Counter,
    /// Whether its replies show its ceiling, or only that of the token.
    shown: bool,
}

impl Service {
    pub(super) fn new(allowed: u32, window: Window, shown: bool) -> Self {
        Self { counter: Counter::new(allowed, window), shown }
    }
}

struct Counted {
    token: Counter,
    services: BTreeMap<&'static str, Service>,
    served: Vec<Instant>,
    refused: Vec<Instant>,
}

/// The tenant, `latency` away.
#[derive(Clone)]
pub(super) struct Tenant {
    counted: Arc<Mutex<Counted>>,
    latency: Duration,
}

impl Tenant {
    /// 300 calls a minute for the token, and what the services take of them.
    pub(super) fn new(latency: Duration, window: Window, services: BTreeMap<&'static str, Service>) -> Self {
        let (token, served, refused) = (Counter::new(300, window), Vec::new(), Vec::new());
        Self { counted: Arc::new(Mutex::new(Counted { token, services, served, refused })), latency }
    }

    /// Calls from then on that were served, and that were refused.
    pub(super) fn from(&self, then: Instant) -> (usize, usize) {
        let counted = self.counted.lock().unwrap();
        let since = |calls: &[Instant]| calls.iter().filter(|at| **at >= then).count();
        (since(&counted.served), since(&counted.refused))
    }
}

impl Counted {
    fn answer(&mut self, request: &Request, now: Instant) -> Reply {
        let (mut over, mut rate) = self.token.take(now);
        if let Some(service) = self.services.get_mut(request.family()).filter(|_| !over) {
            let own = service.counter.take(now);
            over = own.0;
            rate = if service.shown { own.1 } else { Rate { reset: own.1.reset, ..rate } };
        }
        if over { &mut self.refused } else { &mut self.served }.push(now);
        let reply = Reply::new(if over { 429 } else { 200 }, "{}");
        Reply { rate: Some(rate), retry_after: over.then_some(rate.reset), ..reply }
    }
}

impl Transport for Tenant {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            if request.template == "/oauth/token" {
                return Ok(Reply::new(200, r#"{"access_token":"t","expires_in":86400}"#));
            }
            tokio::time::sleep(self.latency / 2).await;
            let reply = self.counted.lock().unwrap().answer(request, Instant::now());
            tokio::time::sleep(self.latency / 2).await;
            Ok(reply)
        })
    }
}
