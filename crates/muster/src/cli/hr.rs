//! `muster hr`

use super::{Options, Outcome, print, print_json};
use crate::config::shape::presets;
use crate::error::{Exit, Failure};
use clap::{Args, Subcommand};
use serde_json::json;

/// `muster hr`
#[derive(Args)]
pub(super) struct HrCommand {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// List the shapes that are shipped.
    Presets,
    /// Print a shape that is shipped, to be copied into a file of your own.
    Preset {
        /// Its name.
        name: String,
    },
}

impl HrCommand {
    pub(super) fn run(self, options: &Options) -> Outcome {
        match self.task {
            Task::Presets => list(options)?,
            Task::Preset { name } => print(presets::text(&name).ok_or_else(|| unknown(&name))?),
        }
        Ok(Exit::Done)
    }
}

fn list(options: &Options) -> Result<(), Failure> {
    if options.json {
        let entries: Vec<_> = presets::NAMES
            .iter()
            .map(|name| json!({ "name": name, "about": presets::about(name) }))
            .collect();
        return print_json(&entries);
    }
    presets::NAMES.iter().for_each(|name| print(&format!("{name:<16}{}\n", presets::about(name))));
    Ok(())
}

fn unknown(name: &str) -> Failure {
    Failure::new(Exit::Input, format!("there is no preset `{name}`"))
        .next(format!("take one of {}", presets::NAMES.join(", ")))
}
