//! Conversations of an interval, as detail queries find them.

use super::predicates::Filter;
use super::show::{analysed_json, direction, segment_type};
use crate::changes::conversations::analysed;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::conversation::{Conversation, Participant};
use crate::model::ids::ConversationId;
use crate::model::state::Scope;
use crate::model::world::{World, written};
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::paging::interval;
use crate::wire::permissions::require_need_in;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

const VIEW: Need =
    Need::Any(&["analytics:conversationDetail:view", "analytics:agentConversationDetail:view"]);

/// Longest interval of a query.
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);

pub(crate) const ROUTES: &[Route] =
    &[route("POST", "/api/v2/analytics/conversations/details/query", VIEW, Service::Platform, query)];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DetailQuery {
    interval: String,
    #[serde(default)]
    conversation_filters: Vec<Filter>,
    #[serde(default)]
    segment_filters: Vec<Filter>,
    order: Option<String>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paging {
    page_size: usize,
    page_number: usize,
}

impl DetailQuery {
    fn page(&self) -> Result<(usize, usize), Refusal> {
        let (size, number) = self.paging.as_ref().map_or((25, 1), |one| (one.page_size, one.page_number));
        if size == 0 || size > 100 || number == 0 {
            let text = format!("pageSize {size} or pageNumber {number} is out of range");
            return Err(Refusal::invalid_value(text));
        }
        Ok((size, number))
    }

    fn takes(&self, id: ConversationId, talk: &Conversation) -> Result<bool, Refusal> {
        for filter in &self.conversation_filters {
            if !filter.holds(&|dimension| values(id, talk, dimension))? {
                return Ok(false);
            }
        }
        // The predicates of one filter must hold for one and the same segment.
        for filter in &self.segment_filters {
            let mut any = false;
            for part in &talk.participants {
                any |= filter.holds(&|dimension| segment_values(talk, part, dimension))?;
            }
            if !any {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn values(id: ConversationId, talk: &Conversation, dimension: &str) -> Option<Vec<String>> {
    let at = |time: Option<Timestamp>| time.map(written).into_iter().collect();
    Some(match dimension {
        "conversationId" => vec![id.to_string()],
        "conversationStart" => at(Some(talk.started)),
        "conversationEnd" => at(talk.ended),
        "divisionId" => talk.divisions.iter().map(ToString::to_string).collect(),
        "originatingDirection" => vec![direction(talk).to_owned()],
        _ => return None,
    })
}

fn segment_values(talk: &Conversation, part: &Participant, dimension: &str) -> Option<Vec<String>> {
    Some(match dimension {
        "userId" => part.user.iter().map(ToString::to_string).collect(),
        "queueId" => part.queue.iter().map(ToString::to_string).collect(),
        "purpose" => vec![part.purpose.word().to_owned()],
        "mediaType" => vec![talk.media.word().to_owned()],
        "direction" => vec![direction(talk).to_owned()],
        "segmentType" => vec![segment_type(part).to_owned()],
        "segmentEnd" => part.ended.filter(|_| !part.is_live()).map(written).into_iter().collect(),
        "wrapUpCode" => part.wrapup.iter().cloned().collect(),
        _ => return None,
    })
}

fn query(world: &mut World, call: &Call) -> Answer {
    let wanted: DetailQuery = call.body()?;
    let (from, to) = interval(&wanted.interval)?;
    if to.duration_since(from) > LONGEST {
        return Err(Refusal::invalid_value("The interval is longer than 31 days"));
    }
    let (size, number) = wanted.page()?;
    let may_see = |talk: &Conversation| {
        let allowed = |id| require_need_in(world, call, VIEW, Scope::Division(id)).is_ok();
        talk.divisions.iter().any(|id| allowed(*id))
    };
    let mut found = Vec::new();
    for id in world.state.conversations.keys() {
        let Some(talk) = analysed(world, *id, call.now) else { continue };
        let within = talk.started < to && talk.ended.is_none_or(|ended| ended >= from);
        if within && may_see(talk) && wanted.takes(*id, talk)? {
            found.push((*id, talk));
        }
    }
    found.sort_by_key(|(id, talk)| (talk.started, *id));
    if wanted.order.as_deref() == Some("desc") {
        found.reverse();
    }
    let page = found.iter().skip((number - 1) * size).take(size);
    let shown = page.map(|(id, talk)| analysed_json(*id, talk)).collect::<Vec<_>>();
    Ok(Reply::ok(json!({ "conversations": shown, "totalHits": found.len() })))
}
