//! What a guardrail or another watcher of plans saw.

use serde::{Deserialize, Serialize};

/// What a guardrail saw against which limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The guardrail's name, such as `removal-budget`.
    pub guardrail: String,
    /// What an approval names: stable for the same observation, such as `removal-budget:role:34`.
    pub key: String,
    /// What follows.
    pub verdict: Verdict,
    /// What was seen against which limit, as a sentence.
    pub sentence: String,
    /// What to do next.
    pub hint: String,
}

/// What follows from a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Worth knowing; nothing is held.
    Notice,
    /// Somebody accepted it; nothing is held.
    Approved,
    /// The changes that it is about are held; the rest goes on.
    Hold,
    /// Nothing of the plan may run.
    Refuse,
}

/// A number with its noun: `1 person has`, `3 people have`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
