//! A conversation as `GET /api/v2/conversations/{id}` shows it, as far as Muster reads it.

use super::wire::Request;
use muster_core::entitlement::Media;
use muster_core::id::{ConversationId, ParticipantId, QueueId};
use muster_core::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// `Conversation`.
#[derive(Debug, Deserialize)]
pub(crate) struct Conversation {
    #[serde(default)]
    pub(crate) participants: Vec<Participant>,
}

/// `Participant`. Its communications stand in a list for each medium: `calls`, `emails`, `callbacks`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Participant {
    pub(crate) id: ParticipantId,
    pub(crate) user_id: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) queue_id: Option<QueueId>,
    pub(crate) start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    #[serde(rename = "startAcwTime")]
    acw_began: Option<Timestamp>,
    #[serde(rename = "endAcwTime")]
    acw_ended: Option<Timestamp>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// The request for one conversation.
pub(crate) fn conversation(id: ConversationId) -> Request {
    Request::get("/api/v2/conversations/{conversationId}", format!("/api/v2/conversations/{id}"))
}

impl Participant {
    /// Whether it takes part in the conversation itself.
    pub(crate) fn is_talking(&self) -> bool {
        self.end_time.is_none()
    }

    /// Whether the conversation is over for it and only a wrap-up is missing.
    pub(crate) fn is_wrapping_up(&self) -> bool {
        self.end_time.is_some() && self.acw_began.is_some() && self.acw_ended.is_none()
    }

    /// By what means it takes part, where its lists say so.
    pub(crate) fn media(&self) -> Option<Media> {
        const LISTS: [(&str, Media); 8] = [
            ("callbacks", Media::Callback),
            ("calls", Media::Call),
            ("emails", Media::Email),
            ("chats", Media::Chat),
            ("messages", Media::Message),
            ("videos", Media::Video),
            ("socialExpressions", Media::Social),
            ("internalMessages", Media::Message),
        ];
        let has =
            |list: &str| self.rest.get(list).and_then(Value::as_array).is_some_and(|all| !all.is_empty());
        LISTS.into_iter().find(|(list, _)| has(list)).map(|(_, media)| media)
    }
}
