//! Reading and ending conversations, and what a participant does in one.

use super::show::conversation_json;
use super::transfers;
use crate::changes::conversations::{change, end, leave, seen};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::conversation::{Conversation, Participant, Purpose, Stage};
use crate::model::ids::{ConversationId, ParticipantId};
use crate::model::state::Scope;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::permissions::require_need_in;
use serde::Deserialize;
use serde_json::json;

const VIEW: Need = Need::Any(&["conversation:communication:view"]);
const DISCONNECT: Need = Need::Any(&["conversation:communication:disconnect"]);
const CHANGE: Need = Need::Any(&[
    "conversation:participant:wrapup",
    "conversation:call:record",
    "conversation:communication:disconnect",
]);
const ONE: &str = "/api/v2/conversations/{conversationId}";
const PART: &str = "/api/v2/conversations/{conversationId}/participants/{participantId}";

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/conversations", Need::Nothing, Service::Platform, own),
    route("GET", ONE, VIEW, Service::Platform, get),
    route("DELETE", ONE, DISCONNECT, Service::Platform, delete),
    route(
        "POST",
        "/api/v2/conversations/{conversationId}/disconnect",
        DISCONNECT,
        Service::Platform,
        disconnect,
    ),
    route("PATCH", PART, CHANGE, Service::Platform, patch_participant),
    route(
        "POST",
        "/api/v2/conversations/{conversationId}/participants/{participantId}/replace",
        transfers::ANY,
        Service::Platform,
        transfers::replace_any,
    ),
    route(
        "POST",
        "/api/v2/conversations/{conversationId}/participants/{participantId}/replace/agent",
        transfers::TO_AGENT,
        Service::Platform,
        transfers::replace_agent,
    ),
    route(
        "POST",
        "/api/v2/conversations/{conversationId}/participants/{participantId}/replace/queue",
        transfers::TO_QUEUE,
        Service::Platform,
        transfers::replace_queue,
    ),
    route(
        "POST",
        "/api/v2/conversations/{conversationId}/participants/{participantId}/transfer",
        transfers::ANY,
        Service::Platform,
        transfers::transfer,
    ),
];

/// The caller's own conversations: a client has none.
fn own(_: &mut World, _: &Call) -> Answer {
    Err(Refusal::new(400, "not.a.user", "This request requires a user context"))
}

/// The conversation of the path; the client may do this in one of its divisions.
pub(super) fn known<'a>(
    world: &'a World,
    call: &Call,
) -> Result<(ConversationId, &'a Conversation), Refusal> {
    let text = call.params.first().map_or("", String::as_str);
    let not_found = || Refusal::not_found("conversation", text);
    let id = ConversationId::parse(text).ok_or_else(not_found)?;
    let talk = world.state.conversations.get(&id).ok_or_else(not_found)?;
    let allowed = |division| require_need_in(world, call, call.route.need, Scope::Division(division));
    let mut verdicts = talk.divisions.iter().map(|division| allowed(*division));
    match verdicts.next() {
        Some(Err(refusal)) if !verdicts.any(|verdict| verdict.is_ok()) => Err(refusal),
        _ => Ok((id, talk)),
    }
}

/// The participant of the path. It must be in the conversation and still do something.
pub(super) fn live_part<'a>(talk: &'a Conversation, call: &Call) -> Result<&'a Participant, Refusal> {
    let id = ParticipantId::parse(&call.params[1]);
    let part = talk.participants.iter().find(|part| Some(part.id) == id).ok_or_else(|| {
        let text = format!("{} takes no part in this conversation", call.params[1]);
        Refusal::new(404, "conversation.error.not.conversation.participant", text)
    })?;
    if !part.is_live() {
        let code = "conversation.error.participant.no.active.conversations";
        return Err(Refusal::new(400, code, "The participant has left the conversation"));
    }
    Ok(part)
}

fn get(world: &mut World, call: &Call) -> Answer {
    let (id, talk) = known(world, call)?;
    Ok(Reply::ok(conversation_json(world, id, seen(world, id, call.now).unwrap_or(talk))))
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let (id, _) = known(world, call)?;
    change(world, id, call.now, |talk| end(talk, call.now));
    Ok(world.done())
}

fn disconnect(world: &mut World, call: &Call) -> Answer {
    let (id, _) = known(world, call)?;
    change(world, id, call.now, |talk| end(talk, call.now));
    Ok(Reply::with(202, json!(id)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ParticipantChange {
    state: Option<String>,
    wrapup: Option<Wrapup>,
    #[serde(default)]
    wrapup_skipped: bool,
    held: Option<bool>,
}

#[derive(Deserialize)]
struct Wrapup {
    code: Option<String>,
}

/// `PATCH …/participants/{id}`: disconnect, wrap up, hold.
fn patch_participant(world: &mut World, call: &Call) -> Answer {
    let wanted: ParticipantChange = call.body()?;
    let (id, talk) = known(world, call)?;
    let part = live_part(talk, call)?;
    let code = wanted.wrapup.and_then(|wrapup| wrapup.code).filter(|code| !code.is_empty());
    require_possible(talk, part, wanted.state.as_deref(), wanted.wrapup_skipped, code.is_some())?;
    let (part, waits) = (part.id, part.stage == Stage::AfterCallWork);
    let leaves = wanted.state.is_some() || waits;
    change(world, id, call.now, |talk| {
        if leaves {
            leave(talk, part, code, call.now);
        } else if let Some(part) = talk.participants.iter_mut().find(|one| one.id == part) {
            part.wrapup = code.or(part.wrapup.take());
            match wanted.held {
                Some(true) => part.stage = Stage::Held,
                Some(false) if part.stage == Stage::Held => part.stage = Stage::Connected,
                _ => {}
            }
        }
    });
    Ok(Reply::empty(202))
}

fn require_possible(
    talk: &Conversation,
    part: &Participant,
    state: Option<&str>,
    skips_wrapup: bool,
    has_code: bool,
) -> Result<(), Refusal> {
    let refused = |code: &'static str, text: &str| Err(Refusal::new(400, code, text));
    match state {
        None | Some("disconnected") => {}
        Some(other) => return Err(Refusal::invalid_value(format!("A participant cannot be made {other}"))),
    }
    if state.is_some() && part.purpose == Purpose::Acd {
        let code = "conversation.error.cannot.disconnect.call";
        return refused(code, "What waits in a queue cannot be disconnected as a participant");
    }
    if skips_wrapup && talk.wrapup_required {
        return refused("conversation.error.wrapup.cannot.skip", "The wrap-up is mandatory");
    }
    if part.stage == Stage::AfterCallWork && !has_code {
        return refused("conversation.error.wrapup.code.required", "A wrap-up code is required");
    }
    if has_code && part.purpose != Purpose::Agent {
        let code = "conversation.error.forbidden.not.active.participant";
        return refused(code, "Only an agent leaves a wrap-up");
    }
    Ok(())
}
