//! PATCH (RFC 7644, section 3.5.2): operations on a resource as JSON. What they make of it is then written as a whole, so
//! that one refused operation leaves nothing behind.

mod elements;
mod lists;
mod path;
mod request;

use super::refused;
use super::schema::attribute::Attribute;
use super::schema::shape;
use super::schema::{ResourceType, is_writable};
use crate::errors::Refusal;
use crate::model::behaviour::ScimBehaviour;
use path::Path;
use request::{Op, Operation};
use serde_json::{Map, Value, json};

pub(super) use request::PatchRequest;

/// What the operations work under.
pub(super) struct Rules<'a> {
    pub(super) kind: &'static ResourceType,
    pub(super) behaviour: &'a ScimBehaviour,
    /// Elements of lists that the service itself keeps: changing or removing them is `mutability`.
    pub(super) is_fixed: &'a dyn Fn(&Attribute, &Value) -> bool,
}

impl Rules<'_> {
    /// Carries all operations out on `document`.
    pub(super) fn apply(&self, document: &mut Value, request: &PatchRequest) -> Result<(), Refusal> {
        request.operations.iter().try_for_each(|operation| match &operation.path {
            Some(path) => self.at(document, operation, path),
            None => self.merge(document, operation),
        })
    }

    /// An operation without a path: each name in its value is one.
    fn merge(&self, document: &mut Value, operation: &Operation) -> Result<(), Refusal> {
        if operation.op == Op::Remove {
            return Err(refused("noTarget", "A remove needs a path"));
        }
        let values = operation.value.as_object();
        let values =
            values.ok_or_else(|| refused("invalidValue", "Without a path the value must be an object"))?;
        for (name, value) in values.iter().filter(|(name, _)| *name != "schemas") {
            let one = Operation { op: operation.op, path: None, value: value.clone() };
            self.at(document, &one, name)?;
        }
        Ok(())
    }

    fn at(&self, document: &mut Value, operation: &Operation, path: &str) -> Result<(), Refusal> {
        match Path::read(self.kind, path)? {
            Path::Extension(schema) => self.at_extension(document, operation, schema.urn, schema.attributes),
            Path::Attribute { schema, attribute, filter, part } => {
                let container = match schema {
                    Some(schema) => extension(document, schema.urn),
                    None => document,
                };
                let object = container.as_object_mut();
                let object = object.ok_or_else(|| refused("invalidPath", format!("{path} leads nowhere")))?;
                let target = Target { attribute, filter: filter.as_ref(), part };
                self.at_attribute(object, operation, &target)
            }
        }
    }

    /// An operation on a whole extension is one on each attribute that it names; a remove is one on all.
    fn at_extension(
        &self,
        document: &mut Value,
        operation: &Operation,
        urn: &str,
        known: &'static [Attribute],
    ) -> Result<(), Refusal> {
        let object = operation.value.as_object();
        let named: Vec<(&str, Value)> = match operation.op {
            Op::Remove => {
                known.iter().filter(|one| !one.is_kept).map(|one| (one.name, Value::Null)).collect()
            }
            Op::Add | Op::Replace => {
                let object =
                    object.ok_or_else(|| refused("invalidValue", format!("{urn} must be an object")))?;
                let named = object.iter().filter(|(name, _)| *name != "schemas");
                named.map(|(name, value)| (name.as_str(), value.clone())).collect()
            }
        };
        named.into_iter().try_for_each(|(name, value)| {
            let one = Operation { op: operation.op, path: None, value };
            self.at(document, &one, &format!("{urn}:{name}"))
        })
    }

    fn at_attribute(
        &self,
        object: &mut Map<String, Value>,
        operation: &Operation,
        target: &Target,
    ) -> Result<(), Refusal> {
        let attribute = target.attribute;
        if !is_writable(attribute) || target.part.is_some_and(|part| !is_writable(part)) {
            return unless_same(object, operation, attribute);
        }
        // Null means "no value" (RFC 7643, section 2.5).
        let operation = &Operation { op: operation.effective(), ..operation.clone() };
        if attribute.is_list {
            return self.at_list(object, operation, target);
        }
        if target.filter.is_some() {
            return Err(refused("invalidPath", format!("{} is no list", attribute.name)));
        }
        match target.part {
            Some(part) => {
                let place = object.entry(attribute.name).or_insert_with(|| json!({}));
                place.as_object_mut().map_or(Ok(()), |parts| set_plain(parts, operation, part))
            }
            None => set_plain(object, operation, attribute),
        }
    }
}

/// Where an operation works.
struct Target<'a> {
    attribute: &'static Attribute,
    filter: Option<&'a super::filter::Filter>,
    part: Option<&'static Attribute>,
}

fn extension<'a>(document: &'a mut Value, urn: &str) -> &'a mut Value {
    let place = &mut document[urn];
    if place.is_null() {
        *place = json!({});
    }
    place
}

/// Writing what is there already is no change, even where nothing may be changed.
fn unless_same(
    object: &Map<String, Value>,
    operation: &Operation,
    attribute: &Attribute,
) -> Result<(), Refusal> {
    let is_same = operation.op != Op::Remove && object.get(attribute.name) == Some(&operation.value);
    if is_same { Ok(()) } else { Err(refused("mutability", format!("{} is read-only", attribute.name))) }
}

/// Sets or takes away one value that is no list.
fn set_plain(
    object: &mut Map<String, Value>,
    operation: &Operation,
    attribute: &Attribute,
) -> Result<(), Refusal> {
    if operation.op != Op::Remove {
        object.insert(attribute.name.to_owned(), shape::one(attribute, &operation.value)?);
        return Ok(());
    }
    require_removable(attribute)?;
    object.remove(attribute.name);
    Ok(())
}

fn require_removable(attribute: &Attribute) -> Result<(), Refusal> {
    if attribute.is_required || attribute.is_kept {
        return Err(refused("mutability", format!("{} cannot be removed", attribute.name)));
    }
    Ok(())
}
