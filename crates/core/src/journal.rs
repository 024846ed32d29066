//! The intent log: `Started` is durable before a call leaves, `Settled` before the next decision.

use crate::id::{AccountId, PlanId, RunId};
use crate::operation::{Effect, Operation, OperationId, Refusal};
use crate::plan::Plan;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One pass: an approved plan, its compiled operations, and how far it got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Which run.
    pub id: RunId,
    /// The approved plan, whole, so that a run can go on without asking anybody again.
    pub plan: Plan,
    /// The compiled operations in order.
    pub operations: Vec<Operation>,
    /// When it began.
    pub started_at: Timestamp,
}

impl Run {
    /// The id of the plan that the run realises.
    pub fn plan_id(&self) -> &PlanId {
        &self.plan.id
    }
}

/// One line of the journal of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Position in the run's journal, from 0 without gaps.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Which operation.
    pub operation: OperationId,
    /// What happened.
    pub event: JournalEvent,
}

/// What the journal remembers of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JournalEvent {
    /// The call is about to leave.
    Started {
        /// From 1.
        attempt: u32,
    },
    /// The operation is over.
    Settled(Settlement),
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The tenant did it, or a probe showed that an earlier attempt of ours had done it.
    Applied(Effect),
    /// The tenant had it before we sent anything.
    AlreadySo(Effect),
    /// The tenant will not do it, or it failed more often than we try.
    Failed(Refusal),
    /// A batch that was refused goes on as two halves.
    Split,
    /// Not sent, because what it builds on failed.
    Skipped {
        /// Why, as a sentence.
        reason: String,
    },
}

impl Settlement {
    /// Whether what the operation is about is so now.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Applied(_) | Self::AlreadySo(_))
    }

    /// The account that came of it.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Applied(effect) | Self::AlreadySo(effect) => effect.account,
            Self::Failed(_) | Self::Split | Self::Skipped { .. } => None,
        }
    }
}
