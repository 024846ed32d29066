//! Taking part in conversations: who is live where, leaving, being replaced.

use crate::model::conversation::{Conversation, Media, Participant, Purpose, Stage};
use crate::model::ids::{ConversationId, ParticipantId, QueueId, UserId};
use crate::model::world::World;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Where a participant's part of a conversation goes.
#[derive(Clone, Debug)]
pub(crate) enum Goal {
    /// Into a queue, to wait there.
    Queue(QueueId),
    /// To another user.
    Agent(UserId),
    /// Out, to a number or address.
    Address(String),
}

/// Changes a conversation in place; readers go on seeing what was for as long as that lags.
pub(crate) fn change(
    world: &mut World,
    id: ConversationId,
    now: Timestamp,
    edit: impl FnOnce(&mut Conversation),
) {
    let Some(talk) = world.state.conversations.get_mut(&id) else {
        return;
    };
    let lag = world.behaviour.lag;
    if lag.conversations_ms > 0 {
        world.lag.conversations.note(id, talk.clone(), lag.conversations_ms, now);
    }
    if lag.analytics_ms > 0 {
        world.lag.analytics.note(id, talk.clone(), lag.analytics_ms, now);
    }
    world.index.forget_conversation(id, talk);
    edit(talk);
    settle(talk, now);
    world.index.add_conversation(id, talk);
}

/// A conversation as calls about it see it.
pub(crate) fn seen(world: &World, id: ConversationId, now: Timestamp) -> Option<&Conversation> {
    let lag_ms = world.behaviour.lag.conversations_ms;
    let talk = world.state.conversations.get(&id)?;
    Some(world.lag.conversations.seen(&id, lag_ms, now).unwrap_or(talk))
}

/// A conversation as analytics see it, which come later still.
pub(crate) fn analysed(world: &World, id: ConversationId, now: Timestamp) -> Option<&Conversation> {
    let lag_ms = world.behaviour.lag.analytics_ms;
    let talk = world.state.conversations.get(&id)?;
    Some(world.lag.analytics.seen(&id, lag_ms, now).unwrap_or(talk))
}

/// What a user is live in, as calls about conversations see it: medium, whether through a queue, whether only after it.
pub(crate) fn live_media(world: &World, user: UserId, now: Timestamp) -> Vec<(Media, bool, bool)> {
    let lag_ms = world.behaviour.lag.conversations_ms;
    let mut ids = world.index.talks_of.get(&user).cloned().unwrap_or_default();
    ids.extend(world.lag.conversations.all(lag_ms, now).map(|(id, _)| *id));
    let talks = ids.into_iter().filter_map(|id| seen(world, id, now));
    let parts = talks.filter_map(|talk| Some((talk.media, talk.live_part_of(user)?)));
    parts.map(|(media, part)| (media, part.queue.is_some(), !part.is_talking())).collect()
}

/// The conversations in which a user is live, as analytics see them.
pub(crate) fn analysed_of(
    world: &World,
    user: UserId,
    now: Timestamp,
) -> Vec<(ConversationId, &Conversation)> {
    let lag_ms = world.behaviour.lag.analytics_ms;
    let mut ids = world.index.talks_of.get(&user).cloned().unwrap_or_default();
    ids.extend(world.lag.analytics.all(lag_ms, now).map(|(id, _)| *id));
    let all = ids.into_iter().filter_map(|id| Some((id, analysed(world, id, now)?)));
    all.filter(|(_, talk)| talk.live_part_of(user).is_some()).collect()
}

/// Ends a participant's part, with after-call work to do when the conversation asks for it.
pub(crate) fn leave(talk: &mut Conversation, part: ParticipantId, wrapup: Option<String>, now: Timestamp) {
    let needs_wrapup = talk.wrapup_required && wrapup.is_none();
    if let Some(part) = talk.participants.iter_mut().find(|one| one.id == part) {
        let is_agent = part.purpose == Purpose::Agent;
        part.wrapup = wrapup.or(part.wrapup.take());
        part.stage = if is_agent && needs_wrapup { Stage::AfterCallWork } else { Stage::Ended };
        part.ended = Some(now);
    }
}

/// Puts somebody else in the place of a participant.
pub(crate) fn replace(
    world: &mut World,
    id: ConversationId,
    part: ParticipantId,
    goal: &Goal,
    now: Timestamp,
) {
    let division = match goal {
        Goal::Queue(queue) => world.state.queues.get(queue).map(|queue| queue.division),
        Goal::Agent(_) | Goal::Address(_) => None,
    };
    let stage = if world.behaviour.transferred_agent_rings { Stage::Alerting } else { Stage::Connected };
    change(world, id, now, |talk| {
        let through = talk.participants.iter().find(|one| one.id == part).and_then(|one| one.queue);
        let next = ParticipantId::named(&format!("{id} {}", talk.participants.len()));
        let mut new = Participant {
            id: next,
            purpose: Purpose::Acd,
            user: None,
            queue: through,
            address: None,
            stage: Stage::Connected,
            started: now,
            ended: None,
            wrapup: None,
        };
        match goal {
            Goal::Queue(queue) => new.queue = Some(*queue),
            Goal::Agent(user) => {
                (new.purpose, new.user, new.stage) = (Purpose::Agent, Some(*user), stage);
            }
            Goal::Address(address) => {
                (new.purpose, new.queue, new.address) = (Purpose::External, None, Some(address.clone()));
            }
        }
        talk.participants.push(new);
        talk.divisions.extend(division);
        leave(talk, part, None, now);
    });
}

/// Ends everything at once.
pub(crate) fn end(talk: &mut Conversation, now: Timestamp) {
    for part in talk.participants.iter_mut().filter(|part| part.is_live()) {
        part.stage = Stage::Ended;
        part.ended = part.ended.or(Some(now));
    }
}

/// A customer whom nobody serves any more hangs up, and a conversation without live parts is over.
fn settle(talk: &mut Conversation, now: Timestamp) {
    let serves = |part: &Participant| part.purpose != Purpose::Customer && part.is_talking();
    if !talk.participants.iter().any(serves) {
        for part in talk.participants.iter_mut().filter(|part| part.purpose == Purpose::Customer) {
            if part.is_live() {
                (part.stage, part.ended) = (Stage::Ended, Some(now));
            }
        }
    }
    if !talk.participants.iter().any(Participant::is_live) {
        talk.ended = talk.ended.or(Some(now));
    }
}

/// What a user's routing status is while it works: an agent in its queues is interacting, or communicating otherwise.
pub(crate) fn routing_status<'a>(world: &'a World, id: UserId, stored: &'a str, now: Timestamp) -> &'a str {
    if stored != "IDLE" || world.state.conversations.is_empty() {
        return stored;
    }
    let kinds = live_media(world, id, now)
        .iter()
        .map(|(_, through_queue, _)| *through_queue)
        .collect::<BTreeSet<_>>();
    if kinds.contains(&true) {
        "INTERACTING"
    } else if kinds.contains(&false) {
        "COMMUNICATING"
    } else {
        stored
    }
}
