//! Conversations, and whose part in them is live.

use super::agents::{Agents, Session};
use crate::genesys::client::Client;
use crate::genesys::conversation::{Conversation, Participant, conversation};
use crate::genesys::error::TenantError;
use futures_util::{StreamExt, stream};
use muster_core::id::{AccountId, ConversationId};
use muster_core::tenant::Live;
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Conversations as they are, or why that could not be learned.
pub(super) type Talks = BTreeMap<ConversationId, Result<Conversation, String>>;

/// Each conversation that an agent is in, once. One that is not there any more is over for everybody.
pub(super) async fn read(client: &Client, agents: &Agents) -> Talks {
    let sessions = agents.values().filter_map(|agent| agent.as_ref().ok()).flat_map(|agent| &agent.sessions);
    let ids: BTreeSet<ConversationId> = sessions.map(|(id, _)| *id).collect();
    let parallel = client.config().parallel_reads.max(1);
    let asked = stream::iter(ids).map(|id| async move {
        let talk = match client.get::<Conversation>(conversation(id)).await {
            Err(TenantError::NotFound { .. }) => Ok(Conversation { participants: Vec::new() }),
            other => other.map_err(|error| format!("{error}; {}", error.hint())),
        };
        (id, talk)
    });
    asked.buffer_unordered(parallel).collect().await
}

/// The live parts of an account: in the talk itself, or at work after it.
pub(super) fn parts_of(
    account: AccountId,
    id: ConversationId,
    session: &Session,
    talk: &Conversation,
) -> Vec<Live> {
    let own = account.to_string();
    let is_own = |part: &&Participant| {
        let user = part.user_id.as_deref().is_some_and(|user| user.eq_ignore_ascii_case(&own));
        let works = part.purpose.as_deref().is_none_or(|purpose| matches!(purpose, "agent" | "user"));
        user && works && (part.is_talking() || part.is_wrapping_up())
    };
    let live = |part: &Participant| Live {
        conversation: id,
        participant: part.id,
        media: part.media().unwrap_or(session.media),
        queue: part.queue_id,
        since: part.start_time.or(session.began).unwrap_or(Timestamp::UNIX_EPOCH),
        after_call: part.is_wrapping_up(),
    };
    talk.participants.iter().filter(is_own).map(live).collect()
}
