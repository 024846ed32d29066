//! Where a role is valid.

use crate::id::DivisionId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The division of a grant: one division, or all of them, which the API writes as `*`.
///
/// Home is one ordinary division and not the same as all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DivisionScope {
    /// Every division, present and future.
    All,
    /// One division.
    In(DivisionId),
}

impl fmt::Display for DivisionScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::In(division) => division.fmt(f),
        }
    }
}

impl FromStr for DivisionScope {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "*" => Ok(Self::All),
            id => id.parse().map(Self::In),
        }
    }
}

impl TryFrom<String> for DivisionScope {
    type Error = uuid::Error;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DivisionScope> for String {
    fn from(scope: DivisionScope) -> Self {
        scope.to_string()
    }
}
