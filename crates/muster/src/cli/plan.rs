//! `muster plan`

use super::provision::Means;
use super::world::World;
use super::{Options, Outcome, print, print_json, say};
use crate::console;
use crate::console::plan::{Forecast, View, forecast, render};
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::compile::compile;
use muster_core::guard::approve;
use muster_core::operation::Operation;
use muster_core::plan::{Plan, Verdict};
use muster_store::Access;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// How a plan is shown.
#[derive(Args, Clone, Copy)]
pub(super) struct Form {
    /// Only the head, the findings and the sums.
    #[arg(long)]
    pub(super) summary: bool,
    /// Everybody, however many they are.
    #[arg(long)]
    pub(super) all: bool,
}

/// `muster plan`
#[derive(Args)]
pub(super) struct PlanCommand {
    /// Write the plan to this file, for `show` and `apply`.
    #[arg(long, short)]
    out: Option<PathBuf>,
    /// Exit with 2 where changes are pending.
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    form: Form,
}

impl PlanCommand {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        let world = World::open(options).await?;
        let mut store = world.store(Access::Read)?;
        let (survey, plan) = world.plan(&mut *store).await?;
        for notice in &survey.resolved.notices {
            say(&format!("note: {notice}"));
        }
        if let Some(path) = &self.out {
            write(path, &plan)?;
        }
        show(&plan, self.form, world.means(&plan).await?, options)?;
        if let Some(run) = store.open_run()? {
            say(&format!(
                "note: run {} was interrupted; `muster apply` finishes it before anything else",
                run.id
            ));
        }
        if let Some(path) = &self.out {
            say(&format!("wrote {}; next: muster apply {}", path.display(), path.display()));
        }
        Ok(exit_of(&plan, self.detailed_exitcode))
    }
}

/// How many people a plan shows unless all are asked for.
const PEOPLE_SHOWN: usize = 200;

/// A plan as JSON, with what it will cost beside it; a plan that may not run costs nothing.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    #[serde(flatten)]
    plan: &'a Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<Forecast>,
}

/// Prints a plan as asked.
pub(super) fn show(plan: &Plan, form: Form, means: Means, options: &Options) -> Result<(), Failure> {
    if options.json {
        return print_json(&shown(plan, means));
    }
    let operations = operations(plan, means);
    let view = View {
        columns: console::columns(),
        summary: form.summary,
        people_max: (!form.all).then_some(PEOPLE_SHOWN),
        see_all: "muster plan --all".into(),
    };
    print(&render(plan, operations.as_deref().map(|operations| (operations, means.rate, means.eta)), &view));
    Ok(())
}

/// A plan as JSON has it.
pub(super) fn shown(plan: &Plan, means: Means) -> Shown<'_> {
    let forecast = operations(plan, means).map(|operations| forecast(&operations, means.rate, means.eta));
    Shown { plan, forecast }
}

fn operations(plan: &Plan, means: Means) -> Option<Vec<Operation>> {
    approve(plan.clone()).map(|approved| compile(&approved, &means.provision)).ok()
}

/// What a plan means for the exit code.
pub(super) fn exit_of(plan: &Plan, detailed: bool) -> Exit {
    let holding =
        |finding: &&muster_core::plan::Finding| matches!(finding.verdict, Verdict::Hold | Verdict::Refuse);
    let held: Vec<&str> =
        plan.body.findings.iter().filter(holding).map(|finding| finding.guardrail.as_str()).collect();
    match () {
        () if held.iter().any(|guardrail| matches!(*guardrail, "coverage" | "source-shrink")) => {
            Exit::SourceIncomplete
        }
        () if !held.is_empty() => Exit::Held,
        () if detailed && !plan.body.changes.is_empty() => Exit::ChangesPending,
        () => Exit::Done,
    }
}

fn write(path: &Path, plan: &Plan) -> Result<(), Failure> {
    let text = serde_json::to_vec_pretty(plan)
        .map_err(|cause| Failure::new(Exit::Defect, "the plan cannot be written as JSON").because(cause))?;
    std::fs::write(path, text).map_err(|cause| {
        Failure::new(Exit::Input, format!("could not write the plan to {}", path.display()))
            .because(cause)
            .next("name another file with `-o`")
    })
}

/// Reads a plan from a file and checks that it is whole.
pub(super) fn read(path: &Path) -> Result<Plan, Failure> {
    let shown = path.display();
    let hint = "make a plan with `muster plan -o FILE`";
    let text = std::fs::read(path).map_err(|cause| {
        Failure::new(Exit::Input, format!("could not read the plan {shown}")).because(cause).next(hint)
    })?;
    let plan: Plan = serde_json::from_slice(&text).map_err(|cause| {
        Failure::new(Exit::Input, format!("{shown} is not a plan of this version of Muster"))
            .because(cause)
            .next(hint)
    })?;
    match plan.is_intact() {
        true => Ok(plan),
        false => Err(Failure::new(
            Exit::Input,
            format!("{shown} was changed after it was made: its content does not match its id"),
        )
        .next("plans cannot be edited; make a new one with `muster plan -o FILE`")),
    }
}
