//! The tenant's own audit: every change, with the OAuth client that made it.

use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::ids::{ClientId, derive};
use crate::limits::Service;
use crate::routes::{Need, Route, route};
use crate::world::{World, written};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

const VIEW: Need = Need::All(&["audits:audit:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/api/v2/audits/query/realtime", VIEW, Service::Platform, query),
    route("GET", "/api/v2/audits/query/realtime/servicemapping", VIEW, Service::Platform, mapping),
];

/// Changes so far; the oldest go when there are too many.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditLog {
    entries: Vec<Entry>,
    dropped: usize,
}

#[derive(Clone, Debug)]
struct Entry {
    at: Timestamp,
    client: ClientId,
    service: &'static str,
    entity_type: &'static str,
    action: &'static str,
    entity_id: String,
}

/// Entries kept.
const MOST: usize = 200_000;

impl AuditLog {
    /// Enters a change. `created` is the id in the reply, for calls whose path names no object.
    pub(crate) fn enter(&mut self, call: &Call, created: Option<&str>) {
        let (service, entity_type) = kind(call.route.template);
        let action = match call.route.method {
            "POST" if call.params.is_empty() => "Create",
            "DELETE" if call.params.len() == 1 => "Delete",
            _ => "Update",
        };
        if self.entries.len() >= MOST {
            self.entries.drain(..MOST / 2);
            self.dropped += MOST / 2;
        }
        let entity_id = call.params.first().map(String::as_str).or(created).unwrap_or("").to_owned();
        self.entries.push(Entry {
            at: call.now,
            client: call.client,
            service,
            entity_type,
            action,
            entity_id,
        });
    }
}

fn kind(template: &'static str) -> (&'static str, &'static str) {
    match template.split('/').nth(3).unwrap_or("") {
        "users" => ("Directory", "User"),
        "groups" => ("Groups", "Group"),
        "routing" => ("Routing", "Queue"),
        "authorization" | "license" => ("PeoplePermissions", "Grant"),
        "scim" => ("SCIM", "User"),
        "presence" => ("Presence", "Presence"),
        _ => ("Platform", "Platform"),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuditQuery {
    interval: String,
    service_name: Option<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    page_number: Option<usize>,
    page_size: Option<usize>,
}

#[derive(Deserialize)]
struct Filter {
    property: String,
    value: String,
}

impl AuditQuery {
    fn interval(&self) -> Result<(Timestamp, Timestamp), Refusal> {
        let ends =
            self.interval.split_once('/').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
        ends.ok_or_else(|| Refusal::new(400, "invalid.date", "interval must be start/end"))
    }

    fn takes(&self, entry: &Entry) -> bool {
        let fits = |filter: &Filter| match filter.property.as_str() {
            "ClientId" => entry.client.to_string() == filter.value,
            "EntityId" => entry.entity_id == filter.value,
            "EntityType" => entry.entity_type == filter.value,
            "Action" => entry.action == filter.value,
            _ => false,
        };
        self.service_name.as_deref().is_none_or(|name| name == entry.service) && self.filters.iter().all(fits)
    }
}

fn entry_json(number: usize, entry: &Entry) -> Value {
    json!({
        "id": derive("audit", &number.to_string()), "serviceName": entry.service, "level": "USER",
        "eventDate": written(entry.at), "action": entry.action, "entityType": entry.entity_type,
        "entity": { "id": entry.entity_id }, "status": "SUCCESS", "application": "simulator",
        "client": { "id": entry.client, "selfUri": format!("/api/v2/oauth/clients/{}", entry.client) },
        "propertyChanges": [],
    })
}

fn query(world: &mut World, call: &Call) -> Answer {
    let wanted: AuditQuery = call.body()?;
    let (from, to) = wanted.interval()?;
    let size = wanted.page_size.unwrap_or(25).clamp(1, 500);
    let number = wanted.page_number.unwrap_or(1).max(1);
    let log = &world.audit;
    let all = log.entries.iter().enumerate().filter(|(_, entry)| from <= entry.at && entry.at < to);
    let found = all.filter(|(_, entry)| wanted.takes(entry)).collect::<Vec<_>>();
    let page = found.iter().skip((number - 1) * size).take(size);
    let entities = page.map(|(place, entry)| entry_json(place + log.dropped, entry)).collect::<Vec<_>>();
    Ok(Reply::ok(json!({
        "entities": entities, "pageSize": size, "pageNumber": number, "total": found.len(),
        "pageCount": found.len().div_ceil(size),
    })))
}

fn mapping(_: &mut World, _: &Call) -> Answer {
    let actions = json!(["Create", "Update", "Delete"]);
    let service = |name: &str, entity: &str| json!({ "name": name, "entities": [{ "name": entity, "actions": actions }] });
    let services =
        [("Directory", "User"), ("Groups", "Group"), ("Routing", "Queue"), ("PeoplePermissions", "Grant")];
    let services = services.iter().chain(&[("SCIM", "User"), ("Presence", "Presence")]);
    Ok(Reply::ok(
        json!({ "services": services.map(|(name, entity)| service(name, entity)).collect::<Vec<_>>() }),
    ))
}
