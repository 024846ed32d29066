//! `muster links`

use super::{Options, Outcome, print, print_json, world};
use crate::config::Config;
use crate::console::table;
use crate::error::Exit;
use muster_store::Access;

/// Shows all remembered pairings.
pub(super) fn run(options: &Options) -> Outcome {
    let config = Config::load(&options.config)?;
    let links = world::store(&config, Access::Read)?.links()?;
    match options.json {
        true => print_json(&links)?,
        false => print(&table::links(&links)),
    }
    Ok(Exit::Done)
}
