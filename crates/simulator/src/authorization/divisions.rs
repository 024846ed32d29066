//! Divisions: the catalogue, all grants of one, and moving objects between them.

use crate::authorization::moves;
use crate::authorization::subjects::grant_json;
use crate::changes::naming::{new_id, require_free};
use crate::limits::Service;
use crate::model::ids::DivisionId;
use crate::model::state::{Division, Grant, Scope, Subject};
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Reply};
use crate::wire::call::{Need, Route, route};
use crate::wire::paging::{Page, counted, listing};
use crate::wire::permissions::require_need_in;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/authorization/divisions", Need::Nothing, Service::Authorization, list),
    route("GET", "/api/v2/authorization/divisions/home", Need::Nothing, Service::Authorization, home),
    route("GET", "/api/v2/authorization/divisions/{divisionId}", Need::Nothing, Service::Authorization, get),
    route(
        "POST",
        "/api/v2/authorization/divisions",
        Need::All(&["authorization:division:add", "authorization:grant:add"]),
        Service::Authorization,
        create,
    ),
    route(
        "GET",
        "/api/v2/authorization/divisions/{divisionId}/grants",
        Need::Any(&["authorization:grant:view"]),
        Service::Authorization,
        grants,
    ),
    route(
        "POST",
        "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}",
        Need::Nothing,
        Service::Authorization,
        moves::move_objects,
    ),
];

/// A division as replies show it.
pub(crate) fn division_json(id: DivisionId, division: &Division) -> Value {
    json!({
        "id": id, "name": division.name, "description": division.description, "homeDivision": division.home,
        "selfUri": format!("/api/v2/authorization/divisions/{id}"),
    })
}

fn list(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.query_list("id").into_iter().filter_map(DivisionId::parse).collect::<BTreeSet<_>>();
    let name = call.query("name").map(|text| text.trim_matches('*').to_lowercase());
    let fits = |id: &DivisionId, division: &Division| {
        (ids.is_empty() || ids.contains(id))
            && name.as_ref().is_none_or(|name| division.name.to_lowercase().contains(name.as_str()))
    };
    let (found, total) = page.cut(world.state.divisions.iter().filter(|(id, division)| fits(id, division)));
    let shown = found.into_iter().map(|(id, division)| division_json(*id, division)).collect();
    Ok(Reply::ok(listing(call, page, total, shown)))
}

fn home(world: &mut World, _: &Call) -> Answer {
    let id = world.home();
    Ok(Reply::ok(division_json(id, world.division(id)?)))
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.division_id(0)?;
    Ok(Reply::ok(division_json(id, world.division(id)?)))
}

#[derive(Deserialize)]
struct CreateDivision {
    name: String,
    #[serde(default)]
    description: String,
}

fn create(world: &mut World, call: &Call) -> Answer {
    let wanted: CreateDivision = call.body()?;
    require_free(&world.state.divisions, &wanted.name, None)?;
    let id = new_id(&world.state.divisions, &wanted.name);
    let division = Division { name: wanted.name, description: wanted.description, home: false };
    world.state.divisions.insert(id, division);
    world.lag.fresh.note(id.uuid(), (), world.behaviour.lag.fresh_role_ms, call.now);
    Ok(Reply::ok(division_json(id, world.division(id)?)))
}

/// Every grant of one division, or with `*` every grant for all divisions. Totals, but no links.
fn grants(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 500)?;
    let scope = if call.params[0] == "*" {
        Scope::All
    } else {
        let id = call.division_id(0)?;
        world.division(id).map(|_| Scope::Division(id))?
    };
    require_need_in(world, call, call.route.need, scope)?;
    let mut scopes = vec![scope];
    if world.behaviour.division_grants_show_all_scope && scope != Scope::All {
        scopes.push(Scope::All);
    }
    let (rows, total) = page.cut(visible_in(world, &scopes, call).into_iter());
    let shown = rows.into_iter().map(|(subject, grant)| grant_json(world, subject, grant, false)).collect();
    Ok(Reply::ok(counted(page, total, shown)))
}

fn visible_in(world: &World, scopes: &[Scope], call: &Call) -> BTreeSet<(Subject, Grant)> {
    let rows_in = |scope: &Scope| {
        let rows = world.index.by_scope.get(scope).into_iter().flatten();
        let scope = *scope;
        rows.map(move |(subject, role)| (*subject, Grant { role: *role, scope }))
    };
    let mut found = scopes.iter().flat_map(rows_in).collect::<BTreeSet<_>>();
    for (key, was_held) in world.lag.grants.all(world.behaviour.lag.grants_ms, call.now) {
        if scopes.contains(&key.1.scope) {
            if *was_held {
                found.insert(*key)
            } else {
                found.remove(key)
            };
        }
    }
    found
}
