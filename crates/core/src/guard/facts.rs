//! What guardrails may look at besides the plan.

use super::{Approval, Limits};
use crate::draft::PlanInput;
use crate::entitlement::Kind;
use crate::id::SourceId;
use std::collections::BTreeMap;

/// What guardrails may look at besides the plan.
pub struct Facts<'a> {
    /// What the plan was made from.
    pub input: &'a PlanInput<'a>,
    /// The configured limits.
    pub limits: &'a Limits,
    /// How many records the last complete read of each source had.
    pub baselines: &'a BTreeMap<SourceId, u64>,
    /// How many entitlements of each kind are ours.
    pub owned: &'a BTreeMap<Kind, u64>,
    /// Removals of the last 24 hours, by kind.
    pub removed_today: &'a BTreeMap<Kind, u64>,
    /// Accepted findings.
    pub approvals: &'a [Approval],
}
