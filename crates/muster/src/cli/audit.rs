//! `muster audit`

use super::{Options, Outcome, print, say, world};
use crate::config::Config;
use crate::console;
use crate::error::{Exit, Failure};
use clap::Args;
use muster_core::audit::verify_chain;
use muster_core::id::RunId;
use muster_store::{Access, AuditQuery, Store};

/// `muster audit`
#[derive(Args)]
pub(super) struct AuditCommand {
    /// Verify the whole chain instead of showing it.
    #[arg(long)]
    verify: bool,
    /// Only entries of this run.
    #[arg(long)]
    run: Option<RunId>,
    /// Only entries about people whose name, mail or id contains this.
    #[arg(long)]
    person: Option<String>,
    /// At most this many, the newest.
    #[arg(long, default_value_t = 200)]
    last: usize,
}

impl AuditCommand {
    pub(super) fn run(self, options: &Options) -> Outcome {
        let config = Config::load(&options.config)?;
        let mut store = world::store(&config, Access::Read)?;
        warn_of_open_run(&mut *store)?;
        if self.verify {
            return verify(&mut *store);
        }
        let query = AuditQuery { run: self.run, ..AuditQuery::default() };
        let mut entries = store.audit(&query)?;
        if let Some(wanted) = &self.person {
            let wanted = wanted.to_lowercase();
            entries.retain(|entry| {
                let event = &entry.event;
                let names =
                    [event.display_name.to_lowercase(), event.person.to_string(), event.external_id.clone()];
                names.iter().any(|name| name.contains(&wanted))
            });
        }
        let shown = &entries[entries.len().saturating_sub(self.last)..];
        match options.json {
            true => print(&console::audit::json_lines(shown).map_err(|cause| {
                Failure::new(Exit::Defect, "the history cannot be written as JSON").because(cause)
            })?),
            false => print(&console::audit::lines(shown)),
        }
        Ok(Exit::Done)
    }
}

fn warn_of_open_run(store: &mut dyn Store) -> Result<(), Failure> {
    if let Some(run) = store.open_run()? {
        say(&format!(
            "note: run {} was interrupted; its effects are in the journal and enter the history when `muster apply` has finished it",
            run.id
        ));
    }
    Ok(())
}

fn verify(store: &mut dyn Store) -> Outcome {
    let entries = store.audit(&AuditQuery::default())?;
    match verify_chain(&entries) {
        Ok(head) => {
            print(&format!("{} entries, unbroken; the last hash is {head}\n", entries.len()));
            Ok(Exit::Done)
        }
        Err(broken) => Err(Failure::new(Exit::Held, "the history was changed by other hands")
            .because(broken)
            .next("keep the database as it is and compare it with a backup")),
    }
}
