//! What replies to the calls of a departure mean.

use crate::genesys::refusal::{ErrorBody, our_refusal, refusal_of};
use crate::genesys::wire::Reply;
use muster_core::id::AccountId;
use muster_core::operation::{Effect, Leave, Outcome, Refusal};
use serde::Deserialize;

/// Codes that say that the participant is in no conversation any more.
const OVER: &[&str] = &[
    "conversation.error.participant.no.active.conversations",
    "conversation.error.not.conversation.participant",
];
/// Codes that say that it cannot be done as things are; looking again tells whether that means that it is over.
const NOT_NOW: &[&str] = &[
    "conversation.error.forbidden.not.active.participant",
    "conversation.error.cannot.disconnect.call",
    "conversations.error.transfer.not.connected",
];
/// Codes that ask for a wrap-up code.
const WANTS_WRAPUP: &[&str] =
    &["conversation.error.wrapup.code.required", "conversation.error.wrapup.cannot.skip"];
/// Results of taking a licence away that leave nobody with it. The document lists none.
const RELEASED: &[&str] = &["SUCCESS", "OK", "REMOVED", "NOT_ASSIGNED", "USER_NOT_FOUND"];

/// Whether the tenant asks for a wrap-up code where none was given.
pub(in crate::genesys) fn wants_wrapup(reply: &Reply) -> bool {
    reply.status == 400 && says(reply, WANTS_WRAPUP)
}

/// What a 4xx means that means something else than for other calls.
pub(super) fn refused(call: &Leave, reply: &Reply) -> Option<Outcome> {
    let already_so =
        || Outcome::AlreadySo(Effect { correlation: reply.correlation.clone(), ..Effect::default() });
    let look = || Outcome::Conflict(refusal_of(reply));
    let is_missing = reply.status == 404;
    match call {
        Leave::TransferToUser { .. } | Leave::TransferToQueue { .. } | Leave::Disconnect { .. } => {
            match () {
                () if says(reply, OVER) => Some(already_so()),
                // What is missing may be the conversation, or the one who should take it over.
                () if is_missing || says(reply, NOT_NOW) => Some(look()),
                () => None,
            }
        }
        Leave::EndTokens { .. } | Leave::ReleaseStation { .. } => is_missing.then(already_so),
        Leave::ReleaseLicences { accounts, .. } => (is_missing && accounts.len() == 1).then(already_so),
        Leave::DeleteAccount { .. } => match () {
            () if says(reply, &["user.not.found.on.delete"]) => Some(already_so()),
            () if is_missing => Some(look()),
            () => None,
        },
        Leave::SetPresence { .. } | Leave::SetOffQueue { .. } => None,
    }
}

fn says(reply: &Reply, codes: &[&str]) -> bool {
    ErrorBody::of(reply).code.is_some_and(|code| codes.contains(&code.as_str()))
}

/// What a 2xx does not carry out for everybody, where the reply says so: `POST /api/v2/license/organization` has a
/// verdict for each user.
pub(super) fn shortfall(call: &Leave, reply: &Reply) -> Option<Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Verdict {
        user_id: AccountId,
        result: String,
    }
    let Leave::ReleaseLicences { licence, .. } = call else {
        return None;
    };
    let verdicts: Vec<Verdict> = serde_json::from_slice(&reply.body).unwrap_or_default();
    let bad = verdicts.iter().find(|one| !RELEASED.contains(&one.result.to_uppercase().as_str()))?;
    let message = format!("the licence {licence} of the account {} stays: {}", bad.user_id, bad.result);
    Some(Refusal { status: 409, ..our_refusal("muster.licence.stays", message) })
}

#[cfg(test)]
mod tests;
