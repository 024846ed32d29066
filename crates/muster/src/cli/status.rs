//! `muster status`

use super::{Options, Outcome, print, print_json, world};
use crate::config::Config;
use crate::console;
use crate::daemon::status::Status;
use crate::error::{Exit, Failure};
use muster_core::time::Timestamp;
use muster_store::Access;

/// Shows what the service last said of itself.
pub(super) fn run(options: &Options) -> Outcome {
    let config = Config::load(&options.config)?;
    let word = world::store(&config, Access::Read)?.service_status()?;
    let Some(word) = word else {
        return Err(Failure::new(Exit::Input, "no service has run with this store yet")
            .next("start one with `muster serve`, or make one pass with `muster run --once`"));
    };
    let status: Status = serde_json::from_str(&word).map_err(|cause| {
        Failure::new(Exit::Input, "the service that wrote this status is of another release")
            .because(cause)
            .next("use the same release for `muster status` as for `muster serve`")
    })?;
    match options.json {
        true => print_json(&status)?,
        false => print(&console::status::render(&status, Timestamp::now(), console::columns())),
    }
    Ok(Exit::Done)
}
