//! What permissions and products there are.

use crate::limits::Service;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use crate::wire::paging::{Page, counted, listing};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/authorization/permissions", Need::Nothing, Service::Authorization, permissions),
    route("GET", "/api/v2/authorization/products", Need::Nothing, Service::Authorization, products),
];

/// Every permission that an operation needs, a role holds or a licence names; without wildcards.
fn all(world: &World) -> BTreeSet<String> {
    let needed = world.permissions.iter();
    let held = world.state.roles.values().flat_map(|role| role.permissions.iter().cloned());
    let licensed = world.state.licences.values().flat_map(|licence| licence.permissions.iter().cloned());
    let all = needed.map(|text| (*text).to_owned()).chain(held).chain(licensed);
    all.filter(|text| text.matches(':').count() == 2 && !text.contains('*')).collect()
}

fn permissions(world: &mut World, call: &Call) -> Answer {
    let page = Page::of(call, 100)?;
    let mut domains: BTreeMap<String, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
    for text in all(world) {
        let mut parts = text.splitn(3, ':').map(str::to_owned);
        if let (Some(domain), Some(entity), Some(action)) = (parts.next(), parts.next(), parts.next()) {
            let one = json!({
                "domain": domain, "entityType": entity, "action": action, "label": text,
                "allowsConditions": false, "divisionAware": true,
            });
            domains.entry(domain).or_default().entry(entity).or_default().push(one);
        }
    }
    let (shown, total) = page.cut(domains.into_iter());
    let shown = shown.into_iter().map(|(domain, entities)| {
        json!({ "id": domain, "name": domain, "domain": domain, "permissionMap": entities })
    });
    Ok(Reply::ok(listing(call, page, total, shown.collect())))
}

/// One product for each licence.
fn products(world: &mut World, _: &Call) -> Answer {
    let all = world.state.licences.keys().map(|id| json!({ "id": id })).collect::<Vec<_>>();
    let page = Page { size: all.len().max(1), number: 1 };
    Ok(Reply::ok(counted(page, all.len(), all)))
}
