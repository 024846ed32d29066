//! `muster report`

use super::{Options, Outcome, print, print_json, world};
use crate::config::Config;
use crate::console;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::apply::{Apply, Effort};
use muster_core::audit::AuditStatus;
use muster_core::id::RunId;
use muster_core::report::{Calls, Report, compose};
use muster_core::verify::{Deeds, Discrepancies, Discrepancy};
use muster_store::{Access, AuditQuery, RunRecord, Store};

/// `muster report`
#[derive(Args)]
pub(super) struct ReportCommand {
    /// Which run; the last one where none is named.
    run: Option<RunId>,
    /// List the runs instead.
    #[arg(long)]
    list: bool,
    /// Write JSON, CSV and HTML again.
    #[arg(long)]
    write: bool,
}

impl ReportCommand {
    pub(super) fn run(self, options: &Options) -> Outcome {
        let config = Config::load(&options.config)?;
        let mut store = world::store(&config, Access::Read)?;
        let runs = store.runs(1000)?;
        if self.list {
            list(&runs, options)?;
            return Ok(Exit::Done);
        }
        let record = match self.run {
            Some(id) => runs.into_iter().find(|record| record.id == id),
            None => runs.into_iter().find(|record| record.closed_at.is_some()),
        };
        let record = record.ok_or_else(|| match self.run {
            Some(id) => Failure::new(Exit::Input, format!("there is no run {id}"))
                .next("`muster report --list` shows all runs"),
            None => Failure::new(Exit::Input, "no run has been finished yet")
                .next("`muster apply` makes a run and its report"),
        })?;
        let report = again(&mut *store, &record)?;
        let paths = match self.write {
            true => Some(console::report::write_all(&report, &config.report.directory).map_err(|cause| {
                let directory = config.report.directory.display();
                Failure::new(Exit::Input, format!("the report could not be written to {directory}"))
                    .because(cause)
                    .next("make room for it there, or name another folder in [report] of the configuration")
            })?),
            false => None,
        };
        match options.json {
            true => print_json(&report)?,
            false => {
                print(&console::report::to_text(&report, paths.as_ref(), usize::MAX, console::columns()))
            }
        }
        Ok(Exit::Done)
    }
}

fn list(runs: &[RunRecord], options: &Options) -> Result<(), Failure> {
    if options.json {
        return print_json(&runs);
    }
    print(&console::table::runs(runs));
    Ok(())
}

/// Makes a run's report again, from its plan, its journal and its history.
fn again(store: &mut dyn Store, record: &RunRecord) -> Result<Report, Failure> {
    let missing = || Failure::new(Exit::Defect, format!("run {} is listed but not stored", record.id));
    let run = store.run(record.id)?.ok_or_else(missing)?;
    let apply = Apply::new(&run, &store.journal(run.id)?, Effort::default());
    let deeds = Deeds::new(apply.settlements());
    let history = store.audit(&AuditQuery { run: Some(run.id), ..AuditQuery::default() })?;
    let done = |status| matches!(status, AuditStatus::Applied | AuditStatus::AlreadySo);
    let unverified: Discrepancies = history
        .iter()
        .map(|entry| &entry.event)
        .filter(|event| done(event.status) && !event.verified)
        .map(|event| (event.change, event.discrepancy.clone().unwrap_or(Discrepancy::Lagging)))
        .collect();
    let read = run.plan.body.basis.read_calls;
    let all = record.summary.map_or(read, |summary| summary.calls);
    // What a closed run keeps is the sum.
    let calls = Calls { read, write: all.saturating_sub(read), ..Calls::default() };
    Ok(compose(&run, &deeds, &unverified, &[], record.closed_at.unwrap_or(run.started_at), calls))
}
