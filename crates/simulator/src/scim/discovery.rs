//! What this SCIM can do: configuration, resource types, schemas.

use super::base;
use super::schema::attribute::{Access, Attribute, Kind};
use super::schema::{PROVIDER, ResourceType, SCHEMAS, Schema, TYPE, TYPES};
use super::version::unless_known;
use super::window::list;
use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::wire::call::{Need, Route, route};
use crate::world::World;
use serde_json::{Value, json};

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/scim/v2/serviceproviderconfig", Need::Nothing, Service::Scim, config),
    route("GET", "/api/v2/scim/v2/resourcetypes", Need::Nothing, Service::Scim, types),
    route("GET", "/api/v2/scim/v2/resourcetypes/{resourceType}", Need::Nothing, Service::Scim, one_type),
    route("GET", "/api/v2/scim/v2/schemas", Need::Nothing, Service::Scim, schemas),
    route("GET", "/api/v2/scim/v2/schemas/{schemaId}", Need::Nothing, Service::Scim, one_schema),
];

fn config(world: &mut World, call: &Call) -> Answer {
    let feature = |supported: bool| json!({ "supported": supported });
    let says = world.behaviour.scim.service_provider;
    let body = json!({
        "schemas": [PROVIDER.urn],
        "patch": feature(says.patch), "etag": feature(says.etag), "sort": feature(says.sort),
        "changePassword": feature(says.change_password),
        "filter": { "supported": says.filter, "maxResults": world.behaviour.scim.count_max },
        "bulk": { "supported": says.bulk, "maxOperations": 0, "maxPayloadSize": 0 },
        "authenticationSchemes": [{
            "name": "OAuth Bearer Token", "description": "OAuth 2 bearer token", "type": "oauthbearertoken",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig", "location": format!("{}/serviceproviderconfig", base(call)),
            "version": "\"1\"",
        },
    });
    Ok(unless_known(world, call, 1, body))
}

fn type_json(call: &Call, kind: &ResourceType) -> Value {
    let extension = |schema: &&Schema| json!({ "schema": schema.urn, "required": false });
    let name = kind.name;
    json!({
        "schemas": [TYPE.urn], "id": name, "name": name, "description": name,
        "schema": kind.core.urn, "endpoint": format!("/{}", kind.endpoint),
        "schemaExtensions": kind.extensions.iter().map(extension).collect::<Vec<_>>(),
        "meta": { "resourceType": "ResourceType", "location": format!("{}/resourcetypes/{name}", base(call)) },
    })
}

fn types(_: &mut World, call: &Call) -> Answer {
    let shown = TYPES.iter().map(|kind| type_json(call, kind)).collect::<Vec<_>>();
    Ok(Reply::ok(list(shown.len(), 1, shown)))
}

fn one_type(_: &mut World, call: &Call) -> Answer {
    let found = TYPES.iter().find(|kind| kind.name.eq_ignore_ascii_case(&call.params[0]));
    let shown = found.map(|kind| Reply::ok(type_json(call, kind)));
    shown.ok_or_else(|| Refusal::not_found("resource type", &call.params[0]))
}

fn attribute_json(attribute: &Attribute) -> Value {
    let returned = match attribute.access {
        Access::WriteOnly => "never",
        _ if attribute.is_always_shown => "always",
        _ => "default",
    };
    let mut shown = json!({
        "name": attribute.name, "type": attribute.kind.word(), "multiValued": attribute.is_list,
        "description": attribute.about, "required": attribute.is_required, "caseExact": attribute.is_case_exact,
        "mutability": attribute.access.word(), "returned": returned,
        "uniqueness": if attribute.is_unique { "server" } else { "none" },
    });
    if attribute.kind == Kind::Complex {
        shown["subAttributes"] = attribute.parts.iter().map(attribute_json).collect();
    }
    if !attribute.values.is_empty() {
        shown["canonicalValues"] = json!(attribute.values);
    }
    if !attribute.leads_to.is_empty() {
        shown["referenceTypes"] = json!(attribute.leads_to);
    }
    shown
}

fn schema_json(call: &Call, schema: &Schema) -> Value {
    let location = format!("{}/schemas/{}", base(call), schema.urn);
    json!({
        "id": schema.urn, "name": schema.name, "description": schema.name,
        "attributes": schema.attributes.iter().map(attribute_json).collect::<Vec<_>>(),
        "meta": { "resourceType": "Schema", "location": location },
    })
}

/// All schemas; a filter is refused (RFC 7644, section 4).
fn schemas(_: &mut World, call: &Call) -> Answer {
    if call.query("filter").is_some() {
        return Err(Refusal::new(403, "not.authorized", "Schemas cannot be filtered"));
    }
    let shown = SCHEMAS.iter().map(|schema| schema_json(call, schema)).collect::<Vec<_>>();
    Ok(Reply::ok(list(shown.len(), 1, shown)))
}

fn one_schema(_: &mut World, call: &Call) -> Answer {
    let found = SCHEMAS.iter().find(|schema| schema.urn.eq_ignore_ascii_case(&call.params[0]));
    let shown = found.map(|schema| Reply::ok(schema_json(call, schema)));
    shown.ok_or_else(|| Refusal::not_found("schema", &call.params[0]))
}
