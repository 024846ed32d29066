//! The door to the tenant: strikes requests as it is told, and writes down every request with what truly became of it.

use crate::act::Act;
use crate::class::{Class, text};
use crate::support::mortal::{plain, told};
use muster_connectors::genesys::{Exchange, Reply, Request, Transport, TransportError};
use muster_core::time::Timestamp;
use muster_simulator::{Delivery, Tenant};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// A cell that asks more often than this does not come to an end.
const REQUESTS_MAX: usize = 20_000;

/// Which requests are meant.
#[derive(Clone, Debug)]
pub enum On {
    Class(Class),
    /// Of the class, and with one of these texts in path or body.
    Naming(Class, Vec<String>),
    /// Any change with this text in path or body.
    Change(String),
    /// No change, with this template.
    Read(&'static str),
    /// Changes below `/api/v2/<family>`.
    ChangesOf(&'static str),
    /// Everything below `/api/v2/<family>`.
    Service(&'static str),
    /// `POST /oauth/token`.
    Login,
    /// Everything but logins.
    Anything,
}

impl On {
    fn means(&self, request: &Request, class: Option<Class>) -> bool {
        match self {
            Self::Class(wanted) => class == Some(*wanted),
            Self::Naming(wanted, names) => {
                class == Some(*wanted) && names.iter().any(|name| text(request).contains(name))
            }
            Self::Change(name) => class.is_some() && text(request).contains(name),
            Self::Read(template) => class.is_none() && request.template == *template,
            Self::Service(family) => request.family() == *family,
            Self::Login => request.template == "/oauth/token",
            Self::ChangesOf(family) => class.is_some() && request.family() == *family,
            Self::Anything => request.template != "/oauth/token",
        }
    }
}

/// Which of the requests that are meant are struck.
#[derive(Clone)]
enum When {
    /// Different requests by their order, from 1, each once: a request that is sent again is no new one.
    Once(Vec<u64>),
    /// The one at this place, from 1, whether it was sent before or not.
    Nth(u64),
    /// So many in a row.
    Times(u64),
    /// All for so long, from the first on.
    Lasting(Duration),
}

/// Something that goes wrong at some of the requests that are meant.
#[derive(Clone)]
pub struct Strike {
    on: On,
    /// What is struck from the first hit on, where that is more.
    spreads: Option<On>,
    skips_first: bool,
    when: When,
    act: Act,
    seen: Vec<String>,
    count: u64,
    since: Option<Instant>,
}

impl Strike {
    /// The first such request, once.
    pub fn first(on: On, act: Act) -> Self {
        Self::at(on, act, &[1])
    }

    /// Different such requests by their order, from 1, each once.
    pub fn at(on: On, act: Act, positions: &[u64]) -> Self {
        let when = When::Once(positions.to_vec());
        Self { on, spreads: None, skips_first: false, when, act, seen: Vec::new(), count: 0, since: None }
    }

    /// So many such requests in a row, sent again or not.
    pub fn times(self, times: u64) -> Self {
        Self { when: When::Times(times), ..self }
    }

    /// Only the one at this place, from 1, sent again or not.
    pub fn only(self, place: u64) -> Self {
        Self { when: When::Nth(place), ..self }
    }

    /// All such requests for so long, from the first on.
    pub fn lasting(self, lasting: Duration) -> Self {
        Self { when: When::Lasting(lasting), ..self }
    }

    /// The first one goes well; it only says from when on.
    pub fn after_first(self) -> Self {
        Self { skips_first: true, ..self }
    }

    /// From the first hit on these are meant.
    pub fn spreading(self, on: On) -> Self {
        Self { spreads: Some(on), ..self }
    }

    /// All such requests.
    pub fn always(self) -> Self {
        self.times(u64::MAX)
    }

    fn hits(&mut self, request: &Request, class: Option<Class>, now: Instant) -> Option<Act> {
        let on = self.spreads.as_ref().filter(|_| self.count > 0).unwrap_or(&self.on);
        if !on.means(request, class) {
            return None;
        }
        self.count += 1;
        let hit = match &self.when {
            When::Nth(place) => self.count == *place,
            When::Times(times) => self.count <= *times,
            When::Lasting(lasting) => now < *self.since.get_or_insert(now) + *lasting,
            When::Once(positions) => {
                let text = text(request);
                let is_new = !self.seen.contains(&text);
                if is_new {
                    self.seen.push(text);
                }
                is_new && positions.contains(&(self.seen.len() as u64))
            }
        };
        (hit && !(self.skips_first && self.count == 1)).then(|| self.act.clone())
    }
}

/// One request, as it truly went.
#[derive(Clone, Debug)]
pub struct Entry {
    pub class: Option<Class>,
    pub template: &'static str,
    pub text: String,
    /// What the tenant answered, where it was asked.
    pub truth: Option<u16>,
    /// What the caller saw; `None` for a lost reply.
    pub seen: Option<u16>,
}

impl Entry {
    /// Whether the tenant changed something.
    pub fn took_effect(&self) -> bool {
        self.class.is_some() && self.truth.is_some_and(|status| (200..300).contains(&status))
    }
}

/// What the doors of all processes of a cell share.
#[derive(Default)]
pub struct Weather {
    pub strikes: Vec<Strike>,
    pub log: Vec<Entry>,
}

#[derive(Clone)]
pub struct Door {
    pub tenant: Arc<Mutex<Tenant>>,
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub weather: Arc<Mutex<Weather>>,
}

/// What became of a request that arrived.
struct Answered {
    /// 0 where it had no effect and no answer.
    status: u16,
    /// `None` where the connection broke.
    reply: Option<Reply>,
    late: Duration,
}

impl Answered {
    fn whole(reply: Reply, late: Duration) -> Self {
        Self { status: reply.status, reply: Some(reply), late }
    }
}

impl Door {
    fn act(&self, request: &Request, class: Option<Class>) -> Option<Act> {
        let now = Instant::now();
        let mut weather = self.weather.lock().unwrap();
        let hits: Vec<Act> =
            weather.strikes.iter_mut().filter_map(|strike| strike.hits(request, class, now)).collect();
        hits.into_iter().next()
    }

    /// What the tenant answers, where it was asked and where its own faults let the answer through.
    fn truth(&self, request: &Request, act: Option<&Act>) -> Option<Answered> {
        let mut tenant = self.tenant.lock().unwrap();
        if let Some(hands) = act.and_then(|act| act.meanwhile.as_ref()) {
            hands(&mut tenant, request);
        }
        if !act.is_none_or(|act| act.happens) {
            return None;
        }
        match tenant.deliver(&plain(request), (self.clock)()) {
            Delivery::Reply(reply) => Some(Answered::whole(told(reply), Duration::ZERO)),
            Delivery::Slow { reply, delay_ms } => {
                Some(Answered::whole(told(reply), Duration::from_millis(delay_ms.into())))
            }
            Delivery::Truncated { reply, .. } => {
                Some(Answered { status: reply.status().as_u16(), reply: None, late: Duration::ZERO })
            }
            Delivery::Lost { happened: true } => {
                Some(Answered { status: 200, reply: None, late: Duration::ZERO })
            }
            Delivery::Lost { happened: false } => {
                Some(Answered { status: 0, reply: None, late: Duration::ZERO })
            }
        }
    }

    fn write_down(&self, entry: Entry) {
        let mut weather = self.weather.lock().unwrap();
        weather.log.push(entry);
        assert!(weather.log.len() < REQUESTS_MAX, "{REQUESTS_MAX} requests and no end");
    }
}

impl Transport for Door {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let (class, template) = (Class::of_request(request), request.template);
            let act = self.act(request, class);
            let truth = self.truth(request, act.as_ref());
            let status = truth.as_ref().map(|answered| answered.status);
            let late = truth.as_ref().map_or(Duration::ZERO, |answered| answered.late);
            let reply = truth.and_then(|answered| answered.reply);
            let seen: Result<Reply, TransportError> = match &act {
                Some(act) => act.seen(request, reply),
                None => reply.ok_or_else(|| TransportError::Lost("connection reset".into())),
            };
            let text = if class.is_some() { text(request) } else { request.name() };
            let shown = seen.as_ref().ok().map(|reply| reply.status);
            self.write_down(Entry { class, template, text, truth: status, seen: shown });
            let late = late + act.map_or(Duration::ZERO, |act| act.late);
            tokio::time::sleep(Duration::from_millis(20) + late).await;
            seen
        })
    }
}
