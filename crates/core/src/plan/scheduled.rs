//! What will happen by itself, and when.

use crate::id::PersonId;
use crate::time::Timestamp;
use crate::worker::Zone;
use serde::{Deserialize, Serialize};

/// Something that no plan does yet because its time has not come.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scheduled {
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub person: PersonId,
    /// Their name.
    pub display_name: String,
    /// What, for people: `joins`, `title becomes Team Lead`.
    pub what: String,
    /// Where they work then, if that is known: what the moment is called there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}
