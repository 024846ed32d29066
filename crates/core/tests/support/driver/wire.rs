//! What becomes of a call between the process and the tenant.

use super::{Driver, Fault, Flight};
use crate::support::tenant::refusal;
use muster_core::operation::{Call, Finding, Operation, OperationId, Outcome, Service};
use muster_core::time::{SignedDuration, Timestamp};

impl Driver {
    /// Calls that were on the wire when the process died.
    pub(super) fn land(&mut self, flights: &[Flight]) {
        for flight in flights.iter().filter(|_| self.lands_after_crash) {
            if let Flight::Send(operation) = flight {
                self.tenant.execute(&operation.call);
            }
        }
    }

    pub(super) fn check_send(&mut self, operation: &Operation) {
        let id = &operation.id;
        assert!(
            !self.doubtful.contains(id),
            "operation {id} is sent again without a look at what became of it"
        );
        assert!(
            self.quiet_until.get(&operation.call.service()).is_none_or(|until| self.now >= *until),
            "operation {id} is sent while its service is throttled"
        );
        self.sent.push(id.clone());
    }

    pub(super) fn deliver(&mut self, operation: &Operation) -> Outcome {
        let lost = || Outcome::Unknown { reason: "the connection was reset".into() };
        if self.is_down(&operation.call) {
            return match operation.call.creates() {
                None => Outcome::Transient(refusal(503, "service unavailable".into())),
                Some(_) => {
                    self.doubtful.insert(operation.id.clone());
                    lost()
                }
            };
        }
        if let Some(wait) = self.throttling(&operation.call) {
            return self.throttled(&operation.call, wait);
        }
        match self.fault(&operation.id) {
            None => self.tenant.execute(&operation.call),
            Some(Fault::Transient) => Outcome::Transient(refusal(0, "connection refused".into())),
            Some(Fault::FailedBefore) if operation.call.creates().is_none() => {
                Outcome::Transient(refusal(503, "service unavailable".into()))
            }
            // The wire tells of a creation that may have happened as unknown, never as failed.
            Some(Fault::FailedAfter) if operation.call.creates().is_none() => {
                self.tenant.execute(&operation.call);
                Outcome::Transient(refusal(503, "service unavailable".into()))
            }
            Some(Fault::Throttled) => self.throttled(&operation.call, SignedDuration::from_secs(7)),
            Some(Fault::OtherHands) => {
                self.tenant.other_hands(&operation.call);
                self.tenant.execute(&operation.call)
            }
            Some(fault) => {
                match fault {
                    Fault::LostAfter | Fault::FailedAfter => {
                        self.tenant.execute(&operation.call);
                    }
                    Fault::LostHalf => self.tenant.execute_half(&operation.call),
                    _ => {}
                }
                self.doubtful.insert(operation.id.clone());
                lost()
            }
        }
    }

    pub(super) fn look(&mut self, operation: &Operation) -> Finding {
        self.probes += 1;
        // What SCIM did is looked for elsewhere.
        if operation.call.service() != Service::Scim && self.is_down(&operation.call) {
            return Finding::Unclear { reason: "service unavailable".into() };
        }
        let blind = match &mut self.chance {
            Some((chance, one_in, most)) => {
                let so_far = self.faults_of.get(&operation.id).copied().unwrap_or(0);
                so_far < *most && chance.below(*one_in) == 0
            }
            None => false,
        };
        if blind {
            *self.faults_of.entry(operation.id.clone()).or_default() += 1;
            return Finding::Unclear { reason: "the probe timed out".into() };
        }
        self.doubtful.remove(&operation.id);
        self.tenant.probe(&operation.call)
    }

    fn throttled(&mut self, call: &Call, wait: SignedDuration) -> Outcome {
        let within_reason = wait.min(SignedDuration::from_secs(180));
        self.quiet_until.insert(call.service(), self.now.checked_add(within_reason).unwrap());
        Outcome::Throttled { wait_ms: u64::try_from(wait.as_millis()).unwrap() }
    }

    fn throttling(&self, call: &Call) -> Option<SignedDuration> {
        let hits = |(service, from, to, _): &&(Service, Timestamp, Timestamp, SignedDuration)| {
            *service == call.service() && *from <= self.now && self.now < *to
        };
        self.throttles.iter().find(hits).map(|(_, _, _, wait)| *wait)
    }

    fn is_down(&self, call: &Call) -> bool {
        let now = self.now;
        self.outages.iter().any(|(service, from, to)| *service == call.service() && *from <= now && now < *to)
    }

    fn fault(&mut self, id: &OperationId) -> Option<Fault> {
        if let Some((chance, one_in, most)) = &mut self.chance {
            let so_far = self.faults_of.entry(id.clone()).or_default();
            if *so_far < *most && chance.below(*one_in) == 0 {
                *so_far += 1;
                return Some(Fault::ALL[chance.below(Fault::ALL.len() as u64) as usize]);
            }
            return None;
        }
        self.script.get(&(self.sent.len() as u32)).copied()
    }
}
