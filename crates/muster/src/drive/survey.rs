//! Everything that a plan is made from, read once.

use super::assigned::take_in;
use muster_connectors::genesys::{
    AccountScope, Client, ReadScope, TenantError, TenantNames, evidence, read_accounts, read_names,
};
use muster_core::correlate::{Evidence, questions};
use muster_core::departure::{Departures, Orders};
use muster_core::draft::{PlanInput, Roster, draft};
use muster_core::entitlement::{Kind, Slot};
use muster_core::everybody::Everybody;
use muster_core::guard::{Approval, Facts, Limits, judge};
use muster_core::id::{PersonId, QueueId, RoleId, SourceId};
use muster_core::person::{Ledger, Links};
use muster_core::plan::Plan;
use muster_core::policy::{Pins, Policy, PolicyError, PolicyText, Resolved, resolve};
use muster_core::record::{Coverage, SourceBatch};
use muster_core::tenant::{Catalogue, TenantSnapshot};
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::{Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a plan is made from.
pub struct Survey {
    /// The moment for which plans are made.
    pub as_of: Timestamp,
    /// What the sources said.
    pub batches: Vec<SourceBatch>,
    /// The policy with its pins.
    pub resolved: Resolved,
    /// What the tenant looks like.
    pub snapshot: TenantSnapshot,
    /// What the tenant answered about people without a link.
    pub evidence: Evidence,
    /// Remembered pairings.
    pub links: Links,
    /// What is ours.
    pub ledger: Ledger,
    /// Departures that have begun.
    pub departures: Departures,
    /// What was said about single people.
    pub orders: Orders,
    /// What planning for a few needs to know of everybody.
    pub everybody: Everybody,
    /// The tenant's names, as they were read.
    pub names: TenantNames,
    /// Which state of the assignments the policy holds.
    pub(super) assigned_at: u64,
    pub(super) owned: BTreeMap<Kind, u64>,
    pub(super) baselines: BTreeMap<SourceId, u64>,
    pub(super) removed_today: BTreeMap<Kind, u64>,
    pub(super) approvals: Vec<Approval>,
}

/// Why no plan can be made.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// The store cannot be read.
    #[error("what Muster remembers cannot be read")]
    Store(#[from] StoreError),
    /// The tenant cannot be read.
    #[error("the tenant cannot be read")]
    Tenant(#[from] TenantError),
    /// A source was read in part, and names of the policy are among what is missing.
    #[error("{name} was not read completely: {}", missing.join("; "))]
    Partial {
        /// Which source.
        name: SourceId,
        /// What is missing.
        missing: Vec<String>,
    },
    /// The policy names what does not exist.
    #[error("the policy does not fit the tenant and the directory")]
    Policy(Vec<PolicyError>),
}

/// The beginning of the rolling 24 hours that end at `now`.
pub fn day_before(now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
}

/// Reads the tenant, resolves the policy, and asks what must be asked about people without a link.
///
/// # Errors
/// [`SurveyError`]; nothing was written then.
pub async fn survey(
    batches: Vec<SourceBatch>,
    policy: &PolicyText,
    pins: &Pins,
    client: &Client,
    store: &mut dyn Store,
    as_of: Timestamp,
) -> Result<Survey, SurveyError> {
    let names = read_names(client).await?;
    survey_with(names, batches, policy, pins, client, store, as_of).await
}

/// The same with the tenant's names where they were read already.
///
/// # Errors
/// [`SurveyError`]; nothing was written then.
pub async fn survey_with(
    names: TenantNames,
    batches: Vec<SourceBatch>,
    policy: &PolicyText,
    pins: &Pins,
    client: &Client,
    store: &mut dyn Store,
    as_of: Timestamp,
) -> Result<Survey, SurveyError> {
    let ledger = store.owned()?;
    let links = Links::new(store.links()?);
    let calls_before = client.calls().total.saturating_sub(names.calls());
    let mut resolved = resolved(policy, &names, &batches, pins)?;
    let assigned_at = store.assignments_stamp()?;
    take_in(&mut resolved, store.assignments()?, names.catalogue());
    let scope = scope(&resolved.policy, &ledger, names.catalogue());
    let snapshot = read_accounts(client, &names, &scope).await?;
    let mut survey = Survey {
        as_of,
        everybody: Everybody::new(&resolved.policy, &batches, &snapshot),
        evidence: Evidence::default(),
        owned: owned(&ledger),
        baselines: baselines(&batches, store)?,
        removed_today: store.removals_since(day_before(as_of))?,
        approvals: store.approvals()?,
        ledger,
        departures: Departures::new(store.departures()?),
        orders: Orders::new(store.orders()?),
        snapshot,
        batches,
        resolved,
        links,
        names,
        assigned_at,
    };
    survey.evidence = survey.ask(None, client).await?;
    survey.look(None, client).await;
    survey.snapshot.calls = client.calls().total - calls_before;
    Ok(survey)
}

/// The policy with its names looked up. What lists assign is not in it yet.
///
/// # Errors
/// [`SurveyError::Policy`], or [`SurveyError::Partial`] where a source was read in part.
pub fn resolved(
    policy: &PolicyText,
    names: &TenantNames,
    batches: &[SourceBatch],
    pins: &Pins,
) -> Result<Resolved, SurveyError> {
    resolve(policy, names.catalogue(), batches, pins).map_err(|errors| unresolved(batches, errors))
}

/// Names that a partial read did not bring are no mistake of whoever wrote them.
pub(super) fn unresolved(batches: &[SourceBatch], errors: Vec<PolicyError>) -> SurveyError {
    let partial = batches.iter().find_map(|batch| match &batch.coverage {
        Coverage::Complete => None,
        Coverage::Partial { missing } => Some((batch.source.clone(), missing.clone())),
    });
    match partial {
        Some((name, missing)) => SurveyError::Partial { name, missing },
        None => SurveyError::Policy(errors),
    }
}

/// Roles and queues that rules can give, that we gave, and whose holders a guardrail must know.
fn scope(policy: &Policy, ledger: &Ledger, catalogue: &Catalogue) -> ReadScope {
    let mut roles: BTreeSet<RoleId> = policy.roles();
    let mut queues: BTreeSet<QueueId> = policy.queues();
    for (_, owned) in ledger.iter() {
        match owned.slot {
            Slot::Role(at) => roles.extend([at.role]),
            Slot::Queue { queue } => queues.extend([queue]),
            _ => {}
        }
    }
    if policy.authoritative.contains(&Kind::Role) {
        roles.extend(catalogue.roles.keys());
    }
    if policy.authoritative.contains(&Kind::Queue) {
        queues.extend(catalogue.queues.keys());
    }
    roles.extend(catalogue.roles.iter().filter(|(_, role)| role.administrative).map(|(id, _)| *id));
    roles.retain(|role| catalogue.roles.contains_key(role));
    queues.retain(|queue| catalogue.queues.contains_key(queue));
    ReadScope { roles, queues, accounts: AccountScope::All }
}

pub(super) fn owned(ledger: &Ledger) -> BTreeMap<Kind, u64> {
    let mut counts = BTreeMap::new();
    for (_, owned) in ledger.iter().filter(|(_, owned)| owned.slot.is_entitlement()) {
        *counts.entry(owned.slot.kind()).or_default() += 1;
    }
    counts
}

pub(super) fn baselines(
    batches: &[SourceBatch],
    store: &mut dyn Store,
) -> Result<BTreeMap<SourceId, u64>, StoreError> {
    let mut baselines = BTreeMap::new();
    for batch in batches {
        if let Some(baseline) = store.last_complete(&batch.source)? {
            baselines.insert(batch.source.clone(), baseline.records);
        }
    }
    Ok(baselines)
}

impl Survey {
    /// What a plan for everybody, or for a few, is made from.
    pub fn input<'a>(&'a self, focus: Option<&'a BTreeSet<PersonId>>) -> PlanInput<'a> {
        PlanInput {
            as_of: self.as_of,
            policy: &self.resolved.policy,
            batches: &self.batches,
            links: &self.links,
            ledger: &self.ledger,
            departures: &self.departures,
            orders: &self.orders,
            snapshot: &self.snapshot,
            evidence: &self.evidence,
            everybody: &self.everybody,
            focus,
        }
    }

    pub(super) async fn ask(
        &self,
        focus: Option<&BTreeSet<PersonId>>,
        client: &Client,
    ) -> Result<Evidence, TenantError> {
        let roster = Roster::new(&self.input(focus));
        let questions = questions(roster.to_correlate(), &self.links, &self.everybody, &self.snapshot);
        evidence(client, &self.resolved.policy.authority, &questions, &self.snapshot).await
    }

    /// Everybody who matters to a plan.
    pub fn roster(&self) -> Roster<'_> {
        Roster::new(&self.input(None))
    }

    /// These people and everybody on whom their plan depends.
    pub fn closed(&self, focus: &BTreeSet<PersonId>) -> BTreeSet<PersonId> {
        self.everybody.closed(focus, &self.links, &self.evidence.by_external_id)
    }

    /// The judged plan for everybody.
    pub fn plan(&self, limits: &Limits) -> Plan {
        self.judged(&self.input(None), limits)
    }

    /// The judged plan for a few, who should be [closed](Self::closed).
    pub fn plan_for(&self, focus: &BTreeSet<PersonId>, limits: &Limits) -> Plan {
        self.judged(&self.input(Some(focus)), limits)
    }

    fn judged(&self, input: &PlanInput<'_>, limits: &Limits) -> Plan {
        let facts = Facts {
            input,
            limits,
            baselines: &self.baselines,
            owned: &self.owned,
            removed_today: &self.removed_today,
            approvals: &self.approvals,
        };
        judge(draft(input), &facts)
    }
}
