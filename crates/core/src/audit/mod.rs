//! The hash-chained history for people: exactly one entry for every change that a run tried.

mod chain;
mod compose;

pub use chain::{Broken, verify_chain};
pub use compose::{SettledAt, compose};

use crate::digest;
use crate::entitlement::{Slot, Value};
use crate::id::{AccountId, PersonId, PlanId, RunId};
use crate::operation::{OperationId, Refusal};
use crate::plan::Transition;
use crate::time::Timestamp;
use crate::verify::Discrepancy;
use serde::{Deserialize, Serialize};

/// One line of history, chained to the line before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Position in the chain, from 0 without gaps, over all runs.
    pub seq: u64,
    /// What happened.
    pub event: AuditEvent,
    /// The hash of the entry before, 64 zeros for the first.
    pub previous: String,
    /// SHA-256 over `seq`, `event` and `previous`.
    pub hash: String,
}

/// What happened to one slot of one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// When the operation settled.
    pub at: Timestamp,
    /// In which run.
    pub run: RunId,
    /// By which plan.
    pub plan: PlanId,
    /// The change's number in the plan.
    pub change: u32,
    /// The operation that carried it, where one was compiled.
    pub operation: Option<OperationId>,
    /// For whom.
    pub person: PersonId,
    /// Their name.
    pub display_name: String,
    /// What was happening to them.
    pub transition: Transition,
    /// The account, where there is one.
    pub account: Option<AccountId>,
    /// The external id under our authority.
    pub external_id: String,
    /// What it is about.
    pub slot: Slot,
    /// The same, for people.
    pub described: String,
    /// What is held now and was not before.
    pub added: Option<Value>,
    /// What was held before and is not now.
    pub removed: Option<Value>,
    /// Source, group and rule that caused it, a sentence each.
    pub because: Vec<String>,
    /// How it ended.
    pub status: AuditStatus,
    /// Genesys' correlation id.
    pub correlation: Option<String>,
    /// What the tenant answered to a refused call.
    pub error: Option<Refusal>,
    /// Whether reading back showed it.
    pub verified: bool,
    /// Why it did not show, where it was carried out and did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discrepancy: Option<Discrepancy>,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditStatus {
    /// Done by us.
    Applied,
    /// The tenant had it already.
    AlreadySo,
    /// Refused or given up.
    Failed,
    /// Not tried, because what it builds on failed.
    Skipped,
}

impl AuditStatus {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::AlreadySo => "already so",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl AuditEntry {
    /// Chains an event to what came before.
    pub fn chain(seq: u64, previous: &str, event: AuditEvent) -> Self {
        let hash = digest::of(&(seq, &event, previous));
        Self { seq, event, previous: previous.to_owned(), hash }
    }
}
