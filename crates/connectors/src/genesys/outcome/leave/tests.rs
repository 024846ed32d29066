//! What replies to the calls of a departure mean.

use super::super::{is_repeatable, outcome};
use super::*;
use crate::genesys::request::{instead, request};
use crate::genesys::wire::{Body, TransportError};
use http::Method;
use muster_core::entitlement::StationUse;
use muster_core::id::{ConversationId, ParticipantId, PresenceId, QueueId, WrapupCodeId};
use muster_core::operation::Call;
use serde_json::json;
use uuid::Uuid;

const ANA: AccountId = AccountId(Uuid::from_u128(2));
const BEN: AccountId = AccountId(Uuid::from_u128(3));
const TALK: ConversationId = ConversationId(Uuid::from_u128(4));
const PART: ParticipantId = ParticipantId(Uuid::from_u128(5));

fn to_ben() -> Leave {
    Leave::TransferToUser { conversation: TALK, participant: PART, to: BEN }
}

fn to_queue() -> Leave {
    Leave::TransferToQueue { conversation: TALK, participant: PART, queue: QueueId(Uuid::from_u128(6)) }
}

fn disconnect(wrapup: Option<u128>) -> Leave {
    let wrapup = wrapup.map(|code| WrapupCodeId(Uuid::from_u128(code)));
    Leave::Disconnect { conversation: TALK, participant: PART, wrapup }
}

fn presence(accounts: &[AccountId]) -> Leave {
    Leave::SetPresence { accounts: accounts.to_vec(), presence: PresenceId(Uuid::from_u128(7)) }
}

fn licences(accounts: &[AccountId]) -> Leave {
    Leave::ReleaseLicences { accounts: accounts.to_vec(), licence: "cloudCX3".into() }
}

fn station() -> Leave {
    Leave::ReleaseStation { account: ANA, station: StationUse::Default }
}

fn word(call: &Leave, status: u16, body: &str) -> &'static str {
    match outcome(&Call::Leave(call.clone()), false, Ok(Reply::new(status, body.to_owned()))) {
        Outcome::Applied(_) => "applied",
        Outcome::AlreadySo(_) => "already so",
        Outcome::Throttled { .. } => "throttled",
        Outcome::Conflict(_) => "look again",
        Outcome::Refused(_) => "refused",
        Outcome::Transient(_) => "transient",
        Outcome::Unknown { .. } => "unknown",
    }
}

fn coded(call: &Leave, status: u16, code: &str) -> &'static str {
    word(call, status, &json!({"code": code, "message": "m"}).to_string())
}

#[test]
fn a_conversation_that_is_over_needs_nobody() {
    let table = [
        (400, "conversation.error.participant.no.active.conversations", "already so"),
        (404, "conversation.error.not.conversation.participant", "already so"),
        (400, "conversation.error.forbidden.not.active.participant", "look again"),
        (400, "conversation.error.cannot.disconnect.call", "look again"),
        (400, "conversations.error.transfer.not.connected", "look again"),
        (404, "not.found", "look again"),
        (400, "conversations.error.transfer.same.party", "refused"),
        (400, "conversations.error.transfer.acd.call.unattended", "refused"),
        (400, "conversations.error.transfer.destination.required", "refused"),
        (400, "conversations.error.transfer.chat.external", "refused"),
        (400, "conversation.error.wrapup.code.required", "refused"),
        (400, "conversation.error.wrapup.cannot.skip", "refused"),
        (403, "missing.permissions", "refused"),
    ];
    for call in [to_ben(), to_queue(), disconnect(None)] {
        for (status, code, expected) in table {
            assert_eq!(coded(&call, status, code), expected, "{code} for {call:?}");
        }
    }
}

#[test]
fn a_conversation_is_not_moved_twice() {
    let lost = || Err(TransportError::Lost("reset".into()));
    for call in [to_ben(), to_queue(), disconnect(Some(1))] {
        assert_eq!(word(&call, 202, ""), "applied");
        assert!(!is_repeatable(&Call::Leave(call.clone())), "{call:?}");
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(word(&call, status, "{}"), "unknown", "{status} for {call:?}");
        }
        assert!(matches!(outcome(&Call::Leave(call), false, lost()), Outcome::Unknown { .. }));
    }
    for call in [presence(&[ANA]), Leave::EndTokens { account: ANA }, station(), licences(&[ANA])] {
        assert!(is_repeatable(&Call::Leave(call.clone())), "{call:?}");
        assert_eq!(word(&call, 503, "{}"), "transient", "{call:?}");
        assert_eq!(word(&call, 429, "{}"), "throttled", "{call:?}");
    }
}

#[test]
fn what_is_not_there_is_released_and_ended() {
    let table = [
        (Leave::EndTokens { account: ANA }, "already so"),
        (station(), "already so"),
        (licences(&[ANA]), "already so"),
        (licences(&[ANA, BEN]), "refused"),
        (presence(&[ANA]), "refused"),
        (presence(&[ANA, BEN]), "refused"),
        (Leave::SetOffQueue { account: ANA }, "refused"),
        (Leave::DeleteAccount { account: ANA }, "look again"),
    ];
    for (call, expected) in table {
        assert_eq!(coded(&call, 404, "not.found"), expected, "{call:?}");
    }
    let delete = Leave::DeleteAccount { account: ANA };
    for status in [400, 404, 409] {
        assert_eq!(coded(&delete, status, "user.not.found.on.delete"), "already so", "{status}");
    }
}

#[test]
fn a_licence_is_released_only_where_its_own_verdict_says_so() {
    let verdict = |account: AccountId, result: &str| json!({"userId": account, "licenseId": "cloudCX3", "result": result});
    let both = |one: &str, other: &str| json!([verdict(ANA, one), verdict(BEN, other)]).to_string();
    let call = licences(&[ANA, BEN]);
    assert_eq!(word(&call, 200, &both("SUCCESS", "NOT_ASSIGNED")), "applied");
    assert_eq!(word(&call, 200, &both("SUCCESS", "LOCKED")), "look again");
    assert_eq!(word(&call, 200, "[]"), "applied", "what the reply does not tell is read back");
}

#[test]
fn one_account_has_a_presence_call_of_its_own() {
    let sent = |accounts: &[AccountId]| request(&Call::Leave(presence(accounts)), None).unwrap();
    let many = sent(&[BEN, ANA, ANA]);
    assert_eq!((many.method, many.path_and_query.as_str()), (Method::PUT, "/api/v2/users/presences/bulk"));
    let Body::Json(body) = many.body else { panic!("no body") };
    assert_eq!(body.as_array().map(Vec::len), Some(2), "each account once");
    let one = sent(&[ANA, ANA]);
    assert_eq!(
        (one.method, one.path_and_query),
        (Method::PATCH, format!("/api/v2/users/{ANA}/presences/purecloud"))
    );
}

#[test]
fn a_wrap_up_code_is_given_only_where_it_is_asked_for() {
    let reply = |code: &str| Reply::new(400, json!({"code": code}).to_string());
    let asked = reply("conversation.error.wrapup.code.required");
    let other = reply("conversation.error.cannot.disconnect.call");
    let second = |call: Leave, reply: &Reply| instead(&Call::Leave(call), reply);
    let request = second(disconnect(Some(1)), &asked).unwrap();
    let code = Uuid::from_u128(1);
    assert_eq!(request.body, Body::Json(json!({"state": "disconnected", "wrapup": {"code": code}})));
    assert!(second(disconnect(Some(1)), &reply("conversation.error.wrapup.cannot.skip")).is_some());
    assert!(second(disconnect(Some(1)), &other).is_none());
    assert!(second(disconnect(None), &asked).is_none(), "there is no code to give");
    assert!(second(to_ben(), &asked).is_none());
}
