//! What replies teach.

use super::throttle::{Blame, Refused, named};
use super::{Answer, Governor, Ticket};
use crate::genesys::wire::{Rate, Reply};
use std::time::Duration;
use tokio::time::Instant;

/// How long to hold back after a 429 that does not say for how long.
const PAUSE_UNKNOWN: Duration = Duration::from_secs(5);

impl Governor {
    /// Learns that a call is over. Every ticket must come back, once.
    pub fn settle(&mut self, ticket: Ticket, answer: Answer<'_>, now: Instant) {
        self.concurrency.leave();
        let Ticket { lane, sent } = ticket;
        match answer {
            Answer::Withdrawn => {
                self.all.log.withdrawn(sent);
                self.family(lane.family).counter.log.withdrawn(sent);
                return;
            }
            Answer::Reply(reply) if matches!(reply.status, 408 | 500..=599) => {
                self.concurrency.failed(sent, now);
            }
            Answer::Reply(reply) if reply.is_success() => self.concurrency.answered(lane, sent, now),
            Answer::Reply(reply) if reply.status != 429 => self.concurrency.declined(),
            Answer::Reply(_) => {}
            Answer::Lost => self.concurrency.failed(sent, now),
            Answer::Abandoned => {}
        }
        let reply = if let Answer::Reply(reply) = answer { Some(reply) } else { None };
        let refused = reply.is_some_and(|reply| reply.status == 429);
        self.all.log.settled(sent, now, !refused);
        let counted = self.family(lane.family).counter.log.settled(sent, now, !refused);
        match reply {
            Some(reply) if refused => self.hold_back(ticket, counted, reply, now),
            Some(reply) => self.learn(ticket, reply.rate, now),
            None => {}
        }
    }

    fn learn(&mut self, ticket: Ticket, rate: Option<Rate>, now: Instant) {
        let Some(rate) = rate.filter(|rate| rate.allowed > 0) else { return };
        self.resets_at = Some(now + rate.reset);
        let token = self.allowed(now);
        let family = self.family(ticket.lane.family);
        family.ceiling.shown(rate.allowed, token, now);
        self.shown(ticket, rate, now);
    }

    /// The numbers of a reply are those of the family's own counter where its ceiling is lower than the token's.
    fn shown(&mut self, ticket: Ticket, rate: Rate, now: Instant) {
        let own = rate.allowed < self.allowed(now);
        let counter = if own { &mut self.family(ticket.lane.family).counter } else { &mut self.all };
        counter.shown(rate, ticket.sent, now);
    }

    fn hold_back(&mut self, ticket: Ticket, counted: Instant, reply: &Reply, now: Instant) {
        self.throttled += 1;
        let refused = self.refused(ticket, counted, reply, now);
        let blame = refused.blame();
        let until = now + refused.retry_after.unwrap_or(PAUSE_UNKNOWN);
        let family = self.family(ticket.lane.family);
        family.refused(blame, &refused, ticket.sent, now);
        match blame {
            Blame::Token => self.all.pause(until),
            Blame::Family | Blame::Told(_) | Blame::Found(_) => family.counter.pause(until),
        }
        if let Some(rate) = refused.rate {
            self.resets_at = Some(now + rate.reset);
            self.shown(ticket, rate, now);
        }
        tracing::warn!(?blame, "the tenant refused a call of `{}` for its rate", ticket.lane.family);
    }

    fn refused(&mut self, ticket: Ticket, counted: Instant, reply: &Reply, now: Instant) -> Refused {
        let (token, usable) = (self.allowed(now), self.token_limit(now).usable);
        let left = reply.told_wait().unwrap_or(PAUSE_UNKNOWN);
        Refused {
            rate: reply.rate.filter(|rate| rate.allowed > 0),
            retry_after: reply.told_wait(),
            named: named(reply),
            token,
            token_full: self.all.used(now) >= usable,
            taken: self.family(ticket.lane.family).counter.taken(counted, left),
        }
    }
}
