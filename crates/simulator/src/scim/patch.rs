//! PATCH: operations on a resource as JSON. What they make of it is then written like a PUT.

use super::{ENTERPRISE, GENESYS, filter, refused};
use crate::errors::Refusal;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// The body of a PATCH. Without this envelope it is no PATCH at all.
#[derive(Deserialize)]
pub(super) struct PatchRequest {
    schemas: Vec<String>,
    #[serde(rename = "Operations", default)]
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    op: String,
    path: Option<String>,
    value: Option<Value>,
}

#[derive(Clone, Copy, PartialEq)]
enum Op {
    Add,
    Replace,
    Remove,
}

/// `attribute[filter].sub` within the core or an extension.
struct Path {
    extension: Option<&'static str>,
    attribute: String,
    filter: Option<(String, String)>,
    sub: Option<String>,
}

/// Carries all operations out on `resource`.
pub(super) fn apply(resource: &mut Value, request: &PatchRequest) -> Result<(), Refusal> {
    if !request.schemas.iter().any(|schema| schema == SCHEMA) {
        return Err(refused("invalidSyntax", format!("schemas must contain {SCHEMA}")));
    }
    for operation in &request.operations {
        apply_one(resource, operation)?;
    }
    Ok(())
}

fn apply_one(resource: &mut Value, operation: &Operation) -> Result<(), Refusal> {
    let op = match operation.op.to_ascii_lowercase().as_str() {
        "add" => Op::Add,
        "replace" => Op::Replace,
        "remove" => Op::Remove,
        other => {
            return Err(refused("invalidSyntax", format!("The operation {other:?} is not known")));
        }
    };
    match (&operation.path, op) {
        (None, Op::Remove) => Err(refused("noTarget", "A remove needs a path")),
        (None, _) => {
            let object = operation.value.as_ref().and_then(Value::as_object);
            let object = object
                .ok_or_else(|| refused("invalidValue", "Without a path the value must be an object"))?;
            merge(resource, op, object)
        }
        (Some(path), _) => at_path(resource, op, &parse_path(path)?, operation.value.as_ref()),
    }
}

fn merge(resource: &mut Value, op: Op, object: &Map<String, Value>) -> Result<(), Refusal> {
    for (name, value) in object {
        match (name.as_str(), value.as_object()) {
            ("schemas", _) => {}
            (ENTERPRISE | GENESYS, Some(part)) => {
                for (name, value) in part {
                    at_path(
                        resource,
                        op,
                        &parse_path(&format!("{}:{name}", extension_of(object, part)))?,
                        Some(value),
                    )?;
                }
            }
            _ => at_path(resource, op, &parse_path(name)?, Some(value))?,
        }
    }
    Ok(())
}

/// The URN under which `part` stands in `object`.
fn extension_of<'a>(object: &'a Map<String, Value>, part: &Map<String, Value>) -> &'a str {
    let found = object.iter().find(|(_, value)| value.as_object() == Some(part));
    found.map_or("", |(name, _)| name.as_str())
}

fn parse_path(text: &str) -> Result<Path, Refusal> {
    let invalid = || refused("invalidPath", format!("The path {text:?} is not known"));
    let known = [ENTERPRISE, GENESYS].into_iter().find(|urn| text.starts_with(urn));
    let rest = match known {
        Some(urn) => text[urn.len()..].strip_prefix(':').ok_or_else(invalid)?,
        None => text.strip_prefix(super::CORE).and_then(|rest| rest.strip_prefix(':')).unwrap_or(text),
    };
    let (head, filter, tail) = match rest.split_once('[') {
        None => (rest, None, ""),
        Some((head, open)) => {
            let (inner, tail) = open.rsplit_once(']').ok_or_else(invalid)?;
            (head, Some(filter::parse_equals(inner).ok_or_else(invalid)?), tail)
        }
    };
    let (attribute, sub) = match head.split_once('.') {
        Some((attribute, sub)) => (attribute, Some(sub)),
        None => (head, tail.strip_prefix('.')),
    };
    if attribute.is_empty() || attribute.contains(':') {
        return Err(invalid());
    }
    Ok(Path { extension: known, attribute: attribute.to_owned(), filter, sub: sub.map(str::to_owned) })
}

fn at_path(resource: &mut Value, op: Op, path: &Path, value: Option<&Value>) -> Result<(), Refusal> {
    if op != Op::Remove && value.is_none() {
        return Err(refused("invalidValue", "The operation needs a value"));
    }
    let container = match path.extension {
        Some(urn) => &mut resource[urn],
        None => resource,
    };
    if container.is_null() {
        *container = json!({});
    }
    let Some(object) = container.as_object_mut() else {
        return Err(refused("invalidPath", "The path leads into a plain value"));
    };
    match (&path.filter, op) {
        (Some(filter), _) => at_elements(object, op, path, filter, value),
        (None, Op::Remove) => remove(object, path, value),
        (None, _) => set(object, op, path, value.unwrap_or(&Value::Null)),
    }
}

fn set(object: &mut Map<String, Value>, op: Op, path: &Path, value: &Value) -> Result<(), Refusal> {
    if let Some(sub) = &path.sub {
        let place = object.entry(path.attribute.clone()).or_insert_with(|| json!({}));
        if !place.is_object() {
            return Err(refused("invalidPath", format!("{} has no parts", path.attribute)));
        }
        place[sub] = value.clone();
        return Ok(());
    }
    let place = object.entry(path.attribute.clone()).or_insert(Value::Null);
    match (place.as_array_mut(), value.as_array(), op) {
        (Some(held), Some(more), Op::Add) => more.iter().for_each(|one| add_once(held, one)),
        (Some(held), None, Op::Add) => add_once(held, value),
        _ => *place = value.clone(),
    }
    Ok(())
}

/// An element with the same `value` or `name` is replaced, not doubled.
fn add_once(held: &mut Vec<Value>, one: &Value) {
    let key = |element: &Value| element.get("value").or_else(|| element.get("name")).cloned();
    let kind = |element: &Value| element.get("type").cloned();
    let same =
        |element: &Value| key(element) == key(one) && (kind(one).is_none() || kind(element) == kind(one));
    match held.iter_mut().find(|element| same(element)) {
        Some(element) => *element = one.clone(),
        None => held.push(one.clone()),
    }
}

fn remove(object: &mut Map<String, Value>, path: &Path, value: Option<&Value>) -> Result<(), Refusal> {
    if let Some(sub) = &path.sub {
        if let Some(place) = object.get_mut(&path.attribute).and_then(Value::as_object_mut) {
            place.remove(sub);
        }
        return Ok(());
    }
    let unwanted = value.and_then(Value::as_array);
    match (object.get_mut(&path.attribute).and_then(Value::as_array_mut), unwanted) {
        (Some(held), Some(unwanted)) => {
            held.retain(|one| !unwanted.iter().any(|gone| gone["value"] == one["value"]))
        }
        _ => drop(object.remove(&path.attribute)),
    }
    Ok(())
}

fn at_elements(
    object: &mut Map<String, Value>,
    op: Op,
    path: &Path,
    (name, wanted): &(String, String),
    value: Option<&Value>,
) -> Result<(), Refusal> {
    let fits = |element: &Value| match &element[name] {
        Value::String(text) => text == wanted,
        Value::Bool(flag) => wanted.parse() == Ok(*flag),
        _ => false,
    };
    let place = object.entry(path.attribute.clone()).or_insert_with(|| json!([]));
    let Some(held) = place.as_array_mut() else {
        return Err(refused("invalidPath", "The path is no list"));
    };
    if op == Op::Remove && path.sub.is_none() {
        held.retain(|element| !fits(element));
        return Ok(());
    }
    if !held.iter().any(fits) {
        held.push(json!({ name: wanted }));
    }
    let value = value.cloned().unwrap_or(Value::Null);
    for element in held.iter_mut().filter(|element| fits(element)) {
        match &path.sub {
            Some(sub) => element[sub] = value.clone(),
            None => *element = value.clone(),
        }
    }
    Ok(())
}
