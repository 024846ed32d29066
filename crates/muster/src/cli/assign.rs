//! `muster assign FILE`: roles for single people by a list, whatever the rules say.

mod rows;
mod take;
mod tell;
mod write;

use super::{Options, Outcome, order, print, print_json, say, world};
use crate::assign::Format;
use crate::config::Config;
use crate::console::table;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_store::{Access, Withdrawal, Word, leave_word};
use std::path::PathBuf;

/// `muster assign FILE`
#[derive(Args)]
pub(super) struct AssignCommand {
    /// The list: person, role and, where wanted, division, tier and action, a row a line.
    #[arg(required_unless_present_any = ["list", "withdraw"])]
    file: Option<PathBuf>,
    /// How the list is written; its ending says so where nothing is given.
    #[arg(long)]
    format: Option<Format>,
    /// Look at every row and write nothing.
    #[arg(long)]
    check: bool,
    /// Withdraw what an earlier version of the list assigned and this one does not. Only a whole list without bad rows
    /// can do that.
    #[arg(long, conflicts_with = "check")]
    replace: bool,
    /// Carry the plan of these people out at once, without asking.
    #[arg(long, short, conflicts_with = "check")]
    yes: bool,
    /// Show which lists assign how much.
    #[arg(long, conflicts_with_all = ["file", "format", "check", "replace", "yes", "withdraw"])]
    list: bool,
    /// Take back everything that a list assigned.
    #[arg(long, value_name = "LIST", conflicts_with_all = ["file", "format", "check", "replace", "yes"])]
    withdraw: Option<String>,
}

impl AssignCommand {
    pub(super) async fn run(self, options: &Options) -> Outcome {
        match (&self.withdraw, &self.file) {
            (Some(name), _) => withdraw(name, options),
            (None, Some(file)) => take::take(file, &self, options).await,
            (None, None) => list(options),
        }
    }

    fn format(&self, file: &std::path::Path) -> Result<Format, Failure> {
        self.format.or_else(|| Format::of(file)).ok_or_else(|| {
            Failure::new(
                Exit::Input,
                format!("the ending of {} does not say how it is written", file.display()),
            )
            .next("add `--format csv` or `--format jsonl`")
        })
    }
}

fn list(options: &Options) -> Outcome {
    let config = Config::load(&options.config)?;
    let lists = world::store(&config, Access::Read)?.assigned_lists()?;
    match options.json {
        true => print_json(&lists)?,
        false => print(&table::assigned(&lists)),
    }
    Ok(Exit::Done)
}

fn withdraw(list: &str, options: &Options) -> Outcome {
    let config = Config::load(&options.config)?;
    let mut store = world::store(&config, Access::Read)?;
    let withdrawn = match store.assigned_lists()?.iter().any(|known| known.list == list) {
        true => {
            let word = Word::Withdraw(Withdrawal::List(list.to_owned()));
            leave_word(&world::store_location(&config)?, &word)?
        }
        false => 0,
    };
    if withdrawn == 0 {
        return Err(Failure::new(Exit::Input, format!("nothing is assigned by a list called `{list}`"))
            .next("see `muster assign --list` for those that assign something"));
    }
    match options.json {
        true => print_json(&serde_json::json!({ "list": list, "withdrawn": withdrawn }))?,
        false => say(&format!("{withdrawn} assignments of {list} are withdrawn")),
    }
    say(&order::next(&mut *store)?);
    Ok(Exit::Done)
}
