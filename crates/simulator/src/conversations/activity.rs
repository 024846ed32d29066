//! How much is going on at present, counted by queue, user or medium.

use super::predicates::Filter;
use crate::changes::conversations::analysed;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::conversation::{Conversation, Participant, Purpose, Stage};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::permissions::require_in;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const VIEW: Need = Need::Any(&["analytics:queueObservation:view"]);

pub(crate) const ROUTES: &[Route] =
    &[route("POST", "/api/v2/analytics/conversations/activity/query", VIEW, Service::Platform, query)];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActivityQuery {
    metrics: Vec<Metric>,
    group_by: Vec<String>,
    filter: Option<Filter>,
}

#[derive(Deserialize)]
struct Metric {
    metric: String,
}

fn values(talk: &Conversation, part: &Participant, dimension: &str) -> Option<Vec<String>> {
    Some(match dimension {
        "queueId" => part.queue.iter().map(ToString::to_string).collect(),
        "userId" => part.user.iter().map(ToString::to_string).collect(),
        "mediaType" => vec![talk.media.word().to_owned()],
        "direction" => vec![super::show::direction(talk).to_owned()],
        _ => return None,
    })
}

/// The observation that a live part counts as.
fn metric(part: &Participant) -> Option<&'static str> {
    match (part.purpose, part.stage) {
        (_, Stage::Ended | Stage::AfterCallWork) | (Purpose::Customer | Purpose::External, _) => None,
        (Purpose::Acd, _) => Some("oWaiting"),
        (Purpose::Agent, Stage::Alerting) => Some("oAlerting"),
        (Purpose::Agent, _) => Some("oInteracting"),
    }
}

fn query(world: &mut World, call: &Call) -> Answer {
    let wanted: ActivityQuery = call.body()?;
    let mut groups: BTreeMap<Vec<String>, BTreeMap<&str, u32>> = BTreeMap::new();
    for id in world.state.conversations.keys() {
        let Some(talk) = analysed(world, *id, call.now) else { continue };
        if !talk.divisions.iter().any(|id| require_in(world, call, *id).is_ok()) {
            continue;
        }
        for part in &talk.participants {
            let Some(metric) = metric(part) else { continue };
            let fits = match &wanted.filter {
                Some(filter) => filter.holds(&|dimension| values(talk, part, dimension))?,
                None => true,
            };
            if fits {
                let key = wanted.group_by.iter().map(|name| group_value(talk, part, name));
                let key = key.collect::<Result<Vec<_>, _>>()?;
                *groups.entry(key).or_default().entry(metric).or_default() += 1;
            }
        }
    }
    let shown = groups.iter().map(|(key, counts)| group_json(&wanted, key, counts));
    Ok(Reply::ok(json!({ "results": shown.collect::<Vec<_>>() })))
}

fn group_value(talk: &Conversation, part: &Participant, name: &str) -> Result<String, Refusal> {
    let values = values(talk, part, name)
        .ok_or_else(|| Refusal::invalid_value(format!("Grouping by {name:?} is not supported here")))?;
    Ok(values.into_iter().next().unwrap_or_default())
}

fn group_json(wanted: &ActivityQuery, key: &[String], counts: &BTreeMap<&str, u32>) -> Value {
    let group = wanted.group_by.iter().zip(key).filter(|(_, value)| !value.is_empty());
    let group = group.map(|(name, value)| (name.clone(), json!(value))).collect::<serde_json::Map<_, _>>();
    let data = wanted.metrics.iter().map(
        |one| json!({ "metric": one.metric, "count": counts.get(one.metric.as_str()).copied().unwrap_or(0) }),
    );
    json!({ "group": group, "data": data.collect::<Vec<_>>(), "truncated": false })
}
