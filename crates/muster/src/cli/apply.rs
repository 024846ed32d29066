//! `muster apply [FILE]`

use super::plan::{Form, exit_of, read, show};
use super::provision::Means;
use super::stale::confirm;
use super::world::World;
use super::{Options, Outcome, ceilings, print_json, say};
use crate::console;
use crate::console::progress::Snapshot;
use crate::drive::{self, Patience, Prelude, Progress, Survey, Tools};
use crate::error::{Exit, Failure};
use clap::Args;
use muster_connectors::genesys::{TenantNames, Waiting};
use muster_core::apply::Effort;
use muster_core::compile::Provision;
use muster_core::guard::{ApprovedPlan, approve};
use muster_core::id::RunId;
use muster_core::journal::Run;
use muster_core::plan::{Held, Plan};
use muster_core::report::Report;
use muster_core::tenant::Catalogue;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::{Access, Store};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// `muster apply [FILE]`
#[derive(Args)]
pub(super) struct ApplyCommand {
    /// A plan that `muster plan -o` wrote. Without one: go on with the run that was interrupted, or plan now.
    file: Option<PathBuf>,
    /// Do not ask before a plan is carried out that nobody has seen in a file.
    #[arg(long, short)]
    yes: bool,
}

/// What is to be done before a run can be finished.
enum Task {
    Resume(Box<Run>),
    Begin(Box<Beginning>),
    Nothing(Exit),
}

impl Task {
    fn begin(beginning: Beginning) -> Self {
        Self::Begin(Box::new(beginning))
    }
}

/// A run that is about to begin.
struct Beginning {
    plan: ApprovedPlan,
    prelude: Prelude,
    means: Means,
    names: TenantNames,
}

/// How a task ended.
pub(super) enum Ended {
    /// There was nothing to do.
    Nothing(Exit),
    /// A run was finished.
    Run {
        report: Box<Report>,
        /// How many changes of the plan no longer held.
        moved: usize,
        /// What the plan means for the exit code.
        planned: Exit,
    },
}

impl Ended {
    /// What the end means for the exit code.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Nothing(exit) => *exit,
            Self::Run { report, moved, planned } => exit_after(report, *moved > 0, *planned),
        }
    }
}

impl ApplyCommand {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        let world = World::open(options).await?;
        let mut store = world.store(Access::Lead)?;
        let task = self.task(&world, &mut *store, options).await?;
        let ended = carry_out(&world, &mut *store, task).await?;
        if let Ended::Run { report, moved, .. } = &ended {
            tell(&world, report, options)?;
            if *moved > 0 {
                say(&format!(
                    "{moved} changes of the plan no longer held and were left out; next: `muster plan` shows what is left"
                ));
            }
        }
        Ok(ended.exit())
    }

    async fn task(&self, world: &World, store: &mut dyn Store, options: &Options) -> Result<Task, Failure> {
        if let Some(run) = store.open_run()? {
            return match self.file.as_deref().map(read).transpose()? {
                Some(plan) if plan.id != *run.plan_id() && plan.body.changes != run.plan.body.changes => {
                    Err(Failure::new(
                        Exit::Held,
                        format!(
                            "run {} of another plan was interrupted and has to be finished first",
                            run.id
                        ),
                    )
                    .next("run `muster apply` without a file, then apply this plan"))
                }
                _ => Ok(Task::Resume(Box::new(run))),
            };
        }
        match &self.file {
            Some(file) => from_file(&read(file)?, world, store).await,
            None => self.afresh(world, store, options).await,
        }
    }

    async fn afresh(&self, world: &World, store: &mut dyn Store, options: &Options) -> Result<Task, Failure> {
        let (survey, plan) = world.plan(store).await?;
        let form = Form { summary: false, all: false };
        let means = world.means(&plan).await?;
        if !options.json {
            show(&plan, form, means, options)?;
        }
        let exit = exit_of(&plan, false);
        let plan = approve(plan)?;
        if !drive::is_empty(&plan) {
            self.ask(&plan)?;
        }
        ready(world, survey, plan, means, exit)
    }

    /// Nobody's tenant is changed by a typing error.
    fn ask(&self, plan: &ApprovedPlan) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        let changes = plan.plan().body.changes.len();
        let refused =
            Failure::new(Exit::Input, format!("{changes} changes were not confirmed; nothing was done"))
                .next(
                    "run `muster plan -o plan.json`, read it, then `muster apply plan.json`; or add `--yes`",
                );
        if !std::io::stdin().is_terminal() {
            return Err(refused);
        }
        let organisation = &plan.plan().body.basis.organisation_name;
        anstream::eprint!("type the organisation's name ({organisation}) to make {changes} changes: ");
        let mut answer = String::new();
        let _ = std::io::stdin().read_line(&mut answer);
        if answer.trim() == organisation { Ok(()) } else { Err(refused) }
    }
}

/// Carries an approved plan out that was just made, if there is anything in it.
pub(super) async fn at_once(
    world: &World,
    store: &mut dyn Store,
    survey: Survey,
    plan: Plan,
    means: Means,
) -> Result<Ended, Failure> {
    let exit = exit_of(&plan, false);
    let task = ready(world, survey, approve(plan)?, means, exit)?;
    carry_out(world, store, task).await
}

/// Pins the names of a plan that was just made, and says what there is to do.
fn ready(
    world: &World,
    survey: Survey,
    plan: ApprovedPlan,
    means: Means,
    exit: Exit,
) -> Result<Task, Failure> {
    world.pin(&survey.resolved.pins)?;
    match drive::is_empty(&plan) {
        true => Ok(Task::Nothing(exit)),
        false => Ok(Task::begin(Beginning { plan, prelude: Prelude::default(), means, names: survey.names })),
    }
}

/// Does what there is to do, to its end.
async fn carry_out(world: &World, store: &mut dyn Store, task: Task) -> Result<Ended, Failure> {
    let (mut tools, planned, run, prelude) = match confirmed(task, world).await? {
        Task::Nothing(exit) => {
            ceilings::keep(world, store)?;
            return Ok(Ended::Nothing(exit));
        }
        Task::Resume(run) => {
            say(&format!("going on with run {}, which was interrupted", run.id));
            (tools(world, &mut *store), Exit::Done, *run, Prelude::default())
        }
        Task::Begin(beginning) => {
            let Beginning { plan, prelude, means, names } = *beginning;
            let exit = exit_of(plan.plan(), false);
            let mut tools =
                Tools { provision: means.provision, names: Some(names), ..tools(world, &mut *store) };
            let run = drive::begin(&mut tools, RunId(uuid::Uuid::now_v7()), &plan)?;
            (tools, exit, run, prelude)
        }
    };
    let finished = drive::finish(&mut tools, &run, &prelude).await;
    drop(tools);
    // A run that halted may have learned the most.
    let kept = ceilings::keep(world, store);
    let report = Box::new(finished?);
    kept?;
    Ok(Ended::Run { report, moved: prelude.moved.len(), planned })
}

/// The task without what a second look at the tenant does not confirm.
async fn confirmed(task: Task, world: &World) -> Result<Task, Failure> {
    let Task::Begin(beginning) = task else { return Ok(task) };
    let checked = drive::recheck(&world.client, beginning.plan).await?;
    for held in &checked.held {
        say(&told(held, &checked.plan.plan().body.basis.catalogue));
    }
    let prelude = Prelude { recheck_calls: checked.calls, ..beginning.prelude };
    Ok(Task::begin(Beginning { plan: checked.plan, prelude, ..*beginning }))
}

async fn from_file(old: &Plan, world: &World, store: &mut dyn Store) -> Result<Task, Failure> {
    let (survey, fresh) = world.plan(store).await?;
    if fresh.body.basis.organisation != old.body.basis.organisation {
        let names = (&old.body.basis.organisation_name, &fresh.body.basis.organisation_name);
        return Err(Failure::new(
            Exit::PlanStale,
            format!("the plan is for {}, and this tenant is {}", names.0, names.1),
        )
        .next("check the [tenant] section of the configuration"));
    }
    let confirmed = confirm(old, fresh)?;
    world.pin(&survey.resolved.pins)?;
    for held in &confirmed.moved {
        say(&told(held, &old.body.basis.catalogue));
    }
    match drive::is_empty(&confirmed.plan) {
        true if confirmed.moved.is_empty() => Ok(Task::Nothing(Exit::Done)),
        true => Err(Failure::new(Exit::PlanStale, "nothing of this plan holds any more; nothing was done")
            .next("make a new plan with `muster plan -o FILE`")),
        false => {
            let means = world.means(confirmed.plan.plan()).await?;
            Ok(Task::begin(Beginning {
                plan: confirmed.plan,
                prelude: Prelude { moved: confirmed.moved, recheck_calls: 0 },
                means,
                names: survey.names,
            }))
        }
    }
}

fn told(held: &Held, catalogue: &Catalogue) -> String {
    let what = held.change.as_ref().map(|change| catalogue.describe(&change.slot)).unwrap_or_default();
    let who = console::shown(&held.subject.display_name);
    format!("not done for {who}: {what}: {}", held.because.sentence())
}

/// What a run needs, as configured.
pub(super) fn tools<'a>(world: &World, store: &'a mut dyn Store) -> Tools<'a> {
    let apply = &world.config.apply;
    let usual = Effort::default();
    let bar = console::progress::Progress::to_stderr();
    Tools {
        store,
        client: world.client.clone(),
        clock: Arc::new(Timestamp::now),
        provision: Provision::default(),
        names: None,
        effort: Effort {
            attempts_max: u32::try_from(apply.attempts_max).unwrap_or(usual.attempts_max),
            breaker_after: u32::try_from(apply.breaker_after).unwrap_or(usual.breaker_after),
            patience: SignedDuration::try_from(apply.breaker_patience).unwrap_or(usual.patience),
            ..usual
        },
        workers: usize::try_from(apply.workers).unwrap_or(1),
        patience: Patience { window: world.config.verify.window, poll: world.config.verify.poll },
        watch: Box::new(move |progress| bar.update(snapshot(progress))),
    }
}

fn snapshot(progress: &Progress) -> Snapshot {
    let count = |(done, all): (usize, usize)| (done as u64, all as u64);
    let budget = &progress.budget;
    Snapshot {
        phase: progress.phase,
        people: count(progress.people),
        operations: count(progress.operations),
        rate: (budget.used, budget.usable),
        waits: budget.waits,
        waiting: waiting(progress),
    }
}

/// What keeps a run waiting, worst first.
fn waiting(progress: &Progress) -> Option<(String, Duration)> {
    let failing = progress.left_alone.iter().max_by_key(|(_, left)| *left);
    let failing = failing.map(|(service, left)| (format!("the service {service} fails"), *left));
    let budget = &progress.budget;
    failing.or_else(|| match budget.waiting {
        Waiting::Pause => Some(("the tenant asked for a pause".into(), budget.reset_in)),
        Waiting::Budget => Some(("rate budget".into(), budget.reset_in)),
        Waiting::Replies | Waiting::Nothing => None,
    })
}

/// How many items that did not go well a report shows on the screen; the files have all.
const ITEMS_SHOWN: usize = 40;

/// Writes the report and says how the run ended.
pub(super) fn tell(world: &World, report: &Report, options: &Options) -> Result<(), Failure> {
    let paths = keep(world, report)?;
    if options.json {
        return print_json(report);
    }
    super::print(&console::report::to_text(report, Some(&paths), ITEMS_SHOWN, console::columns()));
    Ok(())
}

/// Writes the report.
pub(super) fn keep(world: &World, report: &Report) -> Result<console::report::Paths, Failure> {
    let directory = &world.config.report.directory;
    console::report::write_all(report, directory).map_err(|cause| {
        Failure::new(
            Exit::Input,
            format!("the run is done, but its report could not be written to {}", directory.display()),
        )
        .because(cause)
        .next("make room for it there, then run `muster report --write`")
    })
}

pub(super) fn exit_after(report: &Report, moved: bool, planned: Exit) -> Exit {
    let totals = &report.totals;
    match () {
        () if totals.failures + totals.unverified > 0 => Exit::SomeFailed,
        () if moved => Exit::PlanStale,
        () if totals.skipped > 0 => Exit::SomeFailed,
        () => planned,
    }
}
