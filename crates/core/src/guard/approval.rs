//! Who accepted which finding.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who accepted which finding until when. No approval is for everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The key of the finding.
    pub finding: String,
    /// Who accepted it.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Until when it counts.
    pub expires_at: Timestamp,
}
