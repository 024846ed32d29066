//! Callers whom nobody serves and nobody will: what a departure must never leave behind.

use crate::model::conversation::{Conversation, Participant, Purpose};
use crate::model::ids::ConversationId;
use crate::model::state::{State, UserState};

/// Conversations that are not over and in which only agents are left who are not active any more. A conversation that
/// waits in a queue, that an active agent is in, or that went outside, is none; neither is after-call work.
pub(crate) fn stranded(state: &State) -> Vec<ConversationId> {
    let is_stranded = |talk: &Conversation| {
        let mut talking = talk.participants.iter().filter(|part| part.is_talking());
        talk.ended.is_none()
            && talk.participants.iter().any(Participant::is_talking)
            && !talking.any(|part| serves(state, part))
    };
    state.conversations.iter().filter(|(_, talk)| is_stranded(talk)).map(|(id, _)| *id).collect()
}

fn serves(state: &State, part: &Participant) -> bool {
    match part.purpose {
        Purpose::Customer => false,
        Purpose::External => true,
        Purpose::Acd => part.queue.is_some_and(|queue| state.queues.contains_key(&queue)),
        Purpose::Agent => {
            let user = part.user.and_then(|user| state.users.get(&user));
            user.is_some_and(|user| user.state == UserState::Active)
        }
    }
}
