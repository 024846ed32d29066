//! Conversations as plain data: who takes part, through which queue, at what stage.

use crate::model::ids::{DivisionId, ParticipantId, QueueId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a conversation runs over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    /// A phone call.
    #[default]
    Voice,
    /// A web chat.
    Chat,
    /// An e-mail.
    Email,
    /// A promise to call back.
    Callback,
    /// A message of an open channel.
    Message,
}

impl Media {
    /// All there are, in the order in which replies name them.
    pub const ALL: [Self; 5] = [Self::Voice, Self::Callback, Self::Email, Self::Message, Self::Chat];

    /// The word analytics use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Chat => "chat",
            Self::Email => "email",
            Self::Callback => "callback",
            Self::Message => "message",
        }
    }
}

/// Why somebody takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Who wants something.
    Customer,
    /// A queue that looks for an agent.
    Acd,
    /// A user who works the conversation.
    #[default]
    Agent,
    /// Somebody outside to whom it was transferred.
    External,
}

impl Purpose {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Acd => "acd",
            Self::Agent => "agent",
            Self::External => "external",
        }
    }
}

/// How far a participant is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It rings.
    Alerting,
    /// Talking, or waiting in the queue.
    #[default]
    Connected,
    /// On hold.
    Held,
    /// Put aside (e-mail, message).
    Parked,
    /// The work after the talk: only a wrap-up ends it.
    AfterCallWork,
    /// Over.
    Ended,
}

/// One participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Participant {
    /// Its id.
    pub id: ParticipantId,
    /// Why it takes part.
    pub purpose: Purpose,
    /// The user, for agents.
    pub user: Option<UserId>,
    /// The queue it came through or waits in.
    pub queue: Option<QueueId>,
    /// Number or address, for those outside.
    pub address: Option<String>,
    /// How far it is.
    pub stage: Stage,
    /// When it came.
    pub started: Timestamp,
    /// When it left.
    pub ended: Option<Timestamp>,
    /// The wrap-up code it left.
    pub wrapup: Option<String>,
}

impl Participant {
    /// Whether it still takes part: not even after-call work is left otherwise.
    pub fn is_live(&self) -> bool {
        self.stage != Stage::Ended
    }

    /// Whether it takes part in the talk itself.
    pub fn is_talking(&self) -> bool {
        !matches!(self.stage, Stage::Ended | Stage::AfterCallWork)
    }
}

/// One conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conversation {
    /// What it runs over.
    pub media: Media,
    /// Whether the customer began it.
    pub inbound: bool,
    /// Whether an agent must leave a wrap-up code.
    pub wrapup_required: bool,
    /// The divisions it has touched.
    pub divisions: BTreeSet<DivisionId>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Everybody who takes or took part, in the order of their coming.
    pub participants: Vec<Participant>,
}

impl Conversation {
    /// The live part of a user in it.
    pub fn live_part_of(&self, user: UserId) -> Option<&Participant> {
        self.participants.iter().find(|one| one.user == Some(user) && one.is_live())
    }

    /// The users who take part at present.
    pub fn live_users(&self) -> impl Iterator<Item = UserId> {
        self.participants.iter().filter(|one| one.is_live()).filter_map(|one| one.user)
    }
}
