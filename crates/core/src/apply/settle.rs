//! What follows from a reply, from a probe, and from a journal.

use super::breaker::{Breaker, Verdict};
use super::tracked::Next;
use super::{Apply, backoff};
use crate::journal::{JournalEntry, JournalEvent, Settlement};
use crate::operation::{Call, Effect, Finding, Operation, OperationId, Outcome, Refusal, Remaining};
use crate::time::{SignedDuration, Timestamp};

impl Apply {
    /// Tells what came of sending an operation. The entries must be durable before [`Apply::next`] is asked again.
    pub fn sent(&mut self, id: &OperationId, outcome: Outcome, now: Timestamp) -> Vec<JournalEntry> {
        match outcome {
            Outcome::Applied(effect) => self.succeed(id, Settlement::Applied(effect), now),
            Outcome::AlreadySo(effect) => self.already_so(id, effect, now),
            Outcome::Throttled { wait_ms } => self.throttled(id, wait_ms, now),
            Outcome::Conflict(refusal) => self.conflict(id, refusal, now),
            Outcome::Refused(refusal) => self.refused(id, refusal, now),
            Outcome::Transient(refusal) => self.again(id, refusal, now),
            Outcome::Unknown { reason } => {
                // Whether it happened has to be found out, however often it failed.
                let doomed = self.failed_once(id, true, &reason, now) == Verdict::GiveUp;
                if let Some(tracked) = self.operations.get_mut(id) {
                    tracked.doomed |= doomed;
                }
                self.look(id, &lost(reason), now)
            }
        }
    }

    /// Tells what a probe saw. The entries must be durable before [`Apply::next`] is asked again.
    pub fn probed(&mut self, id: &OperationId, finding: Finding, now: Timestamp) -> Vec<JournalEntry> {
        match finding {
            Finding::AlreadySo(effect) => self.already_so(id, effect, now),
            Finding::NotYet { version, remaining } => {
                if let Some(breaker) = self.breaker_of(id) {
                    breaker.postponed();
                }
                let Some(tracked) = self.operations.get_mut(id) else {
                    return Vec::new();
                };
                if let Some(version) = version {
                    self.bindings.learn_version(&tracked.operation.call, version);
                }
                if remaining != Remaining::Untold {
                    tracked.remaining = remaining;
                }
                if tracked.doomed {
                    let last = tracked.last.take();
                    let refusal =
                        last.unwrap_or_else(|| lost("it did not take effect after several attempts".into()));
                    // What the tenant refuses for good may be one member of a batch; what it loses is no member's fault.
                    return match refusal.status {
                        400..=407 | 409..=499 => self.refused(id, refusal, now),
                        _ => self.fail(id, refusal, now),
                    };
                }
                // What a lost call left behind may not show yet. An account that shows up later is somebody else's, though.
                tracked.uncertain &= tracked.operation.call.creates().is_none();
                tracked.next = Next::Send(None);
                Vec::new()
            }
            Finding::Gone(refusal) if self.creates(id) => self.fail(id, refusal, now),
            Finding::Gone(refusal) => self.refused(id, refusal, now),
            Finding::Unclear { reason } => self.blind(id, &reason, now),
        }
    }

    fn creates(&self, id: &OperationId) -> bool {
        self.operations.get(id).is_some_and(|tracked| tracked.operation.call.creates().is_some())
    }

    /// An account with our key is ours whenever it shows up. Without one, the account that a creation found was only ours
    /// if an earlier attempt of ours may have made it.
    fn already_so(&mut self, id: &OperationId, effect: Effect, now: Timestamp) -> Vec<JournalEntry> {
        let Some(tracked) = self.operations.get(id) else {
            return Vec::new();
        };
        match (tracked.uncertain, &tracked.operation.call) {
            (true, _) => self.succeed(id, Settlement::Applied(effect), now),
            (false, call) if call.carries_our_key() => self.succeed(id, Settlement::Applied(effect), now),
            (false, Call::CreateAccount { mail, .. } | Call::ProvisionAccount { mail, .. }) => {
                let message =
                    format!("somebody else created an account with the mail {mail} in the meantime");
                let refusal = Refusal {
                    status: 409,
                    code: "general.conflict".into(),
                    message,
                    correlation: effect.correlation,
                };
                self.fail(id, refusal, now)
            }
            (false, _) => self.succeed(id, Settlement::AlreadySo(effect), now),
        }
    }

    fn succeed(&mut self, id: &OperationId, end: Settlement, now: Timestamp) -> Vec<JournalEntry> {
        self.answered(id);
        vec![self.settle(id, end, now)]
    }

    fn answered(&mut self, id: &OperationId) {
        let Some(service) = self.operations.get(id).map(|tracked| tracked.operation.call.service()) else {
            return;
        };
        self.breakers.entry(service).or_default().answered();
        self.throttles.entry(service).or_default().answered();
    }

    fn breaker_of(&mut self, id: &OperationId) -> Option<&mut Breaker> {
        let service = self.operations.get(id)?.operation.call.service();
        Some(self.breakers.entry(service).or_default())
    }

    fn throttled(&mut self, id: &OperationId, wait_ms: u64, now: Timestamp) -> Vec<JournalEntry> {
        if let Some(breaker) = self.breaker_of(id) {
            breaker.postponed();
        }
        let effort = self.effort;
        let Some(tracked) = self.operations.get_mut(id) else {
            return Vec::new();
        };
        tracked.attempts -= 1;
        tracked.tries -= 1;
        tracked.next = Next::Send(None);
        let service = tracked.operation.call.service();
        let wait = SignedDuration::from_millis(i64::try_from(wait_ms).unwrap_or(i64::MAX));
        if let Some(lasted) = self.throttles.entry(service).or_default().told(wait, effort, now) {
            let seconds = lasted.as_secs();
            self.halted = Some(format!(
                "the service `{service}` has answered 429 (too many requests) and nothing else for {seconds} s"
            ));
        }
        Vec::new()
    }

    fn refused(&mut self, id: &OperationId, refusal: Refusal, now: Timestamp) -> Vec<JournalEntry> {
        self.answered(id);
        let members = self.operations.get(id).map_or(1, |tracked| tracked.operation.call.members());
        match members {
            0 | 1 => self.fail(id, refusal, now),
            _ => self.succeed(id, Settlement::Split, now),
        }
    }

    fn again(&mut self, id: &OperationId, refusal: Refusal, now: Timestamp) -> Vec<JournalEntry> {
        if matches!(refusal.status, 400..=407 | 409..=499) {
            return self.not_yet(id, refusal, now);
        }
        let reached = refusal.status != 0;
        if self.failed_once(id, reached, &refusal.message, now) == Verdict::GiveUp {
            return self.give_up(id, reached, refusal, now);
        }
        let Some(tracked) = self.operations.get_mut(id) else {
            return Vec::new();
        };
        // A server that answers 5xx may have done it all the same; what was never sent was not.
        tracked.uncertain |= reached;
        let pause = backoff::pause(self.effort.backoff, id, tracked.attempts);
        tracked.next = Next::Send(now.checked_add(pause).ok());
        Vec::new()
    }

    /// What may have happened all the same is looked for once more: what is there is ours.
    fn give_up(
        &mut self,
        id: &OperationId,
        reached: bool,
        refusal: Refusal,
        now: Timestamp,
    ) -> Vec<JournalEntry> {
        match self.operations.get_mut(id) {
            Some(tracked) if reached || tracked.uncertain => {
                tracked.doomed = true;
                self.look(id, &refusal, now)
            }
            Some(_) | None => self.fail(id, refusal, now),
        }
    }

    /// The tenant is well, but does not see yet what was made a moment ago.
    fn not_yet(&mut self, id: &OperationId, refusal: Refusal, now: Timestamp) -> Vec<JournalEntry> {
        self.answered(id);
        let Some(tracked) = self.operations.get_mut(id) else {
            return Vec::new();
        };
        if tracked.tries >= 2 * self.effort.attempts_max {
            return self.fail(id, refusal, now);
        }
        let pause = backoff::pause(self.effort.backoff, id, tracked.attempts);
        tracked.next = Next::Send(now.checked_add(pause).ok());
        Vec::new()
    }

    /// Somebody was faster. Goes on with a probe, that says what is left to do.
    fn conflict(&mut self, id: &OperationId, refusal: Refusal, now: Timestamp) -> Vec<JournalEntry> {
        self.answered(id);
        let effort = self.effort;
        let Some(tracked) = self.operations.get_mut(id) else {
            return Vec::new();
        };
        tracked.conflicts += 1;
        // A batch comes apart sooner, since it may be one member that holds up the others; its pieces were waited for
        // in the batch.
        let batch = tracked.operation.call.members() > 1 || id.is_part();
        let patience = if batch { 1 } else { 2 };
        tracked.doomed |= tracked.conflicts >= patience * effort.attempts_max;
        tracked.last = Some(refusal);
        let pause = backoff::after_conflict(effort.backoff, tracked.conflicts);
        tracked.next = Next::Probe(pause.and_then(|pause| now.checked_add(pause).ok()));
        Vec::new()
    }

    /// Goes on with a probe where the reply was lost, after a pause.
    fn look(&mut self, id: &OperationId, refusal: &Refusal, now: Timestamp) -> Vec<JournalEntry> {
        let Some(tracked) = self.operations.get_mut(id) else {
            return Vec::new();
        };
        tracked.uncertain = true;
        tracked.last = Some(refusal.clone());
        let pause = backoff::pause(self.effort.backoff, id, tracked.attempts);
        tracked.next = Next::Probe(now.checked_add(pause).ok());
        Vec::new()
    }

    /// An effect that cannot be looked for is not given up: in the end the run halts, and the journal goes on later.
    fn blind(&mut self, id: &OperationId, reason: &str, now: Timestamp) -> Vec<JournalEntry> {
        let verdict = self.failed_once(id, true, reason, now);
        let Some(tracked) = self.operations.get_mut(id) else {
            return Vec::new();
        };
        tracked.blind += 1;
        let pause = backoff::pause(self.effort.backoff, id, tracked.blind);
        tracked.next = Next::Probe(now.checked_add(pause).ok());
        if verdict == Verdict::GiveUp && tracked.blind >= self.effort.attempts_max {
            self.halted = Some(format!("cannot find out whether operation {id} took effect: {reason}"));
        }
        Vec::new()
    }

    fn failed_once(&mut self, id: &OperationId, reached: bool, reason: &str, now: Timestamp) -> Verdict {
        let effort = self.effort;
        let Some(tracked) = self.operations.get(id) else {
            return Verdict::GoOn;
        };
        let (attempt, service) = (tracked.tries.max(tracked.blind + 1), tracked.operation.call.service());
        let suspect = reached && tracked.attempts > tracked.tries;
        let breaker = self.breakers.entry(service).or_default();
        let verdict = breaker.failed(id, (attempt, suspect), effort, now);
        if verdict == Verdict::Halt {
            let (failures, since) = breaker.run();
            let seconds = since.map_or(0, |since| now.duration_since(since).as_secs());
            self.halted = Some(format!(
                "the service `{service}` failed {failures} times in a row within {seconds} s, the last: {reason}"
            ));
        }
        verdict
    }

    fn fail(&mut self, id: &OperationId, refusal: Refusal, now: Timestamp) -> Vec<JournalEntry> {
        vec![self.settle(id, Settlement::Failed(refusal), now)]
    }

    pub(super) fn settle(&mut self, id: &OperationId, end: Settlement, now: Timestamp) -> JournalEntry {
        self.finish(id, &end);
        self.entry(id, JournalEvent::Settled(end), now)
    }

    pub(super) fn replay(&mut self, entry: &JournalEntry) {
        assert!(
            entry.seq == self.seq,
            "journal gap: entry {} stands where {} should be",
            entry.seq,
            self.seq
        );
        self.seq += 1;
        match &entry.event {
            JournalEvent::Settled(end) => {
                if let (Settlement::Split, Some(tracked)) = (end, self.operations.get_mut(&entry.operation)) {
                    // Its last attempt was refused; only earlier ones may have taken effect.
                    tracked.uncertain = tracked.attempts > 1;
                }
                self.finish(&entry.operation, end);
            }
            JournalEvent::Started { attempt } => {
                if let Some(tracked) = self.operations.get_mut(&entry.operation) {
                    tracked.attempts = *attempt;
                    tracked.uncertain = true;
                    tracked.next = Next::Probe(None);
                }
            }
        }
    }

    fn finish(&mut self, id: &OperationId, end: &Settlement) {
        let Some(tracked) = self.operations.get_mut(id) else {
            return;
        };
        self.open.remove(&(tracked.operation.stage, id.clone()));
        tracked.settled = Some(end.clone());
        self.locked.retain(|_, holder| holder != id);
        let operation = tracked.operation.clone();
        match end {
            Settlement::Applied(effect) | Settlement::AlreadySo(effect) => {
                self.bindings.learn(&operation.call, effect)
            }
            Settlement::Split => self.split(&operation),
            Settlement::Failed(_) | Settlement::Skipped { .. } => {
                if let Some(person) = operation.call.creates() {
                    self.missing.insert(person.clone());
                }
            }
        }
    }

    /// Members that wait for an account that is missing on one side, else two halves. What may have taken effect as a
    /// whole may have done so in each part.
    fn split(&mut self, operation: &Operation) {
        let members = operation.call.members();
        let lacks = |at: usize| operation.member_lacks(at, |person| self.missing.contains(person));
        let parts = match (0..members).any(lacks) {
            true => operation.partition(|at| !lacks(at)),
            false => operation.partition(|at| at < members / 2),
        };
        let whole = self.operations.get(&operation.id);
        let uncertain = whole.is_some_and(|tracked| tracked.uncertain);
        let remaining = whole.map(|tracked| tracked.remaining.clone()).unwrap_or_default();
        for part in parts {
            let id = part.id.clone();
            let bound = Operation { call: self.bindings.bind(&part.call), ..part.clone() };
            self.track(part);
            if let Some(tracked) = self.operations.get_mut(&id) {
                tracked.uncertain = uncertain;
                // Of this part nothing seemed to be left; another look says so for certain.
                if bound.narrowed(&remaining).is_none() {
                    tracked.next = Next::Probe(None);
                }
                tracked.remaining = remaining.clone();
            }
        }
    }
}

fn lost(message: String) -> Refusal {
    Refusal { status: 0, code: "no.reply".into(), message, correlation: None }
}
