//! The tenant's own audit: every change, with the OAuth client that made it.

use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::history::Entry;
use crate::model::ids::derive;
use crate::model::world::{World, written};
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::interval;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

const VIEW: Need = Need::All(&["audits:audit:view"]);

pub(crate) const ROUTES: &[Route] = &[
    route("POST", "/api/v2/audits/query/realtime", VIEW, Service::Platform, query),
    route("GET", "/api/v2/audits/query/realtime/servicemapping", VIEW, Service::Platform, mapping),
    route("GET", "/api/v2/audits/query/servicemapping", VIEW, Service::Platform, mapping),
];

/// What an audit query asks for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditQuery {
    pub(super) interval: String,
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
    /// Refuses filters that the platform may refuse.
    pub(super) fn require_sound(&self, world: &World) -> Result<(), Refusal> {
        let has = |name: &str| self.filters.iter().any(|filter| filter.property == name);
        if world.behaviour.audit_entity_needs_type && has("EntityId") && !has("EntityType") {
            return Err(Refusal::bad_request("The filter EntityId needs an EntityType"));
        }
        Ok(())
    }

    /// The entries that fit, with their numbers, as they were known at `until`.
    pub(super) fn found<'a>(
        &self,
        world: &'a World,
        until: Timestamp,
    ) -> Result<Vec<(usize, &'a Entry)>, Refusal> {
        let (from, to) = interval(&self.interval)?;
        let dropped = world.audit.dropped;
        let all = world.audit.entries.iter().enumerate();
        let within = all.filter(|(_, entry)| from <= entry.at && entry.at < to && entry.at <= until);
        let fitting = within.filter(|(_, entry)| self.takes(entry));
        Ok(fitting.map(|(place, entry)| (place + dropped, entry)).collect())
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

/// An entry as replies show it.
pub(super) fn entry_json(number: usize, entry: &Entry) -> Value {
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
    wanted.require_sound(world)?;
    let size = wanted.page_size.unwrap_or(25).clamp(1, 500);
    let number = wanted.page_number.unwrap_or(1).max(1);
    let found = wanted.found(world, call.now)?;
    let page = found.iter().skip((number - 1) * size).take(size);
    let entities = page.map(|(number, entry)| entry_json(*number, entry)).collect::<Vec<_>>();
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
