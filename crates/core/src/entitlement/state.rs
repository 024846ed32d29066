//! Whether an account may be used.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The state of an account (`User.state`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Can log in.
    Active,
    /// Cannot log in; keeps name, mail and history; loses its direct roles.
    Inactive,
    /// Softly deleted: history and mail stay reserved, can be restored.
    Deleted,
}

impl fmt::Display for AccountState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
        })
    }
}
