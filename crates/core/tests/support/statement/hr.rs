//! What an HR system says: a real [`Workers`] stands behind the source `hr`.

use super::{Stage, item};
use crate::support::names::anchor;
use muster_core::record::{Coverage, SourceBatch};
use muster_core::time::{SignedDuration, Timestamp};
use muster_core::worker::{Fact, Facts, Statement};
use muster_core::workers::{Answer, Export, Usage, Workers};

/// The name of the source.
const HR: &str = "hr";
/// Where people work of whom nothing else is said.
const ZONE: &str = "Asia/Manila";

/// Nobody yet, of whom HR speaks from now on.
pub(crate) fn workers() -> Workers {
    Workers::new(Usage { source: HR.into(), zone: ZONE.parse().unwrap() })
}

impl Stage {
    /// `hr says of ana [since DATE]: title Lead, start 2026-03-01`.
    pub(super) fn hr_says(&mut self, name: &str, since: Option<&str>, items: &[&str]) -> Result<(), String> {
        self.names.learn(name);
        let statement = statement(name, since, items)?;
        let taken = self.workers.take(None, self.world.as_of, vec![statement]);
        self.hr_is_read();
        match taken.answer {
            Answer::Applied | Answer::Parked(_) => Ok(()),
            Answer::Refused(reason) => Err(reason),
        }
    }

    /// The same of something that cannot be true.
    pub(super) fn hr_wrongly_says(&mut self, name: &str, items: &[&str]) -> Result<(), String> {
        match self.hr_says(name, None, items) {
            Ok(()) => Err("it was believed".into()),
            Err(_) => Ok(()),
        }
    }

    /// `hr lists everybody: ana, ben`: a full export with nothing new but who is in it.
    pub(super) fn hr_lists(&mut self, names: &[&str]) {
        // Whatever was stated at this very moment came before the export was written.
        let mut export = Export::new(self.world.as_of + SignedDuration::from_secs(1));
        names.iter().for_each(|name| export.lists(anchor(name)));
        self.workers.take_export(export, true);
        self.hr_is_read();
    }

    /// What HR says at the moment at which the scenario is.
    pub(super) fn hr_is_read(&mut self) {
        let as_of = self.world.as_of;
        let batch = self.workers.batch(None, as_of, Timestamp::MAX, Coverage::Complete, Vec::new());
        self.has_hr |= !batch.records.is_empty();
        if self.has_hr {
            let read = self.world.batch(HR);
            *read = SourceBatch { coverage: read.coverage.clone(), ..batch };
        }
    }
}

fn statement(name: &str, since: Option<&str>, items: &[&str]) -> Result<Statement, String> {
    let mut facts = Facts::new();
    for text in items {
        let (word, rest) = item(text);
        let fact: Fact = word.parse().map_err(|error| format!("{error}"))?;
        let said = match fact {
            Fact::Manager => anchor(rest).to_string(),
            _ => rest.to_owned(),
        };
        facts.insert(fact, (rest != "none").then_some(said));
    }
    let since = since.map(str::parse).transpose().map_err(|error| format!("{error}"))?;
    Statement::new(anchor(name).as_str(), since, facts).map_err(|error| error.to_string())
}
