//! The loop between [`Apply`], store and tenant. It makes no decision: it asks for the next step, makes durable what
//! must be, sends what may be sent, and tells what came of it.

use super::alerts::Alerts;
use super::books::bookkeeping;
use super::watch::Progress;
use super::{DriveError, Tools};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use muster_connectors::genesys::{Client, TokenError};
use muster_core::apply::{Apply, Step};
use muster_core::journal::{JournalEntry, Run};
use muster_core::operation::{Finding, Operation, Outcome, Service};
use muster_core::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// How carrying out ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Every operation is settled.
    Done,
    /// The tenant cannot be worked with; the journal goes on later.
    Halted {
        /// Why.
        reason: String,
    },
    /// The tenant does not let us in any more; the journal goes on once it does.
    LockedOut(Arc<TokenError>),
}

/// What came of a step.
enum Reply {
    Sent(Operation, Outcome),
    Probed(Operation, Finding),
}

impl Reply {
    /// Whose service answered, where one did, whatever it said.
    fn answered(&self) -> Option<Service> {
        let (operation, answered) = match self {
            Self::Sent(operation, outcome) => (operation, is_answer(outcome)),
            Self::Probed(operation, Finding::AlreadySo(_) | Finding::Gone(_)) => (operation, true),
            Self::Probed(operation, Finding::NotYet { .. } | Finding::Unclear { .. }) => (operation, false),
        };
        Some(operation.call.service()).filter(|_| answered)
    }
}

fn is_answer(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Applied(_) | Outcome::AlreadySo(_) | Outcome::Conflict(_) | Outcome::Refused(_) => true,
        // What was made a moment ago does not show yet.
        Outcome::Transient(refusal) => matches!(refusal.status, 400..=407 | 409..=499),
        Outcome::Throttled { .. } | Outcome::Unknown { .. } => false,
    }
}

type InFlight = FuturesUnordered<BoxFuture<'static, Reply>>;

/// Carries the run out until nothing is left to do, or the tenant cannot be worked with.
pub async fn carry_out(tools: &mut Tools<'_>, run: &Run, apply: &mut Apply) -> Result<End, DriveError> {
    let mut in_flight = InFlight::new();
    let people = PeopleCount::new(run);
    let mut alerts = Alerts::default();
    loop {
        let rest = fill(tools, run, apply, &mut in_flight)?;
        let progress = progress(tools, apply, &people);
        alerts.left_alone(run.id, &progress.left_alone, tools.effort.patience, (tools.clock)());
        (tools.watch)(&progress);
        match (rest, in_flight.is_empty()) {
            (Rest::Over(end), true) => return Ok(end),
            (Rest::Until(until), true) => tokio::time::sleep(until_then(until, (tools.clock)())).await,
            (Rest::Until(until), false) => {
                let pause = until_then(until, (tools.clock)());
                if let Ok(Some(reply)) = tokio::time::timeout(pause, in_flight.next()).await {
                    tell(tools, run, apply, &mut alerts, reply)?;
                }
            }
            (Rest::Over(_) | Rest::Full, _) => {
                if let Some(reply) = in_flight.next().await {
                    tell(tools, run, apply, &mut alerts, reply)?;
                }
            }
        }
        if in_flight.is_empty()
            && let Some(error) = tools.client.stopped().await
        {
            return Ok(End::LockedOut(error));
        }
    }
}

/// Why no more steps are taken for now.
enum Rest {
    /// The workers are busy, or only a reply can bring more to do.
    Full,
    /// There will be something to do at this moment.
    Until(Timestamp),
    /// Nothing will be left once the last replies are in.
    Over(End),
}

/// Takes steps until the workers are busy or nothing can be done before a reply or a moment.
fn fill(
    tools: &mut Tools<'_>,
    run: &Run,
    apply: &mut Apply,
    in_flight: &mut InFlight,
) -> Result<Rest, DriveError> {
    let mut started: Vec<(Operation, JournalEntry)> = Vec::new();
    let rest = loop {
        if in_flight.len() + started.len() >= tools.workers {
            break Rest::Full;
        }
        match apply.next((tools.clock)()) {
            Step::Send { operation, entry } => started.push((operation, entry)),
            Step::Probe { operation } => in_flight.push(probe(tools.client.clone(), operation)),
            Step::Record { entries } => {
                start(tools, run, &mut started, in_flight)?;
                record(tools, run, apply, &entries)?;
            }
            Step::Wait { until } => break Rest::Until(until),
            Step::Idle => break Rest::Full,
            Step::Done => break Rest::Over(End::Done),
            Step::Halt { reason } => break Rest::Over(End::Halted { reason }),
        }
    };
    start(tools, run, &mut started, in_flight)?;
    Ok(rest)
}

/// Makes the intent durable, then lets the calls leave.
fn start(
    tools: &mut Tools<'_>,
    run: &Run,
    started: &mut Vec<(Operation, JournalEntry)>,
    in_flight: &mut InFlight,
) -> Result<(), DriveError> {
    if started.is_empty() {
        return Ok(());
    }
    let (operations, entries): (Vec<Operation>, Vec<JournalEntry>) = started.drain(..).unzip();
    blocking(|| tools.store.start(run.id, &entries))?;
    in_flight.extend(operations.into_iter().map(|operation| send(tools.client.clone(), operation)));
    Ok(())
}

fn send(client: Client, operation: Operation) -> BoxFuture<'static, Reply> {
    Box::pin(async move {
        let outcome = client.send(&operation.call).await;
        Reply::Sent(operation, outcome)
    })
}

fn probe(client: Client, operation: Operation) -> BoxFuture<'static, Reply> {
    Box::pin(async move {
        let finding = client.probe(&operation.call).await;
        Reply::Probed(operation, finding)
    })
}

fn tell(
    tools: &mut Tools<'_>,
    run: &Run,
    apply: &mut Apply,
    alerts: &mut Alerts,
    reply: Reply,
) -> Result<(), DriveError> {
    let now = (tools.clock)();
    if let Some(service) = reply.answered() {
        alerts.answered(run.id, service, now);
    }
    let entries = match reply {
        Reply::Sent(operation, outcome) => apply.sent(&operation.id, outcome, now),
        Reply::Probed(operation, finding) => apply.probed(&operation.id, finding, now),
    };
    record(tools, run, apply, &entries)
}

fn record(
    tools: &mut Tools<'_>,
    run: &Run,
    apply: &Apply,
    entries: &[JournalEntry],
) -> Result<(), DriveError> {
    if !entries.is_empty() {
        let books = bookkeeping(run, apply, entries);
        blocking(|| tools.store.settle(run.id, entries, &books))?;
    }
    Ok(())
}

/// The store blocks: on a runtime with several threads the others take over meanwhile.
pub(super) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

fn until_then(until: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO).max(Duration::from_millis(1))
}

/// How many changes each person has, to tell when somebody is through.
struct PeopleCount {
    of_change: Vec<usize>,
    people: usize,
}

impl PeopleCount {
    fn new(run: &Run) -> Self {
        let mut numbers = std::collections::BTreeMap::new();
        let mut of_change = Vec::new();
        for change in &run.plan.body.changes {
            let next = numbers.len();
            of_change.push(*numbers.entry(&change.subject.person).or_insert(next));
        }
        Self { people: numbers.len(), of_change }
    }

    /// How many people have all their changes settled.
    fn through(&self, apply: &Apply) -> usize {
        let mut open = vec![0_usize; self.people];
        for person in &self.of_change {
            open[*person] += 1;
        }
        for (operation, _) in
            apply.settlements().filter(|(_, end)| **end != muster_core::journal::Settlement::Split)
        {
            for change in &operation.changes {
                if let Some(person) = self.of_change.get(*change as usize) {
                    open[*person] = open[*person].saturating_sub(1);
                }
            }
        }
        open.into_iter().filter(|left| *left == 0).count()
    }
}

fn progress(tools: &Tools<'_>, apply: &Apply, people: &PeopleCount) -> Progress {
    let now = (tools.clock)();
    Progress {
        left_alone: apply
            .waiting_for(now)
            .map(|(service, until)| (service, until_then(until, now)))
            .collect(),
        people: (people.through(apply), people.people),
        operations: apply.progress(),
        budget: tools.client.budget(),
        phase: "applying",
    }
}
