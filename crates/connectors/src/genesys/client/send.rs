//! Sending a call, once.

use super::{Client, Failure};
use crate::genesys::outcome::{login_failed, outcome, preparation_failed};
use crate::genesys::profile::Present;
use crate::genesys::refusal::our_refusal;
use crate::genesys::request::{instead, preparation, request};
use muster_core::operation::{Call, Outcome, Refusal};

impl Client {
    /// Sends a call once and says what came of it. Waits for a slot of the budget, never repeats a call (except after
    /// a 401, when nothing happened), and makes one `GET` first where the call replaces a list of which it changes
    /// only a part. What the tenant takes only in another form is sent once more in that. Every account of the call must be known; otherwise nothing is sent.
    pub async fn send(&self, call: &Call) -> Outcome {
        let outcome = self.send_once(call, self.0.memory.is_fresh(call)).await;
        match &outcome {
            Outcome::Applied(effect) | Outcome::AlreadySo(effect) => self.0.memory.done(call, effect),
            Outcome::Conflict(_) => self.0.memory.conflict(call),
            Outcome::Throttled { .. }
            | Outcome::Refused(_)
            | Outcome::Transient(_)
            | Outcome::Unknown { .. } => {}
        }
        outcome
    }

    async fn send_once(&self, call: &Call, fresh: bool) -> Outcome {
        let present = match self.prepare(call, fresh).await {
            Ok(present) => present,
            Err(outcome) => return outcome,
        };
        let request = match request(call, present.as_ref()) {
            Ok(request) => self.config().scim.adapt(request),
            Err(unready) => return Outcome::Refused(unready.refusal()),
        };
        if self.0.memory.is_unsupported(call) {
            return Outcome::Refused(unsupported());
        }
        let mut answer = self.exchange(request).await;
        if let Ok(reply) = &answer
            && let Some(request) = instead(call, reply)
        {
            answer = self.exchange(request).await;
        }
        match answer {
            Ok(reply) => {
                self.0.memory.answered(call, reply.status);
                outcome(call, fresh, Ok(reply))
            }
            Err(Failure::Transport(error)) => outcome(call, fresh, Err(error)),
            Err(Failure::Token(error)) => login_failed(&error),
        }
    }

    /// Reads what the call must know of the present, where it must know something.
    async fn prepare(&self, call: &Call, fresh: bool) -> Result<Option<Present>, Outcome> {
        let Some(request) = preparation(call) else {
            return Ok(None);
        };
        let answer = match self.exchange(request).await {
            Ok(reply) => Ok(reply),
            Err(Failure::Transport(error)) => Err(error),
            Err(Failure::Token(error)) => return Err(login_failed(&error)),
        };
        match answer {
            Ok(reply) if reply.is_success() => Present::of(&reply).map(Some),
            other => Err(preparation_failed(call, fresh, other)),
        }
    }
}

/// What the tenant said of a call for many; taken apart, it is one call for each.
fn unsupported() -> Refusal {
    our_refusal("muster.not_supported", "the tenant has no such call for many accounts at once")
}
