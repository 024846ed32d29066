//! Names in filters: where the value is, and how it compares.

use crate::scim::schema::attribute::{Attribute, Kind, find};
use crate::scim::schema::{ENTERPRISE, ResourceType, USER};
use std::fmt;

/// The attributes that a filter may name.
#[derive(Clone, Copy)]
pub(crate) enum Names {
    /// Those of a resource, with URNs where they are extensions.
    Resource(&'static ResourceType),
    /// The parts of a list's elements.
    Parts(&'static [Attribute]),
}

/// An attribute that was found by its name.
#[derive(Clone)]
pub(crate) struct Named {
    /// Keys from the outside to the value.
    pub(crate) steps: Vec<&'static str>,
    /// The innermost of them.
    pub(crate) attribute: &'static Attribute,
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.steps.join("/"))
    }
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.steps == other.steps
    }
}

impl Names {
    /// Finds an attribute. `division`, `manager` and the like need no URN here, and `email` is another word for `emails`.
    pub(crate) fn find(self, text: &str) -> Option<Named> {
        match self {
            Self::Parts(parts) => {
                let attribute = find(parts, text)?;
                Some(Named { steps: vec![attribute.name], attribute })
            }
            Self::Resource(kind) => in_resource(kind, text),
        }
    }
}

fn in_resource(kind: &'static ResourceType, text: &str) -> Option<Named> {
    let (schema, rest) = kind.split(text)?;
    let (head, part) = rest.split_once('.').map_or((rest, None), |(head, part)| (head, Some(part)));
    let is_user = kind.core.urn == USER.urn;
    let head = if is_user && head.eq_ignore_ascii_case("email") { "emails" } else { head };
    let spoken = kind.attribute(schema, head).map(|found| (schema, found));
    let enterprise = || Some((Some(&ENTERPRISE), find(ENTERPRISE.attributes, head)?));
    let (schema, found) = if is_user { spoken.or_else(enterprise)? } else { spoken? };
    let mut steps: Vec<_> = schema.map(|schema| schema.urn).into_iter().collect();
    steps.push(found.name);
    match part {
        Some(part) => below(steps, found.part(part)?),
        None => Some(Named { steps, attribute: found }),
    }
}

fn below(mut steps: Vec<&'static str>, part: &'static Attribute) -> Option<Named> {
    steps.push(part.name);
    Some(Named { steps, attribute: part })
}

impl Named {
    /// The attribute itself when it is plain; otherwise its `value`, which is what a comparison with it means.
    pub(crate) fn plain(self) -> Option<Self> {
        if self.attribute.kind != Kind::Complex {
            return Some(self);
        }
        below(self.steps, self.attribute.part("value")?)
    }
}
