//! One API call with every value in it, and what can come of it. Operations are values: `connectors` turns them into
//! requests and replies into outcomes, [`crate::apply`] decides what happens next.

mod call;
mod leave;
mod members;
mod outcome;
mod part;
mod service;

pub use call::{AccountRef, Api, Call, Profile};
pub use leave::{LICENCES_MAX, Leave, PRESENCES_MAX};
pub use outcome::{Effect, Finding, Outcome, Refusal, Remaining};
pub use part::Part;
pub use service::Service;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where an operation stands in the plan's compiled list; a part of a split batch adds a number: `7`, `7.1`, `7.1.0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperationId(Vec<u32>);

impl OperationId {
    /// The operation at `index` of the compiled list.
    pub fn at(index: u32) -> Self {
        Self(vec![index])
    }

    /// Whether it is a piece of an operation that was split.
    pub fn is_part(&self) -> bool {
        self.0.len() > 1
    }

    /// The `part`-th piece of this operation.
    pub fn part(&self, part: u32) -> Self {
        let mut path = self.0.clone();
        path.push(part);
        Self(path)
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

impl FromStr for OperationId {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split('.').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for OperationId {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OperationId> for String {
    fn from(id: OperationId) -> Self {
        id.to_string()
    }
}

/// Operations of a later stage are sent only when all of the earlier stages are settled.
///
/// Gains go before losses: an agent between two teams must never be on a call with no queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Who is shown out loses account and tokens.
    Urgent,
    /// Their tokens end once more, and their conversations are moved.
    Aftermath,
    /// Accounts are created, restored, reactivated.
    Accounts,
    /// External ids and profiles of accounts that exist now.
    Profiles,
    /// What must be gone before anything is given.
    Revocations,
    /// Accounts move to other divisions; roles, groups, queues, skills and languages are granted; managers set.
    Gains,
    /// Who leaves gets no new work: presence and routing status.
    Withdrawals,
    /// Roles, groups, queues, skills and languages are taken away.
    Losses,
    /// Conversations of who leaves are moved or ended.
    Conversations,
    /// Accounts are deactivated.
    Departures,
    /// What is left behind is taken in: tokens, phones, licences.
    Closing,
    /// Accounts are deleted, where the operator asked for it.
    Deletions,
}

/// One call, as compiled from an approved plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Its place in the run.
    pub id: OperationId,
    /// When it may be sent.
    pub stage: Stage,
    /// The call.
    pub call: Call,
    /// The changes that it realises, as indices into the plan's changes.
    pub changes: Vec<u32>,
}
