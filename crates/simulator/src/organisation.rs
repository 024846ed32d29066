//! The organisation and the limits in force.

use crate::call::{Answer, Call, Reply};
use crate::limits::Service;
use crate::routes::{Need, Route, route};
use crate::world::World;
use serde_json::json;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/organizations/me", Need::Nothing, Service::Platform, organisation),
    route(
        "GET",
        "/api/v2/organizations/limits/namespaces/{namespaceName}",
        Need::Nothing,
        Service::Platform,
        limits,
    ),
    route(
        "GET",
        "/api/v2/organizations/limits/namespaces/{namespaceName}/defaults",
        Need::Nothing,
        Service::Platform,
        limits,
    ),
];

fn organisation(world: &mut World, _: &Call) -> Answer {
    let own = &world.state.organisation;
    Ok(Reply::ok(json!({
        "id": own.id, "name": own.name, "version": 1, "state": "active", "domain": "example.org",
        "defaultLanguage": "en_US", "productPlatform": "GenesysCloud",
        "selfUri": format!("/api/v2/organizations/{}", own.id),
    })))
}

fn limits(world: &mut World, call: &Call) -> Answer {
    let namespace = call.params[0].as_str();
    let entry = |key: &str, value: u32| json!({ "key": key, "namespace": namespace, "value": value });
    let limits = &world.tokens.limits;
    let entities = match namespace {
        "platform.api" => vec![
            entry("client.credentials.token.rate.per.minute", limits.per_token),
            entry("token.rate.per.minute", limits.per_token),
            entry("org.app.user.rate.per.minute", limits.per_token.saturating_mul(10)),
            entry("request.bytes.max", 512_000),
        ],
        _ => Vec::new(),
    };
    Ok(Reply::ok(json!({ "entities": entities })))
}
