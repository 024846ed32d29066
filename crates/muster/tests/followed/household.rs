//! The world that the service works in here: a simulated tenant, made-up rules, a virtual clock.

use crate::realm::source;
use crate::support::company::Company;
use crate::support::stage::generous;
use muster::Failure;
use muster::daemon::{House, Rhythm};
use muster::drive::{Patience, Tools};
use muster_connectors::genesys::Client;
use muster_core::apply::Effort;
use muster_core::compile::Provision;
use muster_core::guard::{Act, Limits, Standing};
use muster_core::plan::Plan;
use muster_core::policy::{Pins, PolicyText};
use muster_core::report::Report;
use muster_core::time::Timestamp;
use muster_store::Store;
use std::sync::Arc;
use std::time::Duration;

pub struct Household {
    pub client: Client,
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub policy: PolicyText,
    pub provision: Provision,
}

impl Household {
    /// The rules of the company, and which directory is believed first. No rule names a group that only leads into others.
    pub fn policy(company: &Company, domains: usize) -> PolicyText {
        let mut policy = PolicyText { sources: (0..domains).map(source).collect(), ..company.policy() };
        policy.rules.retain(|rule| !rule.grants.is_empty());
        policy
    }
}

impl House for Household {
    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn rhythm(&self) -> Rhythm {
        Rhythm { whole_every: Duration::from_secs(24 * 3600), retry_every: Duration::from_secs(900) }
    }

    fn client(&self) -> &Client {
        &self.client
    }

    fn tools<'a>(&self, store: &'a mut dyn Store) -> Tools<'a> {
        Tools {
            store,
            client: self.client.clone(),
            clock: self.clock.clone(),
            provision: self.provision,
            names: None,
            effort: Effort { attempts_max: 12, ..Effort::default() },
            workers: 3,
            patience: Patience { window: Duration::from_secs(60), poll: Duration::from_secs(5) },
            watch: Box::new(|_| {}),
        }
    }

    fn policy(&self) -> PolicyText {
        self.policy.clone()
    }

    fn limits(&self) -> Limits {
        let standing = Standing { allowed: Act::all().collect(), changes_max: u64::MAX };
        Limits { shrink_percent: crate::realm::SHRINK_PERCENT, standing: Some(standing), ..generous() }
    }

    fn pins(&self) -> Result<Pins, Failure> {
        Ok(Pins::default())
    }

    fn pin(&self, _: &Pins) -> Result<(), Failure> {
        Ok(())
    }

    async fn provision(&self, _: &Plan) -> Result<Provision, Failure> {
        Ok(self.provision)
    }

    fn keep(&self, _: &mut dyn Store) -> Result<(), Failure> {
        Ok(())
    }

    fn tell(&self, _: &Report) {}
}
