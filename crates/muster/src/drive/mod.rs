//! One run, from an approved plan to the closed books. Reads aloud as: begin, carry out, read back, close.

mod alerts;
mod assigned;
mod books;
mod carry_out;
mod close;
mod look;
mod read_back;
mod recheck;
mod renew;
mod survey;
mod watch;

pub use assigned::Reassigned;
pub use carry_out::{End, carry_out};
pub use close::close;
pub use read_back::{Patience, read_back};
pub use recheck::{Rechecked, recheck};
pub use survey::{Survey, SurveyError, day_before, resolved, survey, survey_with};
pub use watch::{Progress, Watch};

use crate::drive::books::remember_plan;
use muster_connectors::genesys::{Client, TenantError, TenantNames, TokenError};
use muster_core::apply::{Apply, Effort};
use muster_core::compile::{Provision, compile};
use muster_core::guard::ApprovedPlan;
use muster_core::id::RunId;
use muster_core::journal::{JournalEntry, JournalEvent, Run};
use muster_core::operation::Operation;
use muster_core::plan::Held;
use muster_core::report::{Calls, Reckoning, Report};
use muster_core::time::Timestamp;
use muster_store::{Store, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What a run needs from the world.
pub struct Tools<'a> {
    /// Where Muster remembers.
    pub store: &'a mut dyn Store,
    /// The way to the tenant.
    pub client: Client,
    /// What time it is.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// How accounts are written.
    pub provision: Provision,
    /// The tenant's names, where they were read already: reading back needs them again.
    pub names: Option<TenantNames>,
    /// How hard operations are tried.
    pub effort: Effort,
    /// How many calls may be under way at once.
    pub workers: usize,
    /// How long reading back waits for the tenant to catch up.
    pub patience: Patience,
    /// Who looks on.
    pub watch: Watch<'a>,
}

/// What came before a run: nothing where an interrupted one goes on.
#[derive(Debug, Default)]
pub struct Prelude {
    /// Changes of the plan that no longer held.
    pub moved: Vec<Held>,
    /// Calls that asking again about removals took.
    pub recheck_calls: u64,
}

impl Prelude {
    /// What asking again about removals came to, where nothing moved.
    pub fn rechecked(checked: &Rechecked) -> Self {
        Self { recheck_calls: checked.calls, ..Self::default() }
    }
}

/// Why a run could not go on. What it did until then is in the journal; `muster apply` goes on with it.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// The store failed.
    #[error("the store failed in the middle of the run")]
    Store(#[from] StoreError),
    /// Reading back failed.
    #[error("what the run did could not be read back")]
    ReadBack(#[from] TenantError),
    /// The tenant cannot be worked with.
    #[error("the run halted: {reason}")]
    Halted {
        /// Why.
        reason: String,
    },
    /// The tenant refuses our credentials for good.
    #[error("the run halted: could not log in to Genesys Cloud")]
    LockedOut(#[source] Arc<TokenError>),
}

/// Whether a plan changes nothing, neither there nor in our own books.
pub fn is_empty(plan: &ApprovedPlan) -> bool {
    let body = &plan.plan().body;
    body.changes.is_empty()
        && body.links.is_empty()
        && body.forget.is_empty()
        && body.departures.is_empty()
        && body.returned.is_empty()
}

/// Begins a run: from here on it is finished, if need be by a later process.
///
/// # Errors
/// [`StoreError::RunOpen`] where another run must be finished first.
pub fn begin(tools: &mut Tools<'_>, id: RunId, plan: &ApprovedPlan) -> Result<Run, DriveError> {
    let run = Run {
        id,
        plan: plan.plan().clone(),
        operations: compile(plan, &tools.provision),
        started_at: (tools.clock)(),
    };
    tools.store.begin_run(&run, &remember_plan(&run))?;
    Ok(run)
}

/// Carries a run out from wherever its journal ends, reads back what it did, and closes the books. The report counts the
/// calls of this process, and those that the plan took; what an interrupted process sent before is not known any more.
///
/// # Errors
/// Whatever keeps the run from its end; it stays open then.
pub async fn finish(tools: &mut Tools<'_>, run: &Run, prelude: &Prelude) -> Result<Report, DriveError> {
    let journal = tools.store.journal(run.id)?;
    let mut apply = Apply::new(run, &journal, tools.effort);
    remind(tools, &apply, &journal);
    let before = tools.client.calls().total;
    let (forecast, began) = (forecast(tools, &apply), (tools.clock)());
    match carry_out(tools, run, &mut apply).await? {
        End::Done => {}
        End::Halted { reason } => return Err(DriveError::Halted { reason }),
        End::LockedOut(error) => return Err(DriveError::LockedOut(error)),
    }
    let deeds = muster_core::verify::Deeds::new(apply.settlements());
    let applied = tools.client.calls().total;
    let seconds = u64::try_from((tools.clock)().duration_since(began).as_secs()).unwrap_or(0);
    let unverified = read_back(tools, run, &deeds).await?;
    let verified = tools.client.calls().total;
    let recheck = prelude.recheck_calls;
    let read = before.saturating_sub(recheck).max(run.plan.body.basis.read_calls);
    let calls = Calls { read, recheck, write: applied - before, verify: verified - applied };
    let reckoning = Reckoning { calls: calls.write, seconds, ..forecast };
    let report = close(tools, run, &deeds, &unverified, &prelude.moved, calls)?;
    Ok(Report { reckoning: Some(reckoning), ..report })
}

/// The client has to wait for accounts that an earlier process created a moment ago, as if it had created them itself.
fn remind(tools: &Tools<'_>, apply: &Apply, journal: &[JournalEntry]) {
    let now = (tools.clock)();
    for entry in journal {
        let creates =
            apply.operation(&entry.operation).is_some_and(|operation| operation.call.creates().is_some());
        let (JournalEvent::Settled(end), true) = (&entry.event, creates) else { continue };
        if let Some(account) = end.account() {
            let ago = Duration::try_from(now.duration_since(entry.at)).unwrap_or(Duration::ZERO);
            tools.client.created_earlier(account, ago);
        }
    }
}

/// What is left to send, at best.
fn forecast(tools: &Tools<'_>, apply: &Apply) -> Reckoning {
    let (forecast_calls, time) = eta(&tools.client, apply.open());
    Reckoning { forecast_calls, forecast_seconds: time.as_secs(), ..Reckoning::default() }
}

/// How many calls operations take at best, and how long those take by what is known of the rate budget.
pub fn eta<'a>(client: &Client, operations: impl IntoIterator<Item = &'a Operation>) -> (u64, Duration) {
    let mut calls: BTreeMap<&'static str, u64> = BTreeMap::new();
    for operation in operations {
        *calls.entry(operation.call.service().word()).or_default() += u64::from(operation.call.requests());
    }
    (calls.values().sum(), client.forecast(&calls))
}
