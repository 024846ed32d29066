//! What an operator must hear of while a run goes on: a service that is left alone, and one that answers again. Alerts
//! are warnings with an `alert` field, on the standard error: whoever looks on sees them, and a supervisor can watch for
//! them. A run that halts is told by its error.

use muster_core::id::RunId;
use muster_core::operation::Service;
use muster_core::time::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// Tells each change once: services that are left alone, and since when.
#[derive(Default)]
pub(super) struct Alerts(BTreeMap<Service, Timestamp>);

impl Alerts {
    /// Services that are left alone at present, and for how much longer. A service that is being tried is not among them.
    pub(super) fn left_alone(
        &mut self,
        run: RunId,
        services: &[(Service, Duration)],
        patience: SignedDuration,
        now: Timestamp,
    ) {
        for (service, left) in services {
            if self.0.contains_key(service) {
                continue;
            }
            self.0.insert(*service, now);
            let (seconds, patience) = (left.as_millis().div_ceil(1000), patience.as_secs());
            tracing::warn!(
                alert = "breaker_open", %run, %service, seconds,
                "the service {service} fails and is left alone for {seconds} s; then one call tries it. Other services \
                 go on. Where it fails for {patience} s and more, the run halts"
            );
        }
    }

    /// The service answered, whatever it said.
    pub(super) fn answered(&mut self, run: RunId, service: Service, now: Timestamp) {
        if let Some(since) = self.0.remove(&service) {
            let seconds = now.duration_since(since).as_secs();
            tracing::warn!(
                alert = "breaker_closed", %run, %service, seconds,
                "the service {service} answers again after {seconds} s; what waited for it goes on"
            );
        }
    }
}
