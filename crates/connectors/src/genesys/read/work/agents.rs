//! In which conversations agents are, as analytics know it, which lags by seconds.

use crate::genesys::client::Client;
use crate::genesys::error::TenantError;
use crate::genesys::wire::Request;
use futures_util::{StreamExt, stream};
use http::Method;
use muster_core::entitlement::{Media, Presence, Routing};
use muster_core::id::{AccountId, ConversationId};
use muster_core::time::Timestamp;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// Agents in one question.
const AGENTS_MAX: usize = 50;

/// What analytics know of each agent, or why that could not be learned.
pub(super) type Agents = BTreeMap<AccountId, Result<Agent, String>>;

/// What analytics know of one agent.
pub(super) struct Agent {
    pub(super) presence: Option<Presence>,
    pub(super) routing: Option<Routing>,
    pub(super) sessions: BTreeMap<ConversationId, Session>,
}

/// One session of an agent.
pub(super) struct Session {
    pub(super) media: Media,
    pub(super) began: Option<Timestamp>,
}

/// 50 agents a call. Who is not in the answer, as somebody inactive may not be, and everybody where there is no such
/// call, is asked about alone.
pub(super) async fn read(client: &Client, accounts: &[AccountId]) -> Agents {
    let mut agents = Agents::new();
    for chunk in accounts.chunks(AGENTS_MAX) {
        match query(client, chunk).await {
            Ok(listed) => agents.extend(listed.into_iter().map(|(account, agent)| (account, Ok(agent)))),
            Err(error @ TenantError::NotPermitted { .. }) => {
                agents.extend(chunk.iter().map(|account| (*account, Err(reason(&error)))));
            }
            Err(error) => tracing::warn!("agents are asked about one by one: {error}"),
        }
    }
    let alone: Vec<AccountId> =
        accounts.iter().filter(|account| !agents.contains_key(account)).copied().collect();
    let parallel = client.config().parallel_reads.max(1);
    let asked = stream::iter(alone).map(|account| async move { (account, one(client, account).await) });
    agents.extend(asked.buffer_unordered(parallel).collect::<Vec<_>>().await);
    agents
}

/// Why, with what to do about it: the permission is named there.
fn reason(error: &TenantError) -> String {
    format!("{error}; {}", error.hint())
}

async fn query(client: &Client, chunk: &[AccountId]) -> Result<BTreeMap<AccountId, Agent>, TenantError> {
    let user = |account: &AccountId| json!({"dimension": "userId", "value": account});
    let predicates: Vec<_> = chunk.iter().map(user).collect();
    let path = "/api/v2/analytics/agents/status/query";
    let request = Request::new(Method::POST, path, path)
        .with_json(json!({"userFilter": {"type": "or", "predicates": predicates}}));
    let answer: Answer = client.get(request).await?;
    let wanted = answer.entities.into_iter().filter(|one| chunk.contains(&one.user_id));
    Ok(wanted.map(|one| (one.user_id, one.agent())).collect())
}

async fn one(client: &Client, account: AccountId) -> Result<Agent, String> {
    let request = Request::get(
        "/api/v2/analytics/agents/{userId}/status",
        format!("/api/v2/analytics/agents/{account}/status"),
    );
    client.get::<Shown>(request).await.map(Shown::agent).map_err(|error| reason(&error))
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    entities: Vec<Shown>,
}

/// `AnalyticsAgentStateAgentResponse`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    user_id: AccountId,
    system_presence: Option<String>,
    routing_status: Option<String>,
    #[serde(default)]
    sessions: Vec<ShownSession>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownSession {
    conversation_id: ConversationId,
    media_type: Option<String>,
    session_start: Option<Timestamp>,
}

impl Shown {
    fn agent(self) -> Agent {
        let session = |shown: ShownSession| {
            let media = shown.media_type.map_or(Media::Other, |word| Media::of(&word));
            (shown.conversation_id, Session { media, began: shown.session_start })
        };
        Agent {
            presence: self.system_presence.filter(|word| word != "UNKNOWN").map(|word| Presence::of(&word)),
            routing: self.routing_status.and_then(|word| Routing::of(&word)),
            sessions: self.sessions.into_iter().map(session).collect(),
        }
    }
}
