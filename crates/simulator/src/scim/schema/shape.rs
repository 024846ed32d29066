//! Brings a body into the form of its schema: names in their own spelling, values of the right type.
//!
//! What no schema knows, what is null and what only the service writes is left out, as RFC 7644 wants it of POST and PUT.

use super::attribute::{Attribute, Kind, find};
use super::{ResourceType, is_writable};
use crate::errors::Refusal;
use crate::scim::refused;
use serde_json::{Map, Value};

/// A whole resource.
pub(crate) fn resource(kind: &ResourceType, body: &Value) -> Result<Value, Refusal> {
    let object = body.as_object().ok_or_else(|| refused("invalidSyntax", "The body must be an object"))?;
    let mut shaped = Map::new();
    for (name, value) in object {
        if let Some(schema) = kind.extension(name) {
            let part = value.as_object().ok_or_else(|| wrong(name, "an object"))?;
            shaped.insert(schema.urn.to_owned(), parts(schema.attributes, part)?);
        } else if let Some(attribute) = kind.core_attribute(name) {
            insert(&mut shaped, attribute, value)?;
        }
    }
    Ok(Value::Object(shaped))
}

fn wrong(name: &str, wanted: &str) -> Refusal {
    refused("invalidValue", format!("{name} must be {wanted}"))
}

fn insert(into: &mut Map<String, Value>, attribute: &Attribute, given: &Value) -> Result<(), Refusal> {
    if !given.is_null() && is_writable(attribute) {
        into.insert(attribute.name.to_owned(), value(attribute, given)?);
    }
    Ok(())
}

/// The parts of a complex value, or the attributes of an extension.
pub(crate) fn parts(known: &'static [Attribute], given: &Map<String, Value>) -> Result<Value, Refusal> {
    let mut shaped = Map::new();
    for (name, value) in given {
        if let Some(attribute) = find(known, name) {
            insert(&mut shaped, attribute, value)?;
        }
    }
    Ok(Value::Object(shaped))
}

/// The value of an attribute; of a list all of it.
pub(crate) fn value(attribute: &Attribute, given: &Value) -> Result<Value, Refusal> {
    if !attribute.is_list {
        return one(attribute, given);
    }
    let list = given.as_array().ok_or_else(|| wrong(attribute.name, "a list"))?;
    list.iter().map(|element| one(attribute, element)).collect()
}

/// One value; of a list one element.
pub(crate) fn one(attribute: &Attribute, given: &Value) -> Result<Value, Refusal> {
    let name = attribute.name;
    match attribute.kind {
        Kind::Text | Kind::Time | Kind::Reference => {
            let text = given.as_str().ok_or_else(|| wrong(name, "a string"))?;
            known_word(attribute, text).map(Value::from)
        }
        Kind::Flag => given.as_bool().map(Value::from).ok_or_else(|| wrong(name, "true or false")),
        Kind::Decimal | Kind::Integer => {
            given.as_f64().map(Value::from).ok_or_else(|| wrong(name, "a number"))
        }
        Kind::Complex => {
            let object = given.as_object().ok_or_else(|| wrong(name, "an object"))?;
            let shaped = parts(attribute.parts, object)?;
            match attribute.parts.iter().find(|part| part.is_required && shaped.get(part.name).is_none()) {
                Some(part) if attribute.is_list => Err(wrong(name, &format!("given with its {}", part.name))),
                _ => Ok(shaped),
            }
        }
    }
}

/// The word itself, or the known word that differs only in case.
fn known_word(attribute: &Attribute, text: &str) -> Result<String, Refusal> {
    if attribute.values.is_empty() {
        return Ok(text.to_owned());
    }
    let known = attribute.values.iter().find(|known| known.eq_ignore_ascii_case(text));
    let list = attribute.values.join(", ");
    known.map(|known| (*known).to_owned()).ok_or_else(|| wrong(attribute.name, &format!("one of {list}")))
}
