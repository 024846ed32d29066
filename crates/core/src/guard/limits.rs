//! The limits that the configuration sets.

use super::Standing;
use std::collections::BTreeSet;

/// Limits of the guardrails. Every one has a default that lets a careful company work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Removals in one plan: entitlements and deactivations.
    pub removals_max: u64,
    /// Removals in one plan as a share of what Muster owns of the kind, in percent; counts from 20 owned on.
    pub removals_percent: u64,
    /// Removals in any 24 hours, over all runs.
    pub removals_per_day_max: u64,
    /// Deactivated accounts in one plan.
    pub deactivations_max: u64,
    /// How much smaller than its last complete read a source may be, in percent.
    pub shrink_percent: u64,
    /// People whom no removal may touch: mail, login, person id or account id, lower-cased.
    pub protected_people: BTreeSet<String>,
    /// What may be done with nobody looking on; `None` where somebody does.
    pub standing: Option<Standing>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            removals_max: 50,
            removals_percent: 10,
            removals_per_day_max: 200,
            deactivations_max: 10,
            shrink_percent: 10,
            protected_people: BTreeSet::new(),
            standing: None,
        }
    }
}
