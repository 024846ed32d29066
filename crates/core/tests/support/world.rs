//! A whole world in memory: policy, directory, tenant, store. It makes plans the way the program does.

use super::estate::Estate;
use muster_core::correlate::{Evidence, questions};
use muster_core::departure::{Departures, Order, Orders};
use muster_core::draft::{PlanInput, Roster, draft};
use muster_core::entitlement::Kind;
use muster_core::everybody::Everybody;
use muster_core::guard::{Approval, Facts, Limits, judge};
use muster_core::id::SourceId;
use muster_core::person::{Ledger, Links};
use muster_core::plan::Plan;
use muster_core::policy::{
    Assignment, Leavers, Located, OutOfScope, PeopleText, Pins, Policy, PolicyError, PolicyText, Resolved,
    UnmappedGroups, resolve,
};
use muster_core::record::{Coverage, SourceBatch};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that a plan depends on.
#[derive(Clone)]
pub(crate) struct World {
    pub as_of: Timestamp,
    pub text: PolicyText,
    pub pins: Pins,
    pub batches: Vec<SourceBatch>,
    /// The tenant and what is remembered of it.
    pub estate: Estate,
    pub limits: Limits,
    pub baselines: BTreeMap<SourceId, u64>,
    /// Owned entitlements besides those in the ledger, so that a percentage needs no crowd.
    pub owned_besides: BTreeMap<Kind, u64>,
    pub removed_today: BTreeMap<Kind, u64>,
    pub approvals: Vec<Approval>,
    pub orders: Vec<Order>,
    pub assigned: Vec<Assignment>,
}

/// What is known besides the world itself.
pub(crate) struct Known {
    pub links: Links,
    pub ledger: Ledger,
    pub departures: Departures,
    pub orders: Orders,
    pub everybody: Everybody,
    pub evidence: Evidence,
}

/// The morning on which scenarios take place.
pub(crate) const TODAY: &str = "2026-03-02T06:00:00Z";

impl World {
    /// The standard tenant without anybody in it, a complete and empty directory, a policy without rules.
    pub(crate) fn new() -> Self {
        let as_of = TODAY.parse().unwrap();
        Self {
            as_of,
            text: policy_text(),
            pins: Pins::default(),
            batches: vec![batch(super::names::SOURCE, as_of)],
            estate: Estate::standard(as_of),
            limits: Limits::default(),
            baselines: BTreeMap::new(),
            owned_besides: BTreeMap::new(),
            removed_today: BTreeMap::new(),
            approvals: Vec::new(),
            orders: Vec::new(),
            assigned: Vec::new(),
        }
    }

    /// The policy with its names resolved.
    pub(crate) fn resolved(&self) -> Result<Resolved, Vec<PolicyError>> {
        let mut resolved = resolve(&self.text, &self.estate.snapshot.catalogue, &self.batches, &self.pins)?;
        resolved.policy.assigned = Arc::new(self.assigned.iter().cloned().collect());
        Ok(resolved)
    }

    /// The judged plan; panics where the policy is wrong.
    pub(crate) fn plan(&self) -> Plan {
        self.plan_with(&self.resolved().expect("the policy resolves").policy)
    }

    /// The judged plan for a resolved policy.
    pub(crate) fn plan_with(&self, policy: &Policy) -> Plan {
        let known = self.known(policy);
        let input = self.input(policy, &known);
        judge(draft(&input), &self.facts(&input, &self.owned()))
    }

    /// What the store remembers, what is kept of everybody, and what the tenant answers about people without a link.
    pub(crate) fn known(&self, policy: &Policy) -> Known {
        let mut known = Known {
            links: self.estate.links(),
            ledger: self.estate.ledger(),
            departures: self.estate.departures(),
            orders: Orders::new(self.orders.iter().cloned()),
            everybody: Everybody::new(policy, &self.batches, &self.estate.snapshot),
            evidence: Evidence::default(),
        };
        known.evidence = self.answer(&self.input(policy, &known));
        known
    }

    /// What the tenant answers about the people of a plan.
    pub(crate) fn answer(&self, input: &PlanInput<'_>) -> Evidence {
        let roster = Roster::new(input);
        let asked = questions(roster.to_correlate(), input.links, input.everybody, input.snapshot);
        self.estate.answer(&asked)
    }

    pub(crate) fn input<'a>(&'a self, policy: &'a Policy, known: &'a Known) -> PlanInput<'a> {
        PlanInput {
            as_of: self.as_of,
            policy,
            batches: &self.batches,
            links: &known.links,
            ledger: &known.ledger,
            departures: &known.departures,
            orders: &known.orders,
            snapshot: &self.estate.snapshot,
            evidence: &known.evidence,
            everybody: &known.everybody,
            focus: None,
        }
    }

    pub(crate) fn facts<'a>(&'a self, input: &'a PlanInput<'a>, owned: &'a BTreeMap<Kind, u64>) -> Facts<'a> {
        Facts {
            input,
            limits: &self.limits,
            baselines: &self.baselines,
            owned,
            removed_today: &self.removed_today,
            approvals: &self.approvals,
        }
    }

    pub(crate) fn owned(&self) -> BTreeMap<Kind, u64> {
        let mut owned = self.owned_besides.clone();
        for (_, slot) in self.estate.ledger.keys() {
            *owned.entry(slot.kind()).or_default() += 1;
        }
        owned
    }

    /// The batch of a source, made where there is none.
    pub(crate) fn batch(&mut self, source: &str) -> &mut SourceBatch {
        let known = self.batches.iter().position(|batch| batch.source.as_str() == source);
        let at = known.unwrap_or_else(|| {
            self.batches.push(batch(source, self.as_of));
            self.batches.len() - 1
        });
        &mut self.batches[at]
    }
}

fn batch(source: &str, read_at: Timestamp) -> SourceBatch {
    SourceBatch {
        source: SourceId::new(source),
        read_at,
        coverage: Coverage::Complete,
        is_directory: false,
        cursor: None,
        records: Vec::new(),
        population: 0,
        groups: Vec::new(),
        rejected: Vec::new(),
        members_unresolved: 0,
        upcoming: Vec::new(),
    }
}

/// No rules, no templates; leavers are deactivated, nobody is paired by mail, accounts are created in Home.
fn policy_text() -> PolicyText {
    PolicyText {
        rules: Vec::new(),
        templates: BTreeMap::new(),
        people: PeopleText {
            in_groups: None,
            leavers: Leavers::Deactivate,
            out_of_scope: OutOfScope::Keep,
            pair_by_mail: false,
            create: true,
            division: Located::new("Home", "people.division"),
            profile: BTreeSet::new(),
            manager: false,
            authority: "ad:objectGUID".into(),
            join: None,
            terms: Default::default(),
            early: Default::default(),
            look_ahead: muster_core::time::SignedDuration::from_hours(30 * 24),
            trust: Default::default(),
        },
        sources: vec![SourceId::new(super::names::SOURCE)],
        authoritative: BTreeSet::new(),
        unmapped_groups: UnmappedGroups::List,
        unmapped_titles: Default::default(),
        revoke_first: Default::default(),
        protected_roles: Vec::new(),
        floors: Default::default(),
    }
}
