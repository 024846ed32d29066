//! Which way accounts are written in this tenant, and how fast.

use super::world::World;
use crate::console::plan::Rate;
use crate::drive::eta;
use crate::error::{Exit, Failure};
use muster_connectors::genesys::{TenantError, scim_service};
use muster_core::compile::{Provision, Way, compile};
use muster_core::guard::{ApprovedPlan, approve};
use muster_core::operation::Service;
use muster_core::plan::Plan;
use std::time::Duration;

/// What the forecast and the compiler know of the tenant.
#[derive(Clone, Copy)]
pub(super) struct Means {
    pub(super) rate: Rate,
    pub(super) provision: Provision,
    /// How long sending takes, where a tenant has told its ceilings.
    pub(super) eta: Option<Duration>,
}

impl Means {
    /// Without a tenant to ask: the published limit, less the usual reserve.
    pub(super) fn usual() -> Self {
        Self {
            rate: Rate { allowed_per_minute: 300, reserve_percent: 10, wait_below: 0 },
            provision: Provision::default(),
            eta: None,
        }
    }
}

impl World {
    /// The means by which a plan would be carried out. A plan that may not run takes none.
    pub(super) async fn means(&self, plan: &Plan) -> Result<Means, Failure> {
        let Ok(approved) = approve(plan.clone()) else {
            return Ok(Means { rate: self.rate(), ..Means::usual() });
        };
        let provision = self.provision(&approved).await?;
        let (_, eta) = eta(&self.client, &compile(&approved, &provision));
        Ok(Means { rate: self.rate(), provision, eta: Some(eta) })
    }

    /// How the plan's accounts are written: as configured, and with what the tenant says about its SCIM service. That
    /// is asked only where the plan would use it.
    async fn provision(&self, plan: &ApprovedPlan) -> Result<Provision, Failure> {
        let apply = &self.config.apply;
        let wrapup = self.config.policy_text().people.terms.wrapup;
        let wished = Provision { way: apply.provision, wrapup, ..Provision::default() };
        let platform = Provision { way: Way::Platform, ..wished };
        let uses_scim =
            compile(plan, &wished).iter().any(|operation| operation.call.service() == Service::Scim);
        if !uses_scim {
            return Ok(wished);
        }
        match (scim_service(&self.client).await, apply.provision) {
            (Ok(service), _) if service.patch => Ok(self.measured(wished)),
            (Ok(_), Way::Auto) => Ok(platform),
            (Err(TenantError::NotFound { .. } | TenantError::NotPermitted { .. }), Way::Auto) => {
                tracing::warn!("this organisation or client has no SCIM: the platform API is used");
                Ok(platform)
            }
            (Err(error), _) => Err(error.into()),
            (Ok(_), _) => {
                Err(Failure::new(Exit::Input, "the tenant's SCIM service cannot change users in part")
                    .next("set `provision = \"auto\"` under [apply]"))
            }
        }
    }

    fn measured(&self, wished: Provision) -> Provision {
        let ceiling = self.client.ceilings().get("scim").copied();
        Provision {
            per_minute: Some(self.client.budget().usable),
            scim_per_minute: ceiling.map(|ceiling| self.rate().usable_of(ceiling)),
            ..wished
        }
    }
}
