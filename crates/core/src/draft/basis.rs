//! On what a plan rests.

use super::PlanInput;
use crate::plan::{Basis, Census, PlanBody, SourceBasis};

/// A plan without changes.
pub(super) fn empty(input: &PlanInput<'_>) -> PlanBody {
    PlanBody {
        basis: basis(input),
        changes: Vec::new(),
        held: Vec::new(),
        links: Vec::new(),
        forget: Vec::new(),
        orphans: Vec::new(),
        findings: Vec::new(),
        scheduled: Vec::new(),
        departures: Vec::new(),
        returned: Vec::new(),
        census: Census::default(),
    }
}

fn basis(input: &PlanInput<'_>) -> Basis {
    let mut sources: Vec<SourceBasis> = input
        .batches
        .iter()
        .map(|batch| SourceBasis {
            source: batch.source.clone(),
            coverage: batch.coverage.clone(),
            records: batch.population,
            groups: batch.groups.len() as u64,
            read_at: batch.read_at,
        })
        .collect();
    sources.sort_by(|one, other| one.source.cmp(&other.source));
    Basis {
        as_of: input.as_of,
        organisation: input.snapshot.organisation,
        organisation_name: input.snapshot.organisation_name.clone(),
        sources,
        authoritative: input.policy.authoritative.iter().copied().collect(),
        revoke_first: input.policy.revoke_first.clone(),
        authority: input.policy.authority.clone(),
        catalogue: input.snapshot.catalogue.clone(),
        group_versions: input.snapshot.group_versions.clone(),
        read_calls: input.snapshot.calls,
    }
}
