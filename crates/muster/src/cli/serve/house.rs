//! The configured world as the service works in it.

use crate::cli::apply::tools;
use crate::cli::ceilings;
use crate::cli::world::World;
use crate::config::lock;
use crate::console;
use crate::daemon::{House, Rhythm};
use crate::drive::Tools;
use crate::error::Failure;
use muster_connectors::genesys::Client;
use muster_core::compile::Provision;
use muster_core::guard::{Limits, Standing};
use muster_core::plan::Plan;
use muster_core::policy::{Pins, PolicyText};
use muster_core::report::Report;
use muster_core::time::Timestamp;
use muster_store::Store;
use std::collections::BTreeSet;

impl House for World {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn rhythm(&self) -> Rhythm {
        let serve = self.config.serve;
        Rhythm { whole_every: serve.whole_every, retry_every: serve.retry_every }
    }

    fn client(&self) -> &Client {
        &self.client
    }

    fn tools<'a>(&self, store: &'a mut dyn Store) -> Tools<'a> {
        tools(self, store)
    }

    fn policy(&self) -> PolicyText {
        self.config.policy_text()
    }

    fn limits(&self) -> Limits {
        let nothing = Standing { allowed: BTreeSet::new(), changes_max: u64::MAX };
        Limits { standing: Some(self.config.standing.clone().unwrap_or(nothing)), ..self.config.limits() }
    }

    fn pins(&self) -> Result<Pins, Failure> {
        Ok(lock::read(&self.config.lock_path())?)
    }

    fn pin(&self, pins: &Pins) -> Result<(), Failure> {
        World::pin(self, pins)
    }

    async fn provision(&self, plan: &Plan) -> Result<Provision, Failure> {
        Ok(self.means(plan).await?.provision)
    }

    fn keep(&self, store: &mut dyn Store) -> Result<(), Failure> {
        ceilings::keep(self, store)
    }

    fn tell(&self, report: &Report) {
        let directory = &self.config.report.directory;
        if let Err(cause) = console::report::write_all(report, directory) {
            // The report can be made again from the store.
            tracing::warn!("the report could not be written to {}: {cause}", directory.display());
        }
    }
}
