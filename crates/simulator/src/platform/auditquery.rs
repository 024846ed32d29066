//! Audit queries that run for a while: asked, looked after, read page by page.

use super::audit::{AuditQuery, entry_json};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::derive;
use crate::model::world::{World, written};
use crate::wire::call::{Answer, Call, Need, Reply, Route, invalid_query, route};
use crate::wire::paging::{Page, interval};
use jiff::Timestamp;
use serde_json::{Value, json};

const VIEW: Need = Need::All(&["audits:audit:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/api/v2/audits/query", VIEW, Service::Platform, ask),
    route("GET", "/api/v2/audits/query/{transactionId}", VIEW, Service::Platform, status),
    route("GET", "/api/v2/audits/query/{transactionId}/results", VIEW, Service::Platform, results),
];

/// Queries kept; the oldest go first.
const MOST: usize = 1000;

fn ask(world: &mut World, call: &Call) -> Answer {
    let text: Value = call.body()?;
    let wanted: AuditQuery = call.body()?;
    interval(&wanted.interval)?;
    wanted.require_sound(world)?;
    world.audit.asked += 1;
    let id = derive("audit query", &world.audit.asked.to_string());
    if world.audit.queries.len() >= MOST {
        world.audit.queries.retain(|_, (at, _)| *at > call.now - jiff::SignedDuration::from_hours(1));
    }
    world.audit.queries.insert(id, (call.now, text));
    status_json(world, call, id)
}

fn known(world: &World, call: &Call) -> Result<uuid::Uuid, Refusal> {
    let text = &call.params[0];
    let id = uuid::Uuid::try_parse(text).ok().filter(|id| world.audit.queries.contains_key(id));
    id.ok_or_else(|| Refusal::not_found("audit query", text))
}

/// A query is queued at first, runs for the second half of its time, and has then succeeded.
fn state(world: &World, asked: Timestamp, now: Timestamp) -> &'static str {
    let lag_ms = i64::from(world.behaviour.lag.audit_ms);
    let age_ms = now.as_millisecond() - asked.as_millisecond();
    if age_ms >= lag_ms {
        "Succeeded"
    } else if age_ms * 2 >= lag_ms {
        "Running"
    } else {
        "Queued"
    }
}

fn status_json(world: &World, call: &Call, id: uuid::Uuid) -> Answer {
    let Some((asked, query)) = world.audit.queries.get(&id) else {
        return Err(Refusal::not_found("audit query", id));
    };
    let mut shown =
        json!({ "id": id, "state": state(world, *asked, call.now), "startDate": written(*asked) });
    for name in ["interval", "serviceName", "filters", "sort"] {
        if let Some(value) = query.get(name) {
            shown[name] = value.clone();
        }
    }
    Ok(Reply::ok(shown))
}

fn status(world: &mut World, call: &Call) -> Answer {
    let id = known(world, call)?;
    status_json(world, call, id)
}

/// Results stand still: later changes do not enter a query that was asked before them.
fn results(world: &mut World, call: &Call) -> Answer {
    let id = known(world, call)?;
    let Some((asked, query)) = world.audit.queries.get(&id) else {
        return Err(Refusal::not_found("audit query", id));
    };
    if state(world, *asked, call.now) != "Succeeded" {
        return Err(Refusal::bad_request("The query has not succeeded yet"));
    }
    let wanted: AuditQuery = serde_json::from_value(query.clone())
        .map_err(|cause| Refusal::bad_request(format!("The query cannot be read: {cause}")))?;
    let size = Page::of(call, 500)?.size;
    let from = match call.query("cursor").filter(|cursor| !cursor.is_empty()) {
        Some(text) => text.parse::<usize>().map_err(|_| invalid_query("cursor", text))?,
        None => 0,
    };
    let found = wanted.found(world, *asked)?;
    let page = found.iter().skip(from).take(size);
    let entities = page.map(|(number, entry)| entry_json(*number, entry)).collect::<Vec<_>>();
    let mut shown = json!({ "id": id, "pageSize": size, "entities": entities });
    if from + size < found.len() {
        shown["cursor"] = json!((from + size).to_string());
    }
    Ok(Reply::ok(shown))
}
