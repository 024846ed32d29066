//! The organisation and the limits in force.

use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, listing};
use serde_json::json;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/organizations/me", Need::Nothing, Service::Platform, organisation),
    route("GET", "/api/v2/organizations/limits/namespaces", Need::Nothing, Service::Platform, namespaces),
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

/// The namespaces that a directory sync may ask for, with the limits that are known or set.
fn known_limits(world: &World) -> Vec<(&'static str, Vec<(&'static str, u32)>)> {
    let (limits, list) = (&world.tokens.limits, &world.behaviour.list_max);
    let rate = |service| limits.services.get(&service).map(|most| ("requests.per.minute", *most));
    let own = |service| rate(service).into_iter().collect::<Vec<_>>();
    let per_token = limits.per_token;
    vec![
        ("analytics", vec![("details.query.interval.max.days", 31)]),
        ("audit", vec![("query.results.page.size.max", 500)]),
        ("auth.api", vec![("client.credentials.token.rate.per.minute", per_token)]),
        ("authorization", own(Service::Authorization)),
        ("conversation", Vec::new()),
        ("directory", own(Service::Users)),
        ("groups", {
            let mut all = own(Service::Groups);
            all.push(("members.per.request.max", 50));
            all.extend(list.team_members.map(|most| ("team.members.per.request.max", most)));
            all
        }),
        (
            "platform.api",
            vec![
                ("client.credentials.token.rate.per.minute", per_token),
                ("token.rate.per.minute", per_token),
                ("org.app.user.rate.per.minute", per_token.saturating_mul(10)),
                ("request.bytes.max", 512_000),
            ],
        ),
        ("presence", list.presences.map(|most| ("bulk.update.max", most)).into_iter().collect()),
        ("routing", own(Service::Routing)),
        ("scim", own(Service::Scim)),
        ("users", own(Service::Users)),
    ]
}

fn namespaces(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 100)?;
    let names = known_limits(world).into_iter().map(|(name, _)| json!(name));
    let (shown, total) = page.cut(names);
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn limits(world: &mut World, call: &Call) -> Answer {
    let name = call.params[0].as_str();
    let known = known_limits(world).into_iter().find(|(known, _)| *known == name);
    let (namespace, entries) = known.ok_or_else(|| Refusal::not_found("limits namespace", name))?;
    let entry = |(key, value): (&str, u32)| json!({ "key": key, "namespace": namespace, "value": value });
    Ok(Reply::ok(json!({ "entities": entries.into_iter().map(entry).collect::<Vec<_>>() })))
}
