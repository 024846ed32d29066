//! What people are doing when they leave, and what was said about them.

use super::{Stage, item, unknown};
use crate::support::names::{SOURCE, person, uuid};
use muster_core::departure::{Demand, Order};
use muster_core::entitlement::{Kind, Media, Presence, Routing, StationUse};
use muster_core::id::{ConversationId, LicenceId, ParticipantId};
use muster_core::tenant::{Live, Work};
use muster_core::time::Timestamp;

impl Stage {
    /// Says anew what somebody is doing: `available`, `on queue`, `offline`, `call NAME [from QUEUE]`,
    /// `notes NAME`, `phone NAME`, `licence NAME`, `unread REASON`.
    pub(super) fn works(&mut self, name: &str, items: &[&str]) -> Result<(), String> {
        let id = self.account_of(name);
        let now = self.world.as_of;
        let mut work = Work { presence: Some(Presence::Offline), ..Work::default() };
        work.routing = Some(Routing::OffQueue);
        for text in items {
            let (word, rest) = item(text);
            match (word, rest) {
                ("offline", "") => {}
                ("available", "") => work.presence = Some(Presence::Available),
                ("on", "queue") => {
                    (work.presence, work.routing) = (Some(Presence::OnQueue), Some(Routing::Idle));
                }
                ("call" | "chat" | "email" | "callback" | "voicemail", _) => {
                    let live = self.live(Media::of(word), rest, now)?;
                    self.names.learn_conversation(rest.split(' ').next().unwrap_or(rest));
                    work.conversations.push(live);
                }
                ("notes", name) => {
                    let live = Live { after_call: true, ..self.live(Media::Call, name, now)? };
                    self.names.learn_conversation(name);
                    work.conversations.push(live);
                }
                ("phone", name) => drop(work.stations.insert(StationUse::Associated, name.to_owned())),
                ("licence", name) => drop(work.licences.insert(LicenceId::new(name))),
                ("unread", reason) => drop(work.unread.insert(Kind::Conversation, reason.to_owned())),
                _ => return unknown("what somebody is doing", text),
            }
        }
        self.world.estate.snapshot.work.insert(id, work);
        Ok(())
    }

    fn live(&self, media: Media, text: &str, since: Timestamp) -> Result<Live, String> {
        let (name, queue) =
            text.split_once(" from ").map_or((text, None), |(name, queue)| (name, Some(queue)));
        let catalogue = &self.world.estate.snapshot.catalogue;
        let id =
            |wanted: &str| catalogue.queues.iter().find(|(_, queue)| queue.name == wanted).map(|(id, _)| *id);
        let queue =
            queue.map(|queue| id(queue).ok_or_else(|| format!("there is no queue {queue}"))).transpose()?;
        Ok(Live {
            conversation: ConversationId(uuid(&format!("conversation {name}"))),
            participant: ParticipantId(uuid(&format!("participant {name}"))),
            media,
            queue,
            since,
            after_call: false,
        })
    }

    /// `ana is held by kim: reason`, `ana is sent by kim: reason`, `ana is expelled by kim: reason`.
    pub(super) fn order(&mut self, name: &str, demand: &str, by: &str, reason: &str) -> Result<(), String> {
        let demand = match demand {
            "held" => Demand::Hold,
            "sent" => Demand::Leave,
            _ => Demand::Expel,
        };
        self.take_back(name)?;
        let (by, reason, at) = (by.to_owned(), reason.to_owned(), self.world.as_of);
        self.world.orders.push(Order { person: person(SOURCE, name), demand, by, reason, at, until: None });
        Ok(())
    }

    pub(super) fn take_back(&mut self, name: &str) -> Result<(), String> {
        self.world.orders.retain(|order| order.person != person(SOURCE, name));
        Ok(())
    }
}
