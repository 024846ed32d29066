//! Sending a call, once.

use super::{Client, Failure};
use crate::genesys::outcome::{login_failed, outcome, preparation_failed};
use crate::genesys::profile::Present;
use crate::genesys::request::{preparation, request};
use muster_core::operation::{Call, Outcome};

impl Client {
    /// Sends a call once and says what came of it. Waits for a slot of the budget, never repeats a call (except after
    /// a 401, when nothing happened), and makes one `GET` first where the call replaces a list of which it changes
    /// only a part. Every account of the call must be known; otherwise nothing is sent.
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
        match self.exchange(request).await {
            Ok(reply) => outcome(call, fresh, Ok(reply)),
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
