//! Custom attributes: schemas of the organisation, values of users.

use super::extras::own_user;
use crate::errors::Refusal;
use crate::limits::Service;
use crate::model::ids::{SchemaId, UserId};
use crate::model::state::AttributeSchema;
use crate::model::world::World;
use crate::wire::call::{Answer, Call, Need, Reply, Route, route};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const EDIT: Need = Need::Any(&["directory:user:edit"]);
const ALL: &str = "/api/v2/users/{userId}/customattributes";
const ONE: &str = "/api/v2/users/{userId}/customattributes/{schemaId}";

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        "/api/v2/users/customattributes/schemas",
        Need::Any(&["users:customAttributesSchema:view"]),
        Service::Users,
        schemas,
    ),
    route("PUT", ALL, EDIT, Service::Users, put),
    route("PATCH", ALL, EDIT, Service::Users, patch),
    route("GET", ONE, Need::Any(&["directory:user:view"]), Service::Users, get),
    route("DELETE", ONE, EDIT, Service::Users, delete),
];

fn schema_json(id: SchemaId, schema: &AttributeSchema) -> Value {
    let kind = json!({ "type": ["string", "number", "boolean"] });
    let properties = schema.attributes.iter().map(|name| (name.clone(), kind.clone()));
    json!({
        "id": id, "name": schema.name, "version": schema.version, "enabled": true, "appliesTo": ["USER"],
        "jsonSchema": {
            "$schema": "http://json-schema.org/draft-04/schema#", "title": schema.name, "type": "object",
            "properties": properties.collect::<Map<_, _>>(),
        },
        "selfUri": format!("/api/v2/users/customattributes/schemas/{id}"),
    })
}

fn schemas(world: &mut World, call: &Call) -> Answer {
    let all = world.state.schemas.iter().map(|(id, schema)| schema_json(*id, schema)).collect::<Vec<_>>();
    Ok(Reply::ok(json!({ "total": all.len(), "entities": all, "selfUri": call.path })))
}

fn known<'a>(world: &'a World, text: &str) -> Result<(SchemaId, &'a AttributeSchema), Refusal> {
    let id = SchemaId::parse(text);
    let found = id.and_then(|id| Some((id, world.state.schemas.get(&id)?)));
    found.ok_or_else(|| Refusal::not_found("custom attribute schema", text))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    schema_id: String,
    schema_version: Option<u32>,
    attributes: BTreeMap<String, Value>,
}

fn checked(world: &World, wanted: &Update) -> Result<SchemaId, Refusal> {
    let (id, schema) = known(world, &wanted.schema_id)?;
    if wanted.schema_version.is_some_and(|version| version != schema.version) {
        let text = format!("The version of the schema {} is {}", schema.name, schema.version);
        return Err(Refusal::new(409, "general.conflict", text));
    }
    for (name, value) in &wanted.attributes {
        if !schema.attributes.contains(name) || value.is_array() || value.is_object() {
            let text = format!("The attribute {name} does not fit the schema {}", schema.name);
            return Err(Refusal::invalid_value(text));
        }
    }
    Ok(id)
}

fn show(world: &World, user: UserId, schema: SchemaId) -> Answer {
    let missing = || Refusal::not_found("custom attributes of the schema", schema);
    let values = world.living_user(user)?.attributes.get(&schema).ok_or_else(missing)?;
    let known = world.state.schemas.get(&schema).ok_or_else(missing)?;
    let uri = format!("/api/v2/users/{user}/customattributes/{schema}");
    Ok(Reply::ok(json!({
        "id": schema, "userId": user, "schema": schema_json(schema, known), "attributes": values,
        "selfUri": uri,
    })))
}

fn put(world: &mut World, call: &Call) -> Answer {
    write(world, call, false)
}

fn patch(world: &mut World, call: &Call) -> Answer {
    write(world, call, true)
}

/// A PATCH keeps what it does not name; null takes an attribute away.
fn write(world: &mut World, call: &Call, keeps_others: bool) -> Answer {
    let id = own_user(world, call)?;
    let wanted: Update = call.body()?;
    let schema = checked(world, &wanted)?;
    if let Some(user) = world.state.users.get_mut(&id) {
        let values = user.attributes.entry(schema).or_default();
        if !keeps_others {
            values.clear();
        }
        values.extend(wanted.attributes);
        values.retain(|_, value| !value.is_null());
    }
    show(world, id, schema)
}

fn get(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let (schema, _) = known(world, &call.params[1])?;
    show(world, id, schema)
}

fn delete(world: &mut World, call: &Call) -> Answer {
    let id = own_user(world, call)?;
    let (schema, _) = known(world, &call.params[1])?;
    let had = world.state.users.get_mut(&id).is_some_and(|user| user.attributes.remove(&schema).is_some());
    if !had && world.behaviour.removing_absent_is_404 {
        return Err(Refusal::not_found("custom attributes of the schema", schema));
    }
    Ok(world.done())
}
