//! Paths of PATCH operations: `[urn:]attribute[filter].part`, or the URN of an extension alone.

use crate::errors::Refusal;
use crate::scim::filter::{Filter, Names};
use crate::scim::refused;
use crate::scim::schema::attribute::Attribute;
use crate::scim::schema::{ResourceType, Schema};

/// Where an operation works.
pub(super) enum Path {
    Extension(&'static Schema),
    Attribute {
        /// The extension that the attribute belongs to; none: the core.
        schema: Option<&'static Schema>,
        attribute: &'static Attribute,
        /// Which elements of a list are meant.
        filter: Option<Filter>,
        /// Which part of them is meant.
        part: Option<&'static Attribute>,
    },
}

impl Path {
    /// Reads a path; one that leads nowhere is 400 `invalidPath`.
    pub(super) fn read(kind: &'static ResourceType, text: &str) -> Result<Self, Refusal> {
        let invalid = || refused("invalidPath", format!("The path {text:?} is not known"));
        let (outside, inside, tail) = cut(text.trim()).ok_or_else(invalid)?;
        let (schema, name) = kind.split(outside).ok_or_else(invalid)?;
        if name.is_empty() {
            let schema = schema.filter(|_| inside.is_none()).ok_or_else(invalid)?;
            return Ok(Self::Extension(schema));
        }
        let (name, dotted) = name.split_once('.').map_or((name, None), |(name, part)| (name, Some(part)));
        let attribute = kind.attribute(schema, name).ok_or_else(invalid)?;
        if dotted.is_some() && inside.is_some() {
            return Err(invalid());
        }
        let part = dotted.or(tail).map(|part| attribute.part(part).ok_or_else(invalid)).transpose()?;
        let names = Names::Parts(attribute.parts);
        let filter = inside.map(|inside| Filter::read(inside, names).map_err(|_| invalid())).transpose()?;
        Ok(Self::Attribute { schema, attribute, filter, part })
    }
}

/// Cuts `a[b].c` into `a`, `b` and `c`.
fn cut(text: &str) -> Option<(&str, Option<&str>, Option<&str>)> {
    let Some((outside, rest)) = text.split_once('[') else {
        return Some((text, None, None));
    };
    let (inside, tail) = rest.rsplit_once(']')?;
    match tail {
        "" => Some((outside, Some(inside), None)),
        tail => Some((outside, Some(inside), Some(tail.strip_prefix('.')?))),
    }
}
