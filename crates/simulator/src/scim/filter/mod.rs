//! Filters (RFC 7644, section 3.4.2.2), read against the attributes they may name.

mod matching;
mod names;
mod reading;
mod tokens;

pub(crate) use names::{Named, Names};
use serde_json::Value;

/// What a resource, or an element of a list, is measured by.
#[derive(Debug, PartialEq)]
pub(crate) enum Filter {
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    /// An attribute compared with a value of its type.
    Compare(Named, Comparison, Value),
    /// The attribute has a value.
    Present(Named),
    /// An element of a list fits.
    Within(Named, Box<Filter>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Differs,
    Contains,
    Starts,
    Ends,
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Filter {
    /// What must be equal, when the filter asks for nothing else: `a eq 1 and b eq 2`.
    pub(crate) fn equalities(&self) -> Option<Vec<(&Named, &Value)>> {
        match self {
            Self::Compare(named, Comparison::Equal, value) => Some(vec![(named, value)]),
            Self::And(left, right) => {
                let mut all = left.equalities()?;
                all.extend(right.equalities()?);
                Some(all)
            }
            _ => None,
        }
    }
}
