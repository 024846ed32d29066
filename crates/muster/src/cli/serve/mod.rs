//! `muster serve` and `muster run --once`: with nobody looking on, what the standing approval lists is done.

mod ends;
mod house;
mod inbox;
mod once;
mod service;

use super::world::World;
use super::{Options, Outcome, say};
use clap::Args;
use muster_store::Access;
pub(super) use once::RunCommand;
use service::Service;

/// `muster serve`
#[derive(Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        let world = World::open(options).await?;
        let store = world.store(Access::Lead)?;
        if world.config.standing.is_none() {
            say("note: without [standing_approval] the service plans and reports, and changes nothing");
        }
        Service::new(world, store)?.serve().await
    }
}
