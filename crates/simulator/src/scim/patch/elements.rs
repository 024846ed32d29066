//! Operations on the elements of a list that a filter chooses.

use super::request::{Op, Operation};
use super::{Rules, Target, require_removable};
use crate::errors::Refusal;
use crate::scim::filter::Filter;
use crate::scim::refused;
use crate::scim::schema::shape;
use serde_json::{Map, Value, json};

impl Rules<'_> {
    pub(super) fn at_list(
        &self,
        object: &mut Map<String, Value>,
        operation: &Operation,
        target: &Target,
    ) -> Result<(), Refusal> {
        let place = object.entry(target.attribute.name).or_insert_with(|| json!([]));
        let held = place.as_array_mut();
        let held =
            held.ok_or_else(|| refused("invalidPath", format!("{} is no list", target.attribute.name)))?;
        if target.filter.is_some() || target.part.is_some() {
            return self.at_elements(held, operation, target);
        }
        self.whole(held, operation, target.attribute)
    }

    /// The elements that the filter chooses; without one all of them.
    fn at_elements(
        &self,
        held: &mut Vec<Value>,
        operation: &Operation,
        target: &Target,
    ) -> Result<(), Refusal> {
        let fits = |element: &Value| target.filter.is_none_or(|filter| filter.fits(element));
        let chosen: Vec<usize> = (0..held.len()).filter(|at| fits(&held[*at])).collect();
        if chosen.is_empty() {
            return self.nothing_fits(held, operation, target);
        }
        for at in chosen.iter().rev() {
            let before = held[*at].clone();
            let is_gone = change(&mut held[*at], operation, target)?;
            if (is_gone || held[*at] != before) && (self.is_fixed)(target.attribute, &before) {
                let text = format!("This element of {} cannot be changed", target.attribute.name);
                return Err(refused("mutability", text));
            }
            if is_gone {
                held.remove(*at);
            }
        }
        let written = chosen.last().copied().filter(|at| *at < held.len());
        one_primary(held, written);
        Ok(())
    }

    /// A value for an element that is not there makes it, where that is how the service does it.
    fn nothing_fits(
        &self,
        held: &mut Vec<Value>,
        operation: &Operation,
        target: &Target,
    ) -> Result<(), Refusal> {
        let no_target = || refused("noTarget", format!("No element of {} fits", target.attribute.name));
        if operation.op == Op::Remove {
            return if self.behaviour.absent_is_no_target { Err(no_target()) } else { Ok(()) };
        }
        let equal = target.filter.and_then(Filter::equalities).filter(|_| self.behaviour.value_paths_create);
        let mut element = json!({});
        for (named, value) in equal.ok_or_else(no_target)? {
            element[named.attribute.name] = value.clone();
        }
        change(&mut element, operation, target)?;
        held.push(shape::one(target.attribute, &element)?);
        let last = held.len() - 1;
        one_primary(held, Some(last));
        Ok(())
    }
}

/// Changes one element; tells whether it is to go.
fn change(element: &mut Value, operation: &Operation, target: &Target) -> Result<bool, Refusal> {
    match (operation.op, target.part) {
        (Op::Remove, None) => return Ok(true),
        (Op::Remove, Some(part)) => {
            require_removable(part)?;
            element.as_object_mut().map(|parts| parts.remove(part.name));
        }
        (_, Some(part)) => element[part.name] = shape::one(part, &operation.value)?,
        (_, None) => {
            let parts = operation.value.as_object();
            let parts = parts.ok_or_else(|| refused("invalidValue", "The value must be an object"))?;
            overlay(element, &shape::parts(target.attribute.parts, parts)?);
        }
    }
    Ok(false)
}

pub(super) fn overlay(element: &mut Value, given: &Value) {
    for (name, value) in given.as_object().into_iter().flatten() {
        element[name] = value.clone();
    }
}

/// At most one element is primary (RFC 7643, section 2.4): the one that was written last.
pub(super) fn one_primary(held: &mut [Value], written: Option<usize>) {
    let Some(written) = written.filter(|at| held[*at]["primary"] == json!(true)) else {
        return;
    };
    for (at, element) in held.iter_mut().enumerate() {
        if at != written && element["primary"] == json!(true) {
            element["primary"] = json!(false);
        }
    }
}
