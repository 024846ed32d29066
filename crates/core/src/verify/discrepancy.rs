//! What it means that a change of ours does not show.

use crate::entitlement::Value;
use serde::{Deserialize, Serialize};

/// Why a change that was carried out does not show when it is read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "discrepancy", rename_all = "snake_case")]
pub enum Discrepancy {
    /// The tenant still shows what was there before: it may be catching up.
    Lagging,
    /// The tenant shows neither what was there before nor what we wrote: other hands were there.
    Overtaken {
        /// What it shows, `None` for nothing.
        found: Option<Value>,
    },
    /// A grant does not take, and licences that the role needs are not held.
    Licence {
        /// Which licences, by the tenant's ids.
        missing: Vec<String>,
    },
    /// The tenant did not answer about it.
    Unread,
}

impl Discrepancy {
    /// Why, as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Lagging => "the tenant took it and still shows what was there before".into(),
            Self::Overtaken { .. } => {
                "the tenant took it and shows something else now: other hands changed it".into()
            }
            Self::Licence { missing } => {
                format!(
                    "the tenant took it, but the role needs a licence that is not held: {}",
                    missing.join(", ")
                )
            }
            Self::Unread => "the tenant took it, but did not answer when it was read back".into(),
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Lagging => {
                "the tenant may still be catching up: run `muster plan`; what it lists did not take"
            }
            Self::Overtaken { .. } => {
                "find out who else writes to the tenant: its audit trail names them; then run `muster plan`"
            }
            Self::Licence { .. } => "buy or free a seat of that licence, or take the role out of the rule",
            Self::Unread => "run `muster plan`: it reads again and lists what is left",
        }
    }
}
