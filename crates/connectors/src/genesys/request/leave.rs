//! Calls by which somebody leaves.

use super::USER;
use crate::genesys::wire::Request;
use http::Method;
use muster_core::entitlement::StationUse;
use muster_core::id::{AccountId, ConversationId, LicenceId, ParticipantId, PresenceId, WrapupCodeId};
use muster_core::operation::Leave;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PARTICIPANT: &str = "/api/v2/conversations/{conversationId}/participants/{participantId}";

pub(super) fn leave(call: &Leave) -> Request {
    match call {
        Leave::SetPresence { accounts, presence } => set_presence(accounts, *presence),
        Leave::SetOffQueue { account } => set_off_queue(*account),
        Leave::TransferToUser { conversation, participant, to, .. } => {
            let body = json!({"userId": to, "transferType": "Unattended"});
            let template =
                "/api/v2/conversations/{conversationId}/participants/{participantId}/replace/agent";
            Request::new(Method::POST, template, part(*conversation, *participant, "/replace/agent"))
                .with_json(body)
        }
        Leave::TransferToQueue { conversation, participant, queue, .. } => {
            let body = json!({"queueId": queue, "transferType": "Unattended"});
            let template =
                "/api/v2/conversations/{conversationId}/participants/{participantId}/replace/queue";
            Request::new(Method::POST, template, part(*conversation, *participant, "/replace/queue"))
                .with_json(body)
        }
        Leave::Disconnect { conversation, participant, .. } => {
            let body = json!({"state": "disconnected", "wrapupSkipped": true});
            Request::new(Method::PATCH, PARTICIPANT, part(*conversation, *participant, "")).with_json(body)
        }
        Leave::EndTokens { account } => {
            Request::new(Method::DELETE, "/api/v2/tokens/{userId}", format!("/api/v2/tokens/{account}"))
        }
        Leave::ReleaseStation { account, station } => release_station(*account, *station),
        Leave::ReleaseLicences { accounts, licence } => release_licences(accounts, licence),
        Leave::DeleteAccount { account } => {
            Request::new(Method::DELETE, USER, format!("/api/v2/users/{account}"))
        }
    }
}

/// The end of somebody's part in a conversation that the tenant does not let end without a wrap-up code.
pub(super) fn wrapped_up(
    conversation: ConversationId,
    participant: ParticipantId,
    code: WrapupCodeId,
) -> Request {
    let body = json!({"state": "disconnected", "wrapup": {"code": code}});
    Request::new(Method::PATCH, PARTICIPANT, part(conversation, participant, "")).with_json(body)
}

fn part(conversation: ConversationId, participant: ParticipantId, rest: &str) -> String {
    format!("/api/v2/conversations/{conversation}/participants/{participant}{rest}")
}

/// One account has a call of its own, which is the older and surer one.
fn set_presence(accounts: &[AccountId], presence: PresenceId) -> Request {
    let each: BTreeSet<&AccountId> = accounts.iter().collect();
    let definition = json!({"id": presence});
    if let (Some(account), 1) = (each.first(), each.len()) {
        return Request::new(
            Method::PATCH,
            "/api/v2/users/{userId}/presences/purecloud",
            format!("/api/v2/users/{account}/presences/purecloud"),
        )
        .with_json(json!({"presenceDefinition": definition}));
    }
    let all: Vec<Value> =
        each.iter().map(|account| json!({"id": account, "presenceDefinition": definition})).collect();
    let path = "/api/v2/users/presences/bulk";
    Request::new(Method::PUT, path, path).with_json(Value::Array(all))
}

fn set_off_queue(account: AccountId) -> Request {
    Request::new(
        Method::PUT,
        "/api/v2/users/{userId}/routingstatus",
        format!("/api/v2/users/{account}/routingstatus"),
    )
    .with_json(json!({"status": "OFF_QUEUE"}))
}

fn release_station(account: AccountId, station: StationUse) -> Request {
    let template = match station {
        StationUse::Associated => "/api/v2/users/{userId}/station/associatedstation",
        StationUse::Default => "/api/v2/users/{userId}/station/defaultstation",
    };
    Request::new(Method::DELETE, template, template.replace("{userId}", &account.to_string()))
}

fn release_licences(accounts: &[AccountId], licence: &LicenceId) -> Request {
    let assignment = json!({"licenseId": licence, "userIdsAdd": [], "userIdsRemove": accounts});
    let path = "/api/v2/license/organization";
    Request::new(Method::POST, path, path).with_json(json!({"assignments": [assignment]}))
}
