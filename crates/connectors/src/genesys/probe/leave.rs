//! What the calls of a departure left behind.

use super::account::{next_state, state};
use super::answers::{Found, already_so, not_yet, read, reply_at, those, verdict};
use crate::genesys::conversation::{Conversation, conversation};
use crate::genesys::path::joined;
use crate::genesys::refusal::refusal_of;
use crate::genesys::request::USER;
use crate::genesys::wire::{Reply, Request};
use http::Method;
use muster_core::entitlement::StationUse;
use muster_core::id::{AccountId, LicenceId, ParticipantId, PresenceId};
use muster_core::operation::{Finding, Leave};
use muster_core::tenant::AccountState;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One question for each; none about tokens, which nothing shows.
pub(super) fn next(call: &Leave, replies: &[Reply]) -> Option<Request> {
    if let Leave::DeleteAccount { account } = call {
        return next_state(*account, replies);
    }
    if !replies.is_empty() {
        return None;
    }
    match call {
        Leave::SetPresence { accounts, .. } => Some(presences(accounts)),
        Leave::SetOffQueue { account } => Some(Request::get(
            "/api/v2/users/{userId}/routingstatus",
            format!("/api/v2/users/{account}/routingstatus"),
        )),
        Leave::TransferToUser { conversation: id, .. }
        | Leave::TransferToQueue { conversation: id, .. }
        | Leave::Disconnect { conversation: id, .. } => Some(conversation(*id)),
        Leave::ReleaseStation { account, .. } => {
            Some(Request::get(USER, format!("/api/v2/users/{account}?expand=station")))
        }
        Leave::ReleaseLicences { accounts, .. } => {
            let path = "/api/v2/license/users";
            Some(Request::new(Method::POST, path, path).with_json(json!(accounts)))
        }
        Leave::EndTokens { .. } | Leave::DeleteAccount { .. } => None,
    }
}

/// `GET /api/v2/users/presences/purecloud/bulk`, at most 50.
fn presences(accounts: &[AccountId]) -> Request {
    let each: BTreeSet<&AccountId> = accounts.iter().collect();
    let path = "/api/v2/users/presences/purecloud/bulk";
    Request::get(path, format!("{path}?id={}", joined(each)))
}

pub(super) fn finding(call: &Leave, replies: &[Reply]) -> Found {
    match call {
        Leave::SetPresence { accounts, presence } => shown(accounts, *presence, reply_at(replies, 0)?),
        Leave::SetOffQueue { .. } => off_queue(reply_at(replies, 0)?),
        Leave::TransferToUser { participant, .. } | Leave::TransferToQueue { participant, .. } => {
            has_left(*participant, false, reply_at(replies, 0)?)
        }
        Leave::Disconnect { participant, .. } => has_left(*participant, true, reply_at(replies, 0)?),
        Leave::EndTokens { .. } => Ok(not_yet(None)),
        Leave::ReleaseStation { station, .. } => without(*station, reply_at(replies, 0)?),
        Leave::ReleaseLicences { accounts, licence } => released(accounts, licence, reply_at(replies, 0)?),
        Leave::DeleteAccount { .. } => state(AccountState::Deleted, replies),
    }
}

/// Who is not listed has not been seen to change.
fn shown(accounts: &[AccountId], wanted: PresenceId, reply: &Reply) -> Found {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct One {
        id: Option<AccountId>,
        user_id: Option<AccountId>,
        presence_definition: Definition,
    }
    #[derive(Deserialize)]
    struct Definition {
        id: PresenceId,
    }
    if reply.status == 404 {
        return Ok(not_yet(None));
    }
    let all: Vec<One> = read(reply)?;
    let changed: BTreeSet<AccountId> = all
        .iter()
        .filter(|one| one.presence_definition.id == wanted)
        .filter_map(|one| one.user_id.or(one.id))
        .collect();
    Ok(verdict(those(accounts, |account| !changed.contains(account)), None))
}

fn off_queue(reply: &Reply) -> Found {
    #[derive(Deserialize)]
    struct Status {
        status: String,
    }
    if reply.status == 404 {
        return Ok(Finding::Gone(refusal_of(reply)));
    }
    Ok(if read::<Status>(reply)?.status == "OFF_QUEUE" { already_so() } else { not_yet(None) })
}

/// A conversation that is not there any more holds nobody. After-call work is over only where it was to be ended.
fn has_left(participant: ParticipantId, to_the_end: bool, reply: &Reply) -> Found {
    if reply.status == 404 {
        return Ok(already_so());
    }
    let talk: Conversation = read(reply)?;
    let part = talk.participants.iter().find(|part| part.id == participant);
    let still = part.is_some_and(|part| part.is_talking() || (to_the_end && part.is_wrapping_up()));
    Ok(if still { not_yet(None) } else { already_so() })
}

/// An expansion that is missing says nothing.
fn without(station: StationUse, reply: &Reply) -> Found {
    if reply.status == 404 {
        return Ok(already_so());
    }
    let user: Value = read(reply)?;
    let key = match station {
        StationUse::Associated => "associatedStation",
        StationUse::Default => "defaultStation",
    };
    let gone = user["station"].as_object().is_some_and(|all| all.get(key).is_none_or(Value::is_null));
    Ok(if gone { already_so() } else { not_yet(None) })
}

fn released(accounts: &[AccountId], licence: &LicenceId, reply: &Reply) -> Found {
    if reply.status == 404 {
        return Ok(not_yet(None));
    }
    let held: BTreeMap<AccountId, Value> = read(reply)?;
    let released = |account: &AccountId| {
        held.get(account)
            .is_some_and(|held| !crate::genesys::licences::names(held).contains(licence.as_str()))
    };
    Ok(verdict(those(accounts, |account| !released(account)), None))
}
