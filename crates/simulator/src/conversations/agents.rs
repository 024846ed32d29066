//! What agents do at present, as analytics see it.

use super::predicates::Filter;
use super::show::{direction, segment_type, session_id};
use crate::changes::conversations::{analysed_of, routing_status};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::conversation::{Conversation, Participant};
use crate::model::ids::{ConversationId, UserId};
use crate::model::state::{User, UserState};
use crate::model::world::{World, written};
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};

const VIEW: Need = Need::Any(&["analytics:agentState:view"]);

/// Most agents in one reply.
const MOST: usize = 50;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/analytics/agents/{userId}/status", VIEW, Service::Platform, one),
    route("POST", "/api/v2/analytics/agents/status/query", VIEW, Service::Platform, query),
];

fn one(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    let user = world.living_user(id)?;
    require_in(world, call, user.division)?;
    Ok(Reply::ok(agent_json(world, call, id, user, None)?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusQuery {
    user_filter: Option<Filter>,
    session_filter: Option<Filter>,
}

/// Agents of divisions that the client may not see are left out.
fn query(world: &mut World, call: &Call) -> Answer {
    let wanted: StatusQuery = call.body()?;
    if let Some(filter) = &wanted.user_filter
        && filter.count("userId") > MOST
    {
        return Err(crate::wire::call::too_many(filter.count("userId"), MOST));
    }
    let mut shown = Vec::new();
    for (id, user) in world.state.users.iter().filter(|(_, user)| user.state == UserState::Active) {
        let fits = match &wanted.user_filter {
            Some(filter) => filter.holds(&|dimension| values(world, call, *id, user, dimension))?,
            None => true,
        };
        if fits && shown.len() < MOST && require_in(world, call, user.division).is_ok() {
            shown.push(agent_json(world, call, *id, user, wanted.session_filter.as_ref())?);
        }
    }
    Ok(Reply::ok(json!({ "entities": shown })))
}

fn values(world: &World, call: &Call, id: UserId, user: &User, dimension: &str) -> Option<Vec<String>> {
    let queues = || world.index.queues_of.get(&id).into_iter().flatten();
    Some(match dimension {
        "userId" => vec![id.to_string()],
        "divisionId" => vec![user.division.to_string()],
        "managerId" => user.manager.iter().map(ToString::to_string).collect(),
        "teamId" => world.index.team_of.get(&id).iter().map(ToString::to_string).collect(),
        "queueId" => queues().map(ToString::to_string).collect(),
        "assignedSkillId" => user.skills.keys().map(ToString::to_string).collect(),
        "assignedLanguageId" => user.languages.keys().map(ToString::to_string).collect(),
        "systemPresence" => vec![system_presence(world, user)],
        "organizationPresenceId" => vec![user.presence.to_string()],
        "routingStatus" => vec![routing_status(world, id, &user.routing_status, call.now).to_owned()],
        "online" => vec![(system_presence(world, user) != "OFFLINE").to_string()],
        "isOutOfOffice" => vec!["false".to_owned()],
        _ => return None,
    })
}

/// `OnQueue` is `ON_QUEUE` here.
fn system_presence(world: &World, user: &User) -> String {
    let name = world.state.presences.get(&user.presence).map_or("Offline", |presence| &presence.system);
    if name == "OnQueue" { "ON_QUEUE".to_owned() } else { name.to_uppercase() }
}

fn agent_json(
    world: &World,
    call: &Call,
    id: UserId,
    user: &User,
    filter: Option<&Filter>,
) -> Result<Value, Refusal> {
    let mut sessions = Vec::new();
    for (talk_id, talk) in analysed_of(world, id, call.now) {
        for part in talk.participants.iter().filter(|part| part.user == Some(id) && part.is_live()) {
            let fits = match filter {
                Some(filter) => filter.holds(&|dimension| session_values(talk, part, dimension))?,
                None => true,
            };
            if fits {
                sessions.push(session_json(talk_id, talk, part));
            }
        }
    }
    let mut shown = json!({
        "userId": id, "divisionId": user.division, "userName": user.name, "sessionCount": sessions.len(),
        "sessions": sessions, "systemPresence": system_presence(world, user),
        "organizationPresenceId": user.presence, "isOutOfOffice": false,
        "routingStatus": routing_status(world, id, &user.routing_status, call.now),
    });
    if let Some(manager) = user.manager {
        shown["managerId"] = json!(manager);
    }
    Ok(shown)
}

fn session_values(talk: &Conversation, part: &Participant, dimension: &str) -> Option<Vec<String>> {
    Some(match dimension {
        "mediaType" => vec![talk.media.word().to_owned()],
        "originatingDirection" => vec![direction(talk).to_owned()],
        "routedQueueId" => part.queue.iter().map(ToString::to_string).collect(),
        "segmentType" => vec![segment_type(part).to_owned()],
        _ => return None,
    })
}

fn session_json(id: ConversationId, talk: &Conversation, part: &Participant) -> Value {
    let mut shown = json!({
        "conversationId": id, "sessionId": session_id(part), "sessionStart": written(part.started),
        "segmentStart": written(part.ended.unwrap_or(part.started)), "segmentType": segment_type(part),
        "originatingDirection": direction(talk), "mediaType": talk.media.word(),
    });
    if let Some(queue) = part.queue {
        shown["routedQueueId"] = json!(queue);
    }
    shown
}
