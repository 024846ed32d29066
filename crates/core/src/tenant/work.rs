//! What accounts are doing right now: presence, phones, live conversations, licences in use.

use crate::entitlement::{Kind, Media, Presence, Routing, Slot, StationUse, Value};
use crate::id::{ConversationId, LicenceId, ParticipantId, QueueId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one account is doing, as far as the tenant told. What it did not tell stands in `unread`: absent is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The presence.
    pub presence: Option<Presence>,
    /// Whether it takes work from queues.
    pub routing: Option<Routing>,
    /// The names of its phones.
    pub stations: BTreeMap<StationUse, String>,
    /// Conversations in which it is a live party, longest first.
    pub conversations: Vec<Live>,
    /// Licences that it holds.
    pub licences: BTreeSet<LicenceId>,
    /// Kinds that were not answered, or not asked about, and why. A kind that is not here was answered whole.
    pub unread: BTreeMap<Kind, String>,
}

/// One conversation in which an account is a live party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// Which.
    pub conversation: ConversationId,
    /// The account's part in it.
    pub participant: ParticipantId,
    /// By what means.
    pub media: Media,
    /// The queue from which it came; `None` for a conversation that came from none.
    pub queue: Option<QueueId>,
    /// Since when the account is in it.
    pub since: Timestamp,
    /// Whether the conversation itself is over and only the account's notes are missing.
    pub after_call: bool,
}

impl Work {
    /// Nothing known, because of `reason`.
    pub fn unknown(reason: &str) -> Self {
        let kinds = [Kind::Presence, Kind::Conversation, Kind::Access, Kind::Licence];
        Self { unread: kinds.map(|kind| (kind, reason.to_owned())).into(), ..Self::default() }
    }

    /// Whether the account is known to have nobody and nothing waiting for it.
    pub fn is_drained(&self) -> bool {
        self.conversations.is_empty() && !self.unread.contains_key(&Kind::Conversation)
    }

    /// The conversation in which the account has this part.
    pub fn live(&self, conversation: ConversationId, participant: ParticipantId) -> Option<&Live> {
        let is_it = |live: &&Live| (live.conversation, live.participant) == (conversation, participant);
        self.conversations.iter().find(is_it)
    }

    /// The value in one of the slots that work is about; `None` where there is none, where it was not answered, and for
    /// tokens, which nothing shows.
    pub fn value(&self, slot: &Slot) -> Option<Value> {
        match slot {
            Slot::Presence => self.presence.map(Value::Presence),
            Slot::Routing => self.routing.map(Value::Routing),
            Slot::Conversation { conversation, participant } => {
                self.live(*conversation, *participant).map(Live::value)
            }
            Slot::Station { station } => self.stations.get(station).cloned().map(Value::Text),
            Slot::Licence { licence } => self.licences.contains(licence).then_some(Value::Held),
            _ => None,
        }
    }

    /// Gives the account another value in one of these slots; `None` takes it away. What a slot cannot hold changes
    /// nothing.
    pub fn set(&mut self, slot: &Slot, value: Option<&Value>) {
        match (slot, value) {
            (Slot::Presence, Some(Value::Presence(presence))) => self.presence = Some(*presence),
            (Slot::Routing, Some(Value::Routing(routing))) => self.routing = Some(*routing),
            (Slot::Conversation { .. }, Some(Value::Live { .. })) => {}
            (Slot::Conversation { .. }, _) => self.conversations.retain(|live| live.slot() != *slot),
            (Slot::Station { station }, None) => _ = self.stations.remove(station),
            (Slot::Licence { licence }, None) => _ = self.licences.remove(licence),
            _ => {}
        }
    }
}

impl Live {
    /// The slot that the conversation is.
    pub fn slot(&self) -> Slot {
        Slot::Conversation { conversation: self.conversation, participant: self.participant }
    }

    /// What is in the slot.
    pub fn value(&self) -> Value {
        Value::Live { media: self.media, queue: self.queue }
    }
}
