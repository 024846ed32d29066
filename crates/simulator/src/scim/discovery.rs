//! What this SCIM can do: configuration, resource types, schemas.

use super::{CORE, ENTERPRISE, GENESYS, GROUP};
use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::limits::Service;
use crate::routes::{Need, Route, route};
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
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": feature(true), "etag": feature(true), "sort": feature(false), "changePassword": feature(true),
        "filter": { "supported": true, "maxResults": world.behaviour.scim.count_max },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "authenticationSchemes": [{
            "name": "OAuth Bearer Token", "description": "OAuth 2 bearer token", "type": "oauthbearertoken",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": "/api/v2/scim/v2/serviceproviderconfig",
                  "version": "\"1\"" },
    });
    Ok(super::unless_known(call, 1, body))
}

fn all_types() -> [Value; 2] {
    let one = |id: &str, schema: &str, extensions: &[&str]| {
        let extension = |urn: &&str| json!({ "schema": urn, "required": false });
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": id, "name": id,
            "description": id, "schema": schema, "endpoint": format!("/{}s", id.to_lowercase()),
            "schemaExtensions": extensions.iter().map(extension).collect::<Vec<_>>(),
            "meta": { "resourceType": "ResourceType", "location": format!("/api/v2/scim/v2/resourcetypes/{id}") },
        })
    };
    [one("User", CORE, &[ENTERPRISE, GENESYS]), one("Group", GROUP, &[])]
}

fn types(_: &mut World, _: &Call) -> Answer {
    Ok(all(all_types().to_vec()))
}

fn one_type(_: &mut World, call: &Call) -> Answer {
    let found = all_types().into_iter().find(|one| one["id"] == json!(call.params[0]));
    found.map(Reply::ok).ok_or_else(|| Refusal::not_found("resource type", &call.params[0]))
}

fn all(list: Vec<Value>) -> Reply {
    Reply::ok(json!({
        "schemas": [super::LIST], "totalResults": list.len(), "startIndex": 1, "itemsPerPage": list.len(),
        "Resources": list,
    }))
}

fn attribute(name: &str, kind: &str, many: bool, mutability: &str) -> Value {
    json!({
        "name": name, "type": kind, "multiValued": many, "required": false, "caseExact": false,
        "mutability": mutability, "returned": "default", "uniqueness": "none", "description": name,
    })
}

fn all_schemas() -> Vec<Value> {
    let schema = |id: &str, name: &str, attributes: Vec<Value>| {
        json!({
            "id": id, "name": name, "description": name, "attributes": attributes,
            "meta": { "resourceType": "Schema", "location": format!("/api/v2/scim/v2/schemas/{id}") },
        })
    };
    let text = |name: &str| attribute(name, "string", false, "readWrite");
    let list = |name: &str| attribute(name, "complex", true, "readWrite");
    let fixed = |name: &str| attribute(name, "complex", true, "readOnly");
    vec![
        schema(
            CORE,
            "User",
            vec![
                text("userName"),
                text("displayName"),
                attribute("active", "boolean", false, "readWrite"),
                text("title"),
                text("externalId"),
                list("emails"),
                list("phoneNumbers"),
                list("roles"),
                fixed("groups"),
            ],
        ),
        schema(
            ENTERPRISE,
            "EnterpriseUser",
            vec![
                text("division"),
                text("department"),
                text("employeeNumber"),
                text("dateHire"),
                attribute("manager", "complex", false, "readWrite"),
            ],
        ),
        schema(
            GENESYS,
            "GenesysUser",
            vec![list("routingSkills"), list("routingLanguages"), list("externalIds")],
        ),
        schema(
            GROUP,
            "Group",
            vec![attribute("displayName", "string", false, "readOnly"), text("externalId"), list("members")],
        ),
    ]
}

fn schemas(_: &mut World, _: &Call) -> Answer {
    Ok(all(all_schemas()))
}

fn one_schema(_: &mut World, call: &Call) -> Answer {
    let found = all_schemas().into_iter().find(|one| one["id"] == json!(call.params[0]));
    found.map(Reply::ok).ok_or_else(|| Refusal::not_found("schema", &call.params[0]))
}
