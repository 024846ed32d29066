//! `muster run --once`

use super::service::Service;
use crate::cli::apply::exit_after;
use crate::cli::plan::exit_of;
use crate::cli::world::World;
use crate::cli::{Options, Outcome, apply, print_json, say};
use crate::daemon::{Cause, Done};
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::time::Timestamp;
use muster_store::Access;
use std::collections::BTreeSet;

/// `muster run`
#[derive(Args)]
pub(in crate::cli) struct RunCommand {
    /// One pass and no more: for schedulers.
    #[arg(long, required = true)]
    once: bool,
}

impl RunCommand {
    pub(in crate::cli) async fn run(self, options: &Options) -> Outcome {
        let world = World::open(options).await?;
        let store = world.store(Access::Lead)?;
        if world.config.standing.is_none() {
            say("note: without [standing_approval] this plans and reports, and changes nothing");
        }
        Service::new(world, store)?.once(options).await
    }
}

impl Service {
    /// One pass: waits until every source was read once, or says why one cannot be.
    pub(super) async fn once(mut self, options: &Options) -> Outcome {
        let mut news = self.listen()?;
        let mut open: BTreeSet<_> =
            self.world().config.sources.iter().map(|source| source.name.clone()).collect();
        while !open.is_empty() {
            let Some(word) = news.recv().await else { break };
            open.remove(&word.source);
            self.steward.take(word)?;
        }
        self.take_inbox()?;
        self.say()?;
        if !self.steward.is_ready() {
            return Err(self.unready());
        }
        let cause = Cause {
            noticed_at: Timestamp::now(),
            because: "one pass was asked for".into(),
            whole: true,
            people: None,
        };
        let done = self.steward.cycle(&cause).await;
        self.end()?;
        let Done { plan, report } = done?;
        let planned = exit_of(&plan, false);
        let exit = report.as_ref().map_or(planned, |report| exit_after(report, false, planned));
        match (report, options.json) {
            (Some(report), _) => apply::tell(self.world(), &report, options)?,
            (None, true) => print_json(&self.status())?,
            (None, false) => say("nothing was to change"),
        }
        for waiting in self.steward.held() {
            say(&format!("held: {}: {}", waiting.count, waiting.because));
        }
        Ok(exit)
    }

    fn unready(&self) -> Failure {
        let sources = self.steward.sources();
        let worst = sources.iter().find(|source| source.read_at.is_none());
        let told = worst.map(|source| {
            format!("{} could not be read: {}", source.name, source.trouble.clone().unwrap_or_default())
        });
        Failure::new(Exit::SourceIncomplete, told.unwrap_or_else(|| "a source could not be read".into()))
            .next("`muster doctor` checks every source")
    }
}
