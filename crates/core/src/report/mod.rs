//! The reconciliation report: what was to be done, what was done, what was not, for whom and why.

mod advice;
mod compose;

pub use compose::compose;

use crate::id::{AccountId, PersonId, PlanId, RunId};
use crate::plan::Finding;
use crate::plan::{Orphan, SourceBasis, Transition};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A reconciliation report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which run.
    pub run: RunId,
    /// Which plan.
    pub plan: PlanId,
    /// The organisation's name.
    pub organisation: String,
    /// When the run began.
    pub started_at: Timestamp,
    /// When it was over, verification included.
    pub finished_at: Timestamp,
    /// The sources that the plan rests on.
    pub sources: Vec<SourceBasis>,
    /// Sums.
    pub totals: Totals,
    /// Everybody with a change or a held change, by name.
    pub people: Vec<PersonReport>,
    /// Accounts that belong to nobody in the sources, by name.
    pub orphans: Vec<Orphan>,
    /// What guardrails saw.
    pub findings: Vec<Finding>,
    /// Calls spent.
    pub calls: Calls,
    /// The forecast of the sending half against what it took; `None` in a report that was made again later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reckoning: Option<Reckoning>,
}

/// What sending was forecast to take, and what it took. Probes, failures and waits are what lies between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reckoning {
    /// Calls that the open operations needed at best.
    pub forecast_calls: u64,
    /// Calls that were made.
    pub calls: u64,
    /// Seconds that this takes within the rate budget.
    pub forecast_seconds: u64,
    /// Seconds that it took.
    pub seconds: u64,
}

/// Sums of a report. Successes are changes that were read back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Changes that the plan wanted to make.
    pub changes: u64,
    /// Changes that are true now and were read back.
    pub successes: u64,
    /// Changes that the tenant refused or that were given up.
    pub failures: u64,
    /// Changes not tried because what they build on failed, or because other hands moved first.
    pub skipped: u64,
    /// Changes held by a guardrail or for lack of certainty.
    pub held: u64,
    /// Changes that were applied but did not show when read back.
    pub unverified: u64,
    /// Accounts that belong to nobody in the sources.
    pub orphans: u64,
    /// People with at least one change.
    pub people: u64,
}

/// Calls spent, by what for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// Reading the tenant for the plan and for how to carry it out.
    pub read: u64,
    /// Asking again before anything is taken away.
    #[serde(default)]
    pub recheck: u64,
    /// Applying, probes included.
    pub write: u64,
    /// Reading back.
    pub verify: u64,
}

impl Calls {
    /// All of them.
    pub fn all(&self) -> u64 {
        self.read + self.recheck + self.write + self.verify
    }
}

/// One person's part of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonReport {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub display_name: String,
    /// Their mail.
    pub mail: Option<String>,
    /// Their account.
    pub account: Option<AccountId>,
    /// What was happening to them; `None` where everything is held.
    pub transition: Option<Transition>,
    /// What became of each change.
    pub items: Vec<Item>,
}

/// What became of one change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is about, for people, as `role Agent @ Support`.
    pub what: String,
    /// The value before, for people.
    pub before: Option<String>,
    /// The value after, for people.
    pub after: Option<String>,
    /// Why, a sentence each.
    pub because: Vec<String>,
    /// How it ended.
    pub status: ItemStatus,
    /// The HTTP status of a refusal.
    pub http_status: Option<u16>,
    /// Why it failed, was skipped or is held.
    pub reason: Option<String>,
    /// What the operator can do about it.
    pub advice: Option<String>,
    /// Genesys' correlation id.
    pub correlation: Option<String>,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// True now and read back.
    Success,
    /// Applied, but reading back did not show it.
    Unverified,
    /// Refused or given up.
    Failed,
    /// Not tried.
    #[default]
    Skipped,
    /// Held.
    Held,
}

impl ItemStatus {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "done",
            Self::Unverified => "not verified",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Held => "held",
        }
    }
}
