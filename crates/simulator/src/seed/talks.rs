//! Plants conversations, and writes them down again.

use crate::model::conversation::{Conversation, Participant, Purpose, Stage};
use crate::model::ids::{ConversationId, DivisionId, ParticipantId};
use crate::model::state::State;
use crate::seed::names::{Names, look_up};
use crate::seed::{SeedConversation, SeedError, SeedParticipant};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The conversation that a seed describes; `place` stands in for a name, `now` for a time.
pub(crate) fn conversation(
    one: &SeedConversation,
    place: usize,
    now: Timestamp,
    state: &State,
    names: &Names,
) -> Result<(ConversationId, Conversation), SeedError> {
    let label = one.name.clone().unwrap_or_else(|| format!("#{place}"));
    let id = one.id.map_or_else(|| ConversationId::named(&label), ConversationId::from);
    let by = format!("conversation {label}");
    let started = one.started.unwrap_or(now);
    let written_out = if one.participants.is_empty() { short(one) } else { one.participants.clone() };
    let parts = written_out.iter().enumerate();
    let participants = parts.map(|(nth, part)| participant(part, id, nth, started, names, &by));
    let participants = participants.collect::<Result<Vec<_>, SeedError>>()?;
    let mut divisions = one.divisions.iter().map(|name| names.division(Some(name), &by));
    let divisions = divisions.by_ref().collect::<Result<BTreeSet<_>, _>>()?;
    let divisions = if divisions.is_empty() { touched(&participants, state, names) } else { divisions };
    let talk = Conversation {
        media: one.media,
        inbound: !one.outbound,
        wrapup_required: one.wrapup_required,
        divisions,
        started,
        ended: one.ended,
        participants,
    };
    Ok((id, talk))
}

/// The customer, the queue, and the agent if there is one.
fn short(one: &SeedConversation) -> Vec<SeedParticipant> {
    let customer = SeedParticipant {
        purpose: Purpose::Customer,
        address: Some(one.customer.clone().unwrap_or_else(|| "+15550199".to_owned())),
        ..SeedParticipant::default()
    };
    let queue = one.queue.as_ref().map(|queue| SeedParticipant {
        purpose: Purpose::Acd,
        queue: Some(queue.clone()),
        stage: if one.agent.is_some() { Stage::Ended } else { Stage::Connected },
        ended: one.agent.as_ref().and(one.started),
        ..SeedParticipant::default()
    });
    let agent = one.agent.as_ref().map(|agent| SeedParticipant {
        purpose: Purpose::Agent,
        user: Some(agent.clone()),
        queue: one.queue.clone(),
        stage: one.stage,
        ..SeedParticipant::default()
    });
    [Some(customer), queue, agent].into_iter().flatten().collect()
}

fn participant(
    one: &SeedParticipant,
    of: ConversationId,
    nth: usize,
    started: Timestamp,
    names: &Names,
    by: &str,
) -> Result<Participant, SeedError> {
    let came = one.started.unwrap_or(started);
    Ok(Participant {
        id: one.id.map_or_else(|| ParticipantId::named(&format!("{of} {nth}")), ParticipantId::from),
        purpose: one.purpose,
        user: one.user.as_deref().map(|email| names.user(email, by)).transpose()?,
        queue: one.queue.as_deref().map(|name| look_up(&names.queues, "queue", name, by)).transpose()?,
        address: one.address.clone(),
        stage: one.stage,
        started: came,
        ended: one.ended.or((one.stage == Stage::Ended).then_some(came)),
        wrapup: one.wrapup.clone(),
    })
}

/// The divisions of the queues, else of the agents, else Home.
fn touched(participants: &[Participant], state: &State, names: &Names) -> BTreeSet<DivisionId> {
    let queues = participants.iter().filter_map(|one| Some(state.queues.get(&one.queue?)?.division));
    let queues = queues.collect::<BTreeSet<_>>();
    if !queues.is_empty() {
        return queues;
    }
    let users = participants.iter().filter_map(|one| Some(state.users.get(&one.user?)?.division));
    let users = users.collect::<BTreeSet<_>>();
    if users.is_empty() { names.home.into_iter().collect() } else { users }
}

/// Writes all conversations down.
pub(crate) fn dump(state: &State) -> Vec<SeedConversation> {
    let name = |id: &DivisionId| state.divisions.get(id).map(|division| division.name.clone());
    let one = |(id, talk): (&ConversationId, &Conversation)| SeedConversation {
        id: Some(id.uuid()),
        media: talk.media,
        outbound: !talk.inbound,
        wrapup_required: talk.wrapup_required,
        divisions: talk.divisions.iter().filter_map(name).collect(),
        started: Some(talk.started),
        ended: talk.ended,
        participants: talk.participants.iter().map(|part| dump_participant(state, part)).collect(),
        ..SeedConversation::default()
    };
    state.conversations.iter().map(one).collect()
}

fn dump_participant(state: &State, part: &Participant) -> SeedParticipant {
    SeedParticipant {
        id: Some(part.id.uuid()),
        purpose: part.purpose,
        user: part.user.and_then(|id| Some(state.users.get(&id)?.email.clone())),
        queue: part.queue.and_then(|id| Some(state.queues.get(&id)?.name.clone())),
        address: part.address.clone(),
        stage: part.stage,
        started: Some(part.started),
        ended: part.ended,
        wrapup: part.wrapup.clone(),
    }
}
