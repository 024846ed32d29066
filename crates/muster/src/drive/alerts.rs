//! What an operator must hear of while a run goes on. Alerts are log events with an `alert` field, on the standard
//! error: a supervisor can watch for them.

use muster_core::id::RunId;
use muster_core::operation::Service;
use std::collections::BTreeSet;
use std::time::Duration;

/// Tells each change once.
#[derive(Default)]
pub(super) struct Alerts(BTreeSet<Service>);

impl Alerts {
    /// Services that are left alone at present. A service that is being tried is in neither state.
    pub(super) fn left_alone(&mut self, run: RunId, services: &[(Service, Duration)]) {
        for (service, left) in services {
            if self.0.insert(*service) {
                let seconds = left.as_secs();
                tracing::warn!(alert = "breaker_open", %run, %service, seconds, "the service {service} fails and is left alone");
            }
        }
    }

    /// The run ended.
    pub(super) fn ended(&self, run: RunId, halted: Option<&str>) {
        match halted {
            Some(reason) => tracing::error!(alert = "run_halted", %run, "{reason}"),
            None if !self.0.is_empty() => {
                tracing::info!(alert = "breaker_closed", %run, "all services answer again");
            }
            None => {}
        }
    }
}
