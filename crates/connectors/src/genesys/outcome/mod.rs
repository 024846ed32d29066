//! What a reply to a [`Call`] means. Pure.

mod applied;
mod leave;
mod not_found;

use super::refusal::{ErrorBody, our_refusal, refusal_of};
use super::token::TokenError;
use super::wire::{Reply, TOLD_MAX, TransportError};
use applied::applied;
pub(super) use leave::wants_wrapup;
use muster_core::operation::{Call, Effect, Outcome};
use not_found::{lacks_target, misses_target, not_found};
use std::time::Duration;

/// How long to wait after a 429 that does not say for how long.
const WAIT_UNKNOWN: Duration = Duration::from_secs(5);

/// What came of sending `call` once. `fresh`: an account that the call gives something to came into being a moment
/// ago, so a tenant that does not find it may not show it yet.
pub fn outcome(call: &Call, fresh: bool, answer: Result<Reply, TransportError>) -> Outcome {
    let reply = match answer {
        Ok(reply) => reply,
        Err(TransportError::Lost(reason)) => return Outcome::Unknown { reason },
        Err(error @ (TransportError::NotSent(_) | TransportError::Untrusted(_))) => {
            return Outcome::Transient(our_refusal("muster.not_sent", error.to_string()));
        }
    };
    if let Call::Leave(leave) = call
        && (400..500).contains(&reply.status)
        && let Some(outcome) = leave::refused(leave, &reply)
    {
        return outcome;
    }
    match reply.status {
        200..=299 => applied(call, &reply),
        401 => Outcome::Transient(refusal_of(&reply)),
        404 => not_found(call, fresh, &reply),
        409 | 412 => Outcome::Conflict(refusal_of(&reply)),
        400 if is_stale_version(&reply) => Outcome::Conflict(refusal_of(&reply)),
        400 if lacks_target(call, &reply) => {
            Outcome::AlreadySo(Effect { correlation: reply.correlation, ..Effect::default() })
        }
        400 if misses_target(call, &reply) => Outcome::Conflict(refusal_of(&reply)),
        429 => Outcome::Throttled { wait_ms: u64::try_from(wait_of(&reply).as_millis()).unwrap_or(u64::MAX) },
        501 => Outcome::Refused(refusal_of(&reply)),
        408 | 500..=599 => failed(call, &reply),
        _ => Outcome::Refused(refusal_of(&reply)),
    }
}

/// The outcome of a call that could not be sent for want of a token. Nothing happened.
pub(crate) fn login_failed(error: &TokenError) -> Outcome {
    Outcome::Transient(our_refusal("muster.login", format!("{error}; {}", error.hint())))
}

/// The outcome of a call whose preparing read failed. Nothing happened.
pub(crate) fn preparation_failed(call: &Call, fresh: bool, answer: Result<Reply, TransportError>) -> Outcome {
    match outcome(call, fresh, answer) {
        Outcome::Unknown { reason } => Outcome::Transient(our_refusal("muster.not_sent", reason)),
        Outcome::Conflict(refusal) => Outcome::Transient(refusal),
        other => other,
    }
}

/// Whether sending the call twice does no more than sending it once.
pub fn is_repeatable(call: &Call) -> bool {
    match call {
        Call::CreateAccount { .. } | Call::ProvisionAccount { .. } | Call::AddExternalId { .. } => false,
        // What is added to a list a second time may stand there twice.
        Call::AmendAccount { .. } => false,
        Call::Leave(leave) => !leave.leaves_conversation(),
        Call::SetState { .. }
        | Call::UpdateProfile { .. }
        | Call::MoveToDivision { .. }
        | Call::GrantRole { .. }
        | Call::AddGrants { .. }
        | Call::RemoveGrants { .. }
        | Call::AddGroupMembers { .. }
        | Call::RemoveGroupMembers { .. }
        | Call::AddQueueMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::SetSkills { .. }
        | Call::RemoveSkill { .. }
        | Call::SetLanguages { .. }
        | Call::RemoveLanguage { .. } => true,
    }
}

/// 408 and 5xx: the tenant may have done it or not.
fn failed(call: &Call, reply: &Reply) -> Outcome {
    let refusal = refusal_of(reply);
    if is_repeatable(call) {
        Outcome::Transient(refusal)
    } else {
        Outcome::Unknown { reason: format!("status {}: {}", refusal.status, refusal.message) }
    }
}

/// The forms in which a stale version is refused with 400: sometimes by the platform, always by SCIM.
fn is_stale_version(reply: &Reply) -> bool {
    let body = ErrorBody::of(reply);
    body.scim_type.as_deref() == Some("invalidVers")
        || body.message.is_some_and(|message| message.contains("does not match the current version"))
}

/// `Retry-After`, else the number in brackets of the body's message.
fn wait_of(reply: &Reply) -> Duration {
    let message = ErrorBody::of(reply).message.unwrap_or_default();
    let bracketed = message
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'))
        .and_then(|(seconds, _)| seconds.trim().parse().ok())
        .map(Duration::from_secs);
    reply.told_wait().or(bracketed).unwrap_or(WAIT_UNKNOWN).min(TOLD_MAX)
}

#[cfg(test)]
mod tests;
