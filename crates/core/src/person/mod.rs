//! The human or service identity that we manage, how it is paired with an account, and what we own of what it holds.

mod ledger;
mod link;

pub use ledger::{Ledger, LedgerEntry};
pub use link::{Link, LinkOrigin, Links};

use crate::id::PersonId;
use crate::record::SourceRecord;
use serde::{Deserialize, Serialize};

/// A person, across sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Who it is.
    pub id: PersonId,
    /// What the source that speaks for them says.
    pub record: SourceRecord,
    /// Where they are in their time with us.
    pub lifecycle: Lifecycle,
}

/// Where a person is in their time with us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Works here: enabled and not expired in the source.
    Active,
    /// Disabled, expired or gone in the source: access ends.
    Ended,
}
