//! Every row of a list, looked at with what the sources and the tenant know.

use super::tell::Teller;
use crate::assign::{Checker, Index, Rows, Tally, Tiers};
use crate::config::Config;
use crate::error::{Exit, Failure};
use muster_connectors::genesys::TenantNames;
use muster_core::correlate::Evidence;
use muster_core::departure::{Departures, Orders};
use muster_core::draft::{PlanInput, Roster};
use muster_core::entitlement::DivisionScope;
use muster_core::everybody::Everybody;
use muster_core::id::OrganisationId;
use muster_core::person::{Ledger, Links};
use muster_core::policy::{Named, Pins, Policy};
use muster_core::record::{Coverage, SourceBatch};
use muster_core::tenant::{OwnClient, TenantSnapshot};
use muster_core::time::Timestamp;
use std::io::BufRead;

/// What rows are held against.
pub(super) struct Known<'a> {
    pub(super) config: &'a Config,
    pub(super) policy: &'a Policy,
    pub(super) batches: &'a [SourceBatch],
    pub(super) links: &'a Links,
    pub(super) names: &'a TenantNames,
    pub(super) pins: &'a Pins,
    pub(super) as_of: Timestamp,
}

impl Known<'_> {
    /// Looks at all rows, tells of the bad ones, and hands the good ones over.
    pub(super) fn examine<R: BufRead, T>(
        &self,
        rows: &mut Rows<R>,
        teller: &mut Teller,
        then: impl FnOnce(&Checker<'_>, Tally) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let nobody = nobody(self.as_of, self.names);
        let everybody = Everybody::new(self.policy, self.batches, &nobody);
        let nothing = (Ledger::default(), Departures::default(), Orders::default(), Evidence::default());
        let input = PlanInput {
            as_of: self.as_of,
            policy: self.policy,
            batches: self.batches,
            links: self.links,
            ledger: &nothing.0,
            departures: &nothing.1,
            orders: &nothing.2,
            evidence: &nothing.3,
            snapshot: &nobody,
            everybody: &everybody,
            focus: None,
        };
        let roster = Roster::new(&input);
        let (index, named) = (Index::new(&roster), Named::new(self.names.catalogue(), self.pins));
        let tiers = self.tiers(&named)?;
        let default = DivisionScope::In(self.policy.default_division);
        let mut checker = Checker::new(&index, &named, default, &self.policy.protected_roles, &tiers);
        let tally = look(rows, &mut checker, teller)?;
        teller.summary(&tally);
        then(&checker, tally)
    }

    fn tiers(&self, named: &Named<'_>) -> Result<Tiers, Failure> {
        let (mut tiers, mut faults) = (Tiers::new(), Vec::new());
        for (tier, roles) in &self.config.tiers {
            let permitted = tiers.entry(tier.clone()).or_default();
            for role in roles {
                match named.role(&role.text) {
                    Ok(id) => drop(permitted.insert(id)),
                    Err(sentence) => faults.push(format!("{}: {sentence}", role.at)),
                }
            }
        }
        match faults.is_empty() {
            true => Ok(tiers),
            false => Err(Failure::new(Exit::Input, faults.join("\n"))
                .next("correct the roles of the [licence_tier] in the configuration")),
        }
    }
}

fn look<R: BufRead>(
    rows: &mut Rows<R>,
    checker: &mut Checker<'_>,
    teller: &mut Teller,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let unreadable = |cause| {
        Failure::new(Exit::Input, "the list cannot be read to its end; nothing was written")
            .because(cause)
            .next("check the file and take it again")
    };
    while let Some(row) = rows.next().map_err(unreadable)? {
        let faults = match row {
            Ok(row) => checker.take(&row),
            Err(bad) => vec![bad],
        };
        faults.iter().for_each(|bad| teller.bad(bad));
        tally.count(&faults);
    }
    tally.cut_off = rows.is_cut_off();
    Ok(tally)
}

/// Who somebody is does not depend on the accounts.
fn nobody(read_at: Timestamp, names: &TenantNames) -> TenantSnapshot {
    TenantSnapshot {
        read_at,
        organisation: OrganisationId(uuid::Uuid::nil()),
        organisation_name: names.organisation_name().to_owned(),
        own_client: OwnClient { id: String::new(), name: String::new(), permissions: Default::default() },
        coverage: Coverage::Complete,
        catalogue: Default::default(),
        accounts: Default::default(),
        roles_read: Default::default(),
        queues_read: Default::default(),
        group_versions: Default::default(),
        administrators_by_group: Default::default(),
        work: Default::default(),
        calls: 0,
    }
}
