//! Operations on a list as a whole.

use super::elements::{one_primary, overlay};
use super::request::{Op, Operation};
use super::{Rules, require_removable};
use crate::errors::Refusal;
use crate::scim::refused;
use crate::scim::schema::attribute::Attribute;
use crate::scim::schema::shape;
use serde_json::Value;

impl Rules<'_> {
    /// An operation on a list as a whole. A single value stands for a list of one.
    pub(super) fn whole(
        &self,
        held: &mut Vec<Value>,
        operation: &Operation,
        attribute: &'static Attribute,
    ) -> Result<(), Refusal> {
        let given = match &operation.value {
            Value::Array(list) => list.clone(),
            Value::Null => Vec::new(),
            one => vec![one.clone()],
        };
        if operation.op == Op::Remove {
            return self.remove(held, &given, attribute);
        }
        let given = given.iter().map(|one| shape::one(attribute, one)).collect::<Result<Vec<_>, _>>()?;
        if operation.op == Op::Replace {
            *held = given;
            return Ok(());
        }
        for one in given {
            let at = add(held, one, attribute);
            one_primary(held, Some(at));
        }
        Ok(())
    }

    /// Without values the list goes; with them those elements that agree with one of them in all its parts that are keys.
    fn remove(
        &self,
        held: &mut Vec<Value>,
        given: &[Value],
        attribute: &'static Attribute,
    ) -> Result<(), Refusal> {
        if given.is_empty() {
            require_removable(attribute)?;
            held.clear();
            return Ok(());
        }
        if given.iter().any(|gone| named_keys(attribute, gone).is_empty()) {
            return Err(refused("invalidValue", format!("This is no element of {}", attribute.name)));
        }
        let is_meant = |element: &Value| {
            let agrees = |gone: &Value| agree(attribute, &named_keys(attribute, gone), element, gone);
            given.iter().any(agrees)
        };
        if held.iter().any(|element| is_meant(element) && (self.is_fixed)(attribute, element)) {
            return Err(refused("mutability", format!("An element of {} cannot be removed", attribute.name)));
        }
        held.retain(|element| !is_meant(element));
        Ok(())
    }
}

/// An element with the same key is changed, not doubled.
fn add(held: &mut Vec<Value>, one: Value, attribute: &Attribute) -> usize {
    match held.iter().position(|element| agree(attribute, attribute.key, element, &one)) {
        Some(at) => {
            overlay(&mut held[at], &one);
            at
        }
        None => {
            held.push(one);
            held.len() - 1
        }
    }
}

/// The keys that a value names, `value` among them.
fn named_keys(attribute: &Attribute, value: &Value) -> Vec<&'static str> {
    let keys = attribute.key.iter().chain(&["value"]).copied();
    keys.filter(|key| value.get(key).is_some()).collect()
}

/// Whether two elements have the same words in these parts.
fn agree(attribute: &Attribute, keys: &[&str], one: &Value, other: &Value) -> bool {
    let same = |key: &&str| match (one[*key].as_str(), other[*key].as_str()) {
        (Some(one), Some(other)) if attribute.part(key).is_some_and(|part| part.is_case_exact) => {
            one == other
        }
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => one[*key] == other[*key],
    };
    keys.iter().all(same)
}
