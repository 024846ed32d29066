//! What can come of sending or probing an operation.

use super::{AccountRef, Part};
use crate::id::AccountId;
use serde::{Deserialize, Serialize};

/// What an applied call left behind, as far as the reply told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The account that was created or found already created.
    pub account: Option<AccountId>,
    /// The account's version after the call.
    pub version: Option<i64>,
    /// Genesys' correlation id (`ININ-Correlation-Id`).
    pub correlation: Option<String>,
}

/// Why the tenant will not do it, now or ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The platform's code, such as `missing.permissions`.
    pub code: String,
    /// The platform's sentence.
    pub message: String,
    /// Genesys' correlation id.
    pub correlation: Option<String>,
}

/// What came of one attempt to send a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done by this attempt.
    Applied(Effect),
    /// The tenant had it already.
    AlreadySo(Effect),
    /// The budget is used up; nothing happened. Not an attempt.
    Throttled {
        /// How long to wait.
        wait_ms: u64,
    },
    /// A stale version or a concurrent change; nothing happened. Probed, then resent with what the probe saw.
    Conflict(Refusal),
    /// The tenant will not do it. A batch is split until the one member that it will not take stands alone.
    Refused(Refusal),
    /// The tenant could not do it now and nothing happened (connection refused, 503 before work began).
    Transient(Refusal),
    /// The reply was lost: the call may have happened. Neither success nor failure.
    Unknown {
        /// What was seen instead of a reply.
        reason: String,
    },
}

/// What a call that is partly so has left to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remaining {
    /// The probe does not tell one part of the call from another, or has nothing new to say about them.
    #[default]
    Untold,
    /// Members of a batch of accounts.
    Accounts(Vec<AccountRef>),
    /// Parts of one account, with what the account has of each now.
    Parts(Vec<Part>),
}

/// What a probe saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Everything that the call would do is so.
    AlreadySo(Effect),
    /// Something is not so yet.
    NotYet {
        /// The version to send with now, where the call carries one.
        version: Option<i64>,
        /// What is left of it to do.
        remaining: Remaining,
    },
    /// What the call is about does not exist.
    Gone(Refusal),
    /// The probe itself failed for a reason that may pass.
    Unclear {
        /// What was seen.
        reason: String,
    },
}
