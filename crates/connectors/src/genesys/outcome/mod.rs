//! What a reply to a [`Call`] means. Pure.

use super::bindings::Bindings;
use super::dto::User;
use super::refusal::{ErrorBody, our_refusal, refusal_of};
use super::token::TokenError;
use super::wire::{Reply, TransportError};
use muster_core::id::{AccountId, RoleId};
use muster_core::operation::{AccountRef, Call, Effect, Outcome};
use std::time::Duration;

/// How long to wait after a 429 that does not say for how long.
const WAIT_UNKNOWN: Duration = Duration::from_secs(5);

/// What came of sending `call` once.
pub fn outcome(call: &Call, bindings: &Bindings, answer: Result<Reply, TransportError>) -> Outcome {
    let reply = match answer {
        Ok(reply) => reply,
        Err(TransportError::Lost(reason)) => return Outcome::Unknown { reason },
        Err(error @ (TransportError::NotSent(_) | TransportError::Untrusted(_))) => {
            return Outcome::Transient(our_refusal("muster.not_sent", error.to_string()));
        }
    };
    match reply.status {
        200..=299 => applied(call, &reply),
        401 => Outcome::Transient(refusal_of(&reply)),
        404 => not_found(call, bindings, &reply),
        409 | 412 => Outcome::Conflict(refusal_of(&reply)),
        400 if is_stale_version(&reply) => Outcome::Conflict(refusal_of(&reply)),
        429 => Outcome::Throttled {
            wait_ms: u64::try_from(wait_of(&reply).as_millis()).unwrap_or(u64::MAX),
        },
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
pub(crate) fn preparation_failed(
    call: &Call,
    bindings: &Bindings,
    answer: Result<Reply, TransportError>,
) -> Outcome {
    match outcome(call, bindings, answer) {
        Outcome::Unknown { reason } => Outcome::Transient(our_refusal("muster.not_sent", reason)),
        Outcome::Conflict(refusal) => Outcome::Transient(refusal),
        other => other,
    }
}

/// Whether sending the call twice does no more than sending it once.
pub fn is_repeatable(call: &Call) -> bool {
    match call {
        Call::CreateAccount { .. } | Call::AddExternalId { .. } => false,
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

fn applied(call: &Call, reply: &Reply) -> Outcome {
    let mut effect = Effect {
        correlation: reply.correlation.clone(),
        ..Effect::default()
    };
    if !is_json_or_nothing(reply) {
        return Outcome::Unknown {
            reason: format!("status {} with a body that is not of Genesys Cloud", reply.status),
        };
    }
    match call {
        Call::CreateAccount { .. } => match serde_json::from_slice::<User>(&reply.body) {
            Ok(user) => {
                effect.account = Some(AccountId(user.id));
                effect.version = user.version;
            }
            Err(_) => {
                return Outcome::Unknown {
                    reason: "created, but the reply does not say which account".into(),
                };
            }
        },
        Call::SetState { .. } | Call::UpdateProfile { .. } => {
            let user = serde_json::from_slice::<User>(&reply.body).ok();
            effect.version = user.and_then(|user| user.version);
        }
        _ => {}
    }
    Outcome::Applied(effect)
}

/// Many calls answer without a body; a page of HTML comes from a proxy, which did not carry the call out.
fn is_json_or_nothing(reply: &Reply) -> bool {
    reply.body.iter().all(u8::is_ascii_whitespace)
        || serde_json::from_slice::<serde::de::IgnoredAny>(&reply.body).is_ok()
}

/// 408 and 5xx: the tenant may have done it or not.
fn failed(call: &Call, reply: &Reply) -> Outcome {
    let refusal = refusal_of(reply);
    if is_repeatable(call) {
        Outcome::Transient(refusal)
    } else {
        Outcome::Unknown {
            reason: format!("status {}: {}", refusal.status, refusal.message),
        }
    }
}

fn not_found(call: &Call, bindings: &Bindings, reply: &Reply) -> Outcome {
    if is_single_removal(call) {
        return Outcome::AlreadySo(Effect {
            correlation: reply.correlation.clone(),
            ..Effect::default()
        });
    }
    let refusal = refusal_of(reply);
    if may_be_too_fresh(call, bindings, &ErrorBody::of(reply).text()) {
        Outcome::Transient(refusal)
    } else {
        Outcome::Refused(refusal)
    }
}

/// Removals of one thing: what cannot be found is gone. A batch is split first, to find which of its members it is.
fn is_single_removal(call: &Call) -> bool {
    match call {
        Call::RemoveGrants { grants, .. } => grants.len() == 1,
        Call::RemoveGroupMembers { accounts, .. } | Call::RemoveQueueMembers { accounts, .. } => {
            accounts.len() == 1
        }
        Call::RemoveSkill { .. } | Call::RemoveLanguage { .. } => true,
        _ => false,
    }
}

/// Whether the 404 may come from something that was made a moment ago and is not visible everywhere yet: an account
/// of this run, or a role. A role that is named, or that stands alone with one account, gets the benefit of the doubt;
/// a batch is split, so that one account that is gone does not hold up the others.
fn may_be_too_fresh(call: &Call, bindings: &Bindings, text: &str) -> bool {
    let is_fresh = |account: &AccountRef| bindings.is_fresh(account);
    let names = |role: &RoleId| text.contains(&role.to_string());
    match call {
        Call::AddExternalId { account, .. }
        | Call::UpdateProfile { account, .. }
        | Call::SetSkills { account, .. }
        | Call::SetLanguages { account, .. } => is_fresh(account),
        Call::MoveToDivision { accounts, .. }
        | Call::AddGroupMembers { accounts, .. }
        | Call::AddQueueMembers { accounts, .. } => accounts.iter().any(is_fresh),
        Call::GrantRole { role, accounts, .. } => {
            let alone = matches!(&accounts[..], [one] if !text.contains(&one.to_string()));
            names(role) || accounts.iter().any(is_fresh) || alone
        }
        Call::AddGrants { account, grants } => {
            let alone = grants.len() == 1 && !text.contains(&account.to_string());
            is_fresh(account) || grants.iter().any(|at| names(&at.role)) || alone
        }
        _ => false,
    }
}

/// The form in which a stale version is sometimes refused instead of with 409.
fn is_stale_version(reply: &Reply) -> bool {
    ErrorBody::of(reply)
        .message
        .is_some_and(|message| message.contains("does not match the current version"))
}

/// `Retry-After`, else the number in brackets of the body's message.
fn wait_of(reply: &Reply) -> Duration {
    let message = ErrorBody::of(reply).message.unwrap_or_default();
    let bracketed = message
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'))
        .and_then(|(seconds, _)| seconds.trim().parse().ok())
        .map(Duration::from_secs);
    reply.retry_after.or(bracketed).unwrap_or(WAIT_UNKNOWN)
}

#[cfg(test)]
mod tests;
