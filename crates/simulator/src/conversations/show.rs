//! How conversations look in replies: to callers, and to analytics.

use crate::model::conversation::{Conversation, Media, Participant, Stage};
use crate::model::ids::{ConversationId, derive};
use crate::model::world::{World, written};
use serde_json::{Value, json};

/// The session of a participant; each has one.
pub(crate) fn session_id(part: &Participant) -> String {
    derive("session", &part.id.to_string()).to_string()
}

/// A conversation as `GET /conversations/{id}` shows it.
pub(crate) fn conversation_json(world: &World, id: ConversationId, talk: &Conversation) -> Value {
    let division = |id| json!({ "division": world.division_ref(id), "entities": [] });
    let parts = talk.participants.iter().map(|part| participant_json(world, talk, part));
    let mut shown = json!({
        "id": id, "startTime": written(talk.started), "participants": parts.collect::<Vec<_>>(),
        "divisions": talk.divisions.iter().map(|id| division(*id)).collect::<Vec<_>>(),
        "recordingState": "NONE", "selfUri": format!("/api/v2/conversations/{id}"),
    });
    if let Some(ended) = talk.ended {
        shown["endTime"] = json!(written(ended));
    }
    shown
}

fn participant_json(world: &World, talk: &Conversation, part: &Participant) -> Value {
    let mut shown = json!({
        "id": part.id, "startTime": written(part.started), "connectedTime": written(part.started),
        "purpose": part.purpose.word(), "wrapupRequired": talk.wrapup_required && part.user.is_some(),
    });
    if let Some(ended) = part.ended {
        shown["endTime"] = json!(written(ended));
    }
    if let Some(user) = part.user {
        shown["userId"] = json!(user);
        shown["userUri"] = json!(format!("/api/v2/users/{user}"));
        shown["name"] = json!(world.state.users.get(&user).map_or("", |user| &user.name));
    }
    if let Some(queue) = part.queue {
        shown["queueId"] = json!(queue);
        shown["queueName"] = json!(world.state.queues.get(&queue).map_or("", |queue| &queue.name));
    }
    if let Some(address) = &part.address {
        shown["address"] = json!(address);
    }
    if part.stage == Stage::AfterCallWork {
        shown["startAcwTime"] = json!(written(part.ended.unwrap_or(part.started)));
    }
    if let Some(code) = &part.wrapup {
        shown["wrapup"] = json!({ "code": code });
    }
    shown[list_of(talk.media)] = json!([communication_json(talk, part)]);
    shown
}

/// The property of a participant that holds its communications.
fn list_of(media: Media) -> &'static str {
    match media {
        Media::Voice => "calls",
        Media::Chat => "chats",
        Media::Email => "emails",
        Media::Callback => "callbacks",
        Media::Message => "messages",
    }
}

fn communication_json(talk: &Conversation, part: &Participant) -> Value {
    let can_park = matches!(talk.media, Media::Email | Media::Message);
    let state = match part.stage {
        Stage::Alerting => "alerting",
        Stage::Parked if can_park => "parked",
        Stage::Connected | Stage::Held | Stage::Parked => "connected",
        Stage::AfterCallWork | Stage::Ended => "disconnected",
    };
    let held = part.stage == Stage::Held || (part.stage == Stage::Parked && !can_park);
    let mut shown = json!({
        "id": session_id(part), "state": state, "held": held, "direction": direction(talk),
        "connectedTime": written(part.started),
    });
    if let Some(ended) = part.ended {
        shown["disconnectedTime"] = json!(written(ended));
    }
    shown
}

/// `inbound` or `outbound`.
pub(crate) fn direction(talk: &Conversation) -> &'static str {
    if talk.inbound { "inbound" } else { "outbound" }
}

/// Analytics' word for what a participant does.
pub(crate) fn segment_type(part: &Participant) -> &'static str {
    match part.stage {
        Stage::Alerting => "alert",
        Stage::Connected | Stage::Ended => "interact",
        Stage::Held => "hold",
        Stage::Parked => "parked",
        Stage::AfterCallWork => "wrapup",
    }
}

/// A conversation as detail queries show it.
pub(crate) fn analysed_json(id: ConversationId, talk: &Conversation) -> Value {
    let mut shown = json!({
        "conversationId": id, "conversationStart": written(talk.started), "divisionIds": talk.divisions,
        "originatingDirection": direction(talk),
        "participants": talk.participants.iter().map(|part| analysed_part_json(talk, part)).collect::<Vec<_>>(),
    });
    if let Some(ended) = talk.ended {
        shown["conversationEnd"] = json!(written(ended));
    }
    shown
}

fn analysed_part_json(talk: &Conversation, part: &Participant) -> Value {
    let mut segment = json!({ "segmentStart": written(part.started), "segmentType": segment_type(part) });
    if let Some(ended) = part.ended.filter(|_| !part.is_live()) {
        segment["segmentEnd"] = json!(written(ended));
    }
    if let Some(queue) = part.queue {
        segment["queueId"] = json!(queue);
    }
    if let Some(code) = &part.wrapup {
        segment["wrapUpCode"] = json!(code);
    }
    let mut shown = json!({
        "participantId": part.id, "purpose": part.purpose.word(),
        "sessions": [{
            "sessionId": session_id(part), "mediaType": talk.media.word(), "direction": direction(talk),
            "segments": [segment],
        }],
    });
    if let Some(user) = part.user {
        shown["userId"] = json!(user);
    }
    shown
}
