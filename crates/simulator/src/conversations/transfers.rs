//! Handing a participant's part of a conversation to somebody else. The reply is 202; the effect may be seen later.

use super::calls::{known, live_part};
use crate::changes::conversations::{Goal, replace};
use crate::errors::Refusal;
use crate::model::conversation::{Conversation, Media, Participant, Purpose, Stage};
use crate::model::ids::{QueueId, UserId};
use crate::model::state::UserState;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply};
use serde::Deserialize;

pub(super) const ANY: Need = Need::Any(&["conversation:communication:blindTransfer"]);
pub(super) const TO_AGENT: Need =
    Need::Any(&["conversation:communication:blindTransfer", "conversation:communication:blindTransferAgent"]);
pub(super) const TO_QUEUE: Need =
    Need::Any(&["conversation:communication:blindTransfer", "conversation:communication:blindTransferQueue"]);

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Transfer {
    transfer_type: Option<String>,
    user_id: Option<String>,
    queue_id: Option<String>,
    address: Option<String>,
}

fn refused(code: &'static str, text: &str) -> Refusal {
    Refusal::new(400, code, text)
}

fn no_destination() -> Refusal {
    refused("conversations.error.transfer.destination.required", "The transfer names no destination")
}

pub(super) fn replace_any(world: &mut World, call: &Call) -> Answer {
    let wanted: Transfer = call.body()?;
    let goal = to_user(world, &wanted)?;
    let goal = if goal.is_none() { to_queue(world, &wanted)? } else { goal };
    hand_over(world, call, &wanted, goal.or_else(|| to_address(&wanted)))
}

pub(super) fn replace_agent(world: &mut World, call: &Call) -> Answer {
    let wanted: Transfer = call.body()?;
    let goal = to_user(world, &wanted)?;
    hand_over(world, call, &wanted, goal)
}

pub(super) fn replace_queue(world: &mut World, call: &Call) -> Answer {
    let wanted: Transfer = call.body()?;
    let goal = to_queue(world, &wanted)?;
    hand_over(world, call, &wanted, goal)
}

pub(super) fn transfer(world: &mut World, call: &Call) -> Answer {
    let wanted: Transfer = call.body()?;
    let goal = to_address(&wanted);
    hand_over(world, call, &wanted, goal)
}

/// Only an active user can take over.
fn to_user(world: &World, wanted: &Transfer) -> Result<Option<Goal>, Refusal> {
    let Some(text) = wanted.user_id.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let id = UserId::parse(text).ok_or_else(|| Refusal::not_found("user", text))?;
    if world.living_user(id)?.state != UserState::Active {
        return Err(Refusal::invalid_value(format!("The user {id} is not active")));
    }
    Ok(Some(Goal::Agent(id)))
}

fn to_queue(world: &World, wanted: &Transfer) -> Result<Option<Goal>, Refusal> {
    let Some(text) = wanted.queue_id.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let id = QueueId::parse(text).ok_or_else(|| Refusal::not_found("queue", text))?;
    world.queue(id)?;
    Ok(Some(Goal::Queue(id)))
}

fn to_address(wanted: &Transfer) -> Option<Goal> {
    wanted.address.clone().filter(|address| !address.is_empty()).map(Goal::Address)
}

fn hand_over(world: &mut World, call: &Call, wanted: &Transfer, goal: Option<Goal>) -> Answer {
    let (id, talk) = known(world, call)?;
    let part = live_part(talk, call)?;
    let goal = goal.ok_or_else(no_destination)?;
    require_possible(world, talk, part, wanted, &goal)?;
    let part = part.id;
    replace(world, id, part, &goal, call.now);
    Ok(Reply::empty(202))
}

fn require_possible(
    world: &World,
    talk: &Conversation,
    part: &Participant,
    wanted: &Transfer,
    goal: &Goal,
) -> Result<(), Refusal> {
    let unattended = match wanted.transfer_type.as_deref() {
        None | Some("Unattended") => true,
        Some("Attended") => false,
        Some(other) => return Err(Refusal::invalid_value(format!("{other} is no transfer type"))),
    };
    if part.purpose == Purpose::Customer {
        let code = "conversation.error.forbidden.not.active.participant";
        return Err(refused(code, "A customer cannot be replaced"));
    }
    if matches!(part.stage, Stage::Alerting | Stage::AfterCallWork) {
        return Err(refused(
            "conversations.error.transfer.not.connected",
            "The participant is not connected",
        ));
    }
    let same = match goal {
        Goal::Agent(user) => talk.live_part_of(*user).is_some(),
        Goal::Queue(queue) => part.purpose == Purpose::Acd && part.queue == Some(*queue),
        Goal::Address(address) => part.address.as_ref() == Some(address),
    };
    if same {
        return Err(refused("conversations.error.transfer.same.party", "The destination is the same party"));
    }
    let is_text = matches!(talk.media, Media::Chat | Media::Message);
    if is_text && matches!(goal, Goal::Address(_)) {
        let code = "conversations.error.transfer.chat.external";
        return Err(refused(code, "A chat cannot be transferred to an address"));
    }
    let is_queue_call = talk.media == Media::Voice && part.queue.is_some();
    if world.behaviour.queue_call_needs_attended_transfer && is_queue_call && unattended {
        let code = "conversations.error.transfer.acd.call.unattended";
        return Err(refused(code, "A call of a queue cannot be transferred unattended"));
    }
    Ok(())
}
