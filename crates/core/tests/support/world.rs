//! A whole world in memory: policy, directory, tenant, store. It makes plans the way the program does.

use super::estate::Estate;
use muster_core::correlate::{Evidence, questions};
use muster_core::draft::{PlanInput, Roster, draft};
use muster_core::entitlement::Kind;
use muster_core::guard::{Approval, Facts, Limits, judge};
use muster_core::id::SourceId;
use muster_core::person::{Ledger, Links};
use muster_core::plan::Plan;
use muster_core::policy::{
    Leavers, Located, OutOfScope, PeopleText, Pins, Policy, PolicyError, PolicyText, Resolved,
    UnmappedGroups, resolve,
};
use muster_core::record::{Coverage, DirectoryGroup, SourceBatch};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

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
        }
    }

    /// The policy with its names resolved.
    pub(crate) fn resolved(&self) -> Result<Resolved, Vec<PolicyError>> {
        let groups: Vec<DirectoryGroup> =
            self.batches.iter().flat_map(|batch| batch.groups.clone()).collect();
        resolve(&self.text, &self.estate.snapshot.catalogue, &groups, &self.pins)
    }

    /// The judged plan; panics where the policy is wrong.
    pub(crate) fn plan(&self) -> Plan {
        self.plan_with(&self.resolved().expect("the policy resolves").policy)
    }

    /// The judged plan for a resolved policy.
    pub(crate) fn plan_with(&self, policy: &Policy) -> Plan {
        let (links, ledger) = (self.estate.links(), self.estate.ledger());
        let nothing = Evidence::default();
        let unasked = self.input(policy, &links, &ledger, &nothing);
        let asked = questions(Roster::new(&unasked).to_correlate(), &links, &self.estate.snapshot);
        let evidence = self.estate.answer(&asked);
        let body = draft(&self.input(policy, &links, &ledger, &evidence));
        judge(
            body,
            &Facts {
                as_of: self.as_of,
                limits: &self.limits,
                policy,
                batches: &self.batches,
                baselines: &self.baselines,
                links: &links,
                owned: &self.owned(),
                removed_today: &self.removed_today,
                snapshot: &self.estate.snapshot,
                approvals: &self.approvals,
            },
        )
    }

    fn input<'a>(
        &'a self,
        policy: &'a Policy,
        links: &'a Links,
        ledger: &'a Ledger,
        evidence: &'a Evidence,
    ) -> PlanInput<'a> {
        PlanInput {
            as_of: self.as_of,
            policy,
            batches: &self.batches,
            links,
            ledger,
            snapshot: &self.estate.snapshot,
            evidence,
        }
    }

    fn owned(&self) -> BTreeMap<Kind, u64> {
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
        cursor: None,
        records: Vec::new(),
        groups: Vec::new(),
        rejected: Vec::new(),
        members_unresolved: 0,
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
        },
        authoritative: BTreeSet::new(),
        unmapped_groups: UnmappedGroups::List,
        protected_roles: Vec::new(),
    }
}
