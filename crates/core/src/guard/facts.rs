//! What guardrails may look at besides the plan.

use super::{Approval, Limits};
use crate::entitlement::Kind;
use crate::id::SourceId;
use crate::person::Links;
use crate::policy::Policy;
use crate::record::SourceBatch;
use crate::tenant::TenantSnapshot;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// What guardrails may look at besides the plan.
pub struct Facts<'a> {
    /// The moment for which the plan is made.
    pub as_of: Timestamp,
    /// The configured limits.
    pub limits: &'a Limits,
    /// The policy.
    pub policy: &'a Policy,
    /// What the sources said.
    pub batches: &'a [SourceBatch],
    /// How many records the last complete read of each source had.
    pub baselines: &'a BTreeMap<SourceId, u64>,
    /// Remembered pairings.
    pub links: &'a Links,
    /// How many entitlements of each kind are ours.
    pub owned: &'a BTreeMap<Kind, u64>,
    /// Removals of the last 24 hours, by kind.
    pub removed_today: &'a BTreeMap<Kind, u64>,
    /// What the tenant looks like.
    pub snapshot: &'a TenantSnapshot,
    /// Accepted findings.
    pub approvals: &'a [Approval],
}
