//! `muster run --once`

use super::service::Service;
use crate::cli::world::World;
use crate::cli::{Options, Outcome, say};
use clap::Args;
use muster_store::Access;

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
