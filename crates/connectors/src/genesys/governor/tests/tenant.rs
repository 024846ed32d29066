//! A tenant that does nothing but count.

use crate::genesys::governor::{Answer, Governor, GovernorConfig, Lane, Ticket, Turn, log::MINUTE};
use crate::genesys::wire::{Rate, Reply};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// A fixed window that starts with its first call, as strict as the real one.
pub(super) struct Tenant {
    pub(super) allowed: u32,
    /// Whether replies other than 429 show the counter.
    pub(super) silent: bool,
    window: Option<(Instant, u32)>,
    pub(super) refused: u32,
    pub(super) served: u32,
}

impl Tenant {
    pub(super) fn new(allowed: u32) -> Self {
        Self { allowed, silent: false, window: None, refused: 0, served: 0 }
    }

    pub(super) fn answer(&mut self, now: Instant) -> Reply {
        let (start, count) = match self.window {
            Some((start, count)) if now < start + MINUTE => (start, count),
            Some(_) | None => (now, 0),
        };
        let over = count >= self.allowed;
        let count = count + u32::from(!over);
        self.window = Some((start, count));
        let reset = (start + MINUTE - now).as_secs_f64().ceil();
        self.refused += u32::from(over);
        self.served += u32::from(!over);
        let reset = Duration::from_secs_f64(reset);
        Reply {
            status: if over { 429 } else { 200 },
            rate: (!self.silent).then_some(Rate { count, allowed: self.allowed, reset }),
            retry_after: over.then_some(reset),
            ..Reply::default()
        }
    }
}

/// A reply that shows a counter.
pub(super) fn counted(count: u32, allowed: u32, reset_s: u64) -> Reply {
    let rate = Rate { count, allowed, reset: Duration::from_secs(reset_s) };
    Reply { status: 200, rate: Some(rate), ..Reply::default() }
}

pub(super) fn lane(family: &'static str) -> Lane {
    Lane { family, endpoint: family, reads: true }
}

/// Waits for a slot.
pub(super) fn wait(governor: &mut Governor, family: &'static str, now: &mut Instant) -> Ticket {
    loop {
        match governor.turn(lane(family), *now) {
            Turn::Go(ticket) => return ticket,
            Turn::Wait(wait) => *now += wait,
            Turn::Full => panic!("nothing is in flight"),
        }
    }
}

/// Sends `calls` as fast as the governor lets, each taking `latency`; returns how long it took.
pub(super) fn send(
    governor: &mut Governor,
    tenant: &mut Tenant,
    family: &'static str,
    calls: u32,
    latency: Duration,
    from: Instant,
) -> Duration {
    let mut now = from;
    for _ in 0..calls {
        let ticket = wait(governor, family, &mut now);
        let reply = tenant.answer(now + latency / 2);
        now += latency;
        governor.settle(ticket, Answer::Reply(&reply), now);
    }
    now - from
}

/// As many calls at the same time as the governor lets, for ten minutes; returns those after the second one that were
/// served, and all that were refused.
pub(super) fn side_by_side(config: GovernorConfig, allowed: u32, latency: Duration) -> (u32, u32) {
    let (mut governor, mut tenant) = (Governor::new(config), Tenant::new(allowed));
    let start = Instant::now();
    let (mut now, mut served_before) = (start, 0);
    let mut under_way: VecDeque<(Ticket, Instant, Option<Reply>)> = VecDeque::new();
    while now < start + MINUTE * 10 {
        for (_, sent, reply) in
            under_way.iter_mut().filter(|(_, sent, reply)| reply.is_none() && *sent + latency / 2 <= now)
        {
            *reply = Some(tenant.answer(*sent + latency / 2));
        }
        while under_way.front().is_some_and(|(_, sent, _)| *sent + latency <= now) {
            let (ticket, _, reply) = under_way.pop_front().unwrap();
            governor.settle(ticket, Answer::Reply(&reply.unwrap()), now);
        }
        while let Turn::Go(ticket) = governor.turn(lane("users"), now) {
            under_way.push_back((ticket, now, None));
        }
        if now < start + MINUTE * 2 {
            served_before = tenant.served;
        }
        now += Duration::from_millis(5);
    }
    (tenant.served - served_before, tenant.refused)
}
