//! Keeps the calls of any minute inside what the tenant allows, less a reserve for others. One for each token, shared
//! by all workers. [`Governor`] decides and owns no clock; [`Pacer`] waits.
//!
//! **Ceilings** are learned from the `inin-ratelimit-*` headers, never assumed for longer than the first reply takes.
//! A family of endpoints (the first segment of the path: `users`, `scim`, ...) that shows a lower ceiling than others
//! has a counter of its own besides that of the token. Some services show theirs only by refusing: then the calls
//! that it took in its window before the first 429 are the evidence, and the ceiling stays what was found for the life
//! of the process. It is not probed upward: a 429 costs more than the difference. Only a ceiling that is oddly low is
//! forgotten after ten minutes, once: others may have filled the service at that moment.
//!
//! **A minute** is any 60 seconds, whatever window the tenant counts in: a call counts half-way between its sending
//! and its reply, and for a minute from then. That guess is wrong by the calls in flight at most, so these stay free
//! below the ceiling, which the reserve usually covers. What the tenant counted beyond our own calls are calls of
//! others: they take from our share in this window, and are expected in the next.
//!
//! **Smoothing**: a quarter of the budget may be used at once, the rest is spread over the minute (see [`pace`]). So a
//! run of 40 calls is as quick as the tenant, and a long run goes at an even rate from the second minute on.
//!
//! **Concurrency** follows the latency (see [`concurrency`]).

mod ceiling;
mod concurrency;
mod config;
mod counter;
mod family;
mod forecast;
mod learning;
mod limits;
mod log;
mod pace;
mod pacer;
mod tally;
mod throttle;
mod ticket;

pub use config::{Budget, GovernorConfig};
pub(crate) use pacer::Pacer;
pub use ticket::{Answer, Lane, Ticket, Turn, Waiting};

use concurrency::Concurrency;
use counter::Counter;
use family::Family;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// A wait is cut into pieces, because a reply that comes meanwhile may bring a higher ceiling.
const NAP_MAX: Duration = Duration::from_secs(1);
/// How long to step back for a family that goes first, at a time and at most.
const YIELD: Duration = Duration::from_millis(5);
const YIELD_MAX: Duration = Duration::from_millis(50);
/// For how long a wait is shown to people after somebody was told to wait.
const SHOWN: Duration = Duration::from_millis(1500);

/// The deciding half: says when the next call may leave.
#[derive(Debug)]
pub struct Governor {
    config: GovernorConfig,
    all: Counter,
    families: BTreeMap<&'static str, Family>,
    concurrency: Concurrency,
    resets_at: Option<Instant>,
    waiting: Option<(Waiting, Instant)>,
    waits: u64,
    throttled: u64,
}

impl Governor {
    /// Knows nothing of the tenant but what `config` says.
    pub fn new(config: GovernorConfig) -> Self {
        Self {
            concurrency: Concurrency::new(config.in_flight_max),
            config,
            all: Counter::default(),
            families: BTreeMap::new(),
            resets_at: None,
            waiting: None,
            waits: 0,
            throttled: 0,
        }
    }

    /// Takes a slot for one call, or takes none and says how long to wait before asking again.
    pub fn turn(&mut self, lane: Lane, now: Instant) -> Turn {
        let (wait, reason) = self.budget_wait(lane.family, now);
        if !wait.is_zero() {
            self.waiting = Some((reason, now));
            return Turn::Wait(wait);
        }
        if !self.concurrency.enter() {
            self.waiting = Some((Waiting::Replies, now));
            return Turn::Full;
        }
        let (token, own, lead) = (self.token_limit(now), self.own_limit(lane.family, now), self.lead());
        self.all.sent(Some(token), lead, now);
        let family = self.family(lane.family);
        family.claim = None;
        family.counter.sent(own, lead, now);
        Turn::Go(Ticket { lane, sent: now })
    }

    /// The state, for people.
    pub fn budget(&mut self, now: Instant) -> Budget {
        let allowed = self.allowed(now);
        let waiting = self.waiting.filter(|(_, at)| now.saturating_duration_since(*at) < SHOWN);
        Budget {
            used: self.all.used(now),
            allowed,
            usable: self.token_limit(now).usable,
            in_flight: self.concurrency.in_flight(),
            in_flight_limit: self.concurrency.limit(),
            waiting: waiting.map_or(Waiting::Nothing, |(reason, _)| reason),
            reset_in: self.resets_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(now)),
            waits: self.waits,
            throttled: self.throttled,
        }
    }

    /// Ceilings per minute of single services that are lower than the token's, learned or known from before.
    pub fn ceilings(&self, now: Instant) -> BTreeMap<String, u32> {
        let allowed = self.allowed(now);
        let mut ceilings = self.config.known.clone();
        for (family, state) in &self.families {
            match state.ceiling.low(now).filter(|own| *own < allowed) {
                Some(own) if state.ceiling.is_certain() => ceilings.insert((*family).to_owned(), own),
                Some(_) | None => ceilings.remove(*family),
            };
        }
        ceilings
    }

    /// How long until the budget has room for a call of `family`, and what holds it.
    ///
    /// A family with a ceiling of its own goes first: what the others leave it of the token's budget in one minute, it
    /// cannot make up for in the next.
    fn budget_wait(&mut self, family: &'static str, now: Instant) -> (Duration, Waiting) {
        let (token, limit, lead) = (self.token_limit(now), self.own_limit(family, now), self.lead());
        let all = self.all.wait(Some(token), lead, now);
        let own = self.family(family).counter.wait(limit, lead, now);
        if own.0 > all.0 {
            return own;
        }
        if limit.is_some() && own.0.is_zero() && !all.0.is_zero() {
            self.family(family).claim = Some(now + all.0.min(NAP_MAX) + YIELD_MAX);
        }
        let claimed = || self.families.values().any(|family| family.claim.is_some_and(|until| now < until));
        if all.0.is_zero() && limit.is_none() && claimed() { (YIELD, Waiting::Budget) } else { all }
    }
}

#[cfg(test)]
mod tests;
