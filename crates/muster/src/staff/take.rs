//! Takes in what HR says, by file and by delivery.

use super::Staff;
use super::files::{Found, look};
use super::settings::Drops;
use muster_connectors::file::{DropEnd, DropRow, read_drop};
use muster_core::id::{Anchor, SourceId};
use muster_core::record::Rejected;
use muster_core::time::Timestamp;
use muster_core::worker::Statement;
use muster_core::workers::{Answer, Export, Exported};
use muster_store::{DeliveryState, SettledDelivery, Store, StoreError, WorkerBooks, WorkerFile};
use std::collections::BTreeSet;

/// A delivery that waits, and what it says.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Its number in the inbox.
    pub number: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// What it says.
    pub statements: Vec<Statement>,
    /// What of it cannot be used, a sentence each.
    pub faults: Vec<String>,
}

/// What came of looking at the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Whose record may be another one.
    pub affected: BTreeSet<Anchor>,
    /// What was taken in, for people.
    pub events: Vec<String>,
    /// Deliveries that were parked and count now.
    pub unparked: Vec<u64>,
}

impl Staff {
    /// Takes in every file that is new, in order of names, each at once durable where the store may be written. One that cannot be believed says
    /// nothing, and is told of until it is another one, or until a later full export makes it superfluous.
    ///
    /// # Errors
    /// When the store fails; nobody may act upon what is known then.
    pub fn look(&mut self, now: Timestamp, store: &mut dyn Store) -> Result<Looked, StoreError> {
        self.look_and(now, &mut |source, books| match store.remember_workers(source, books) {
            Ok(()) => Ok(true),
            Err(StoreError::ReadOnly) => Ok(false),
            Err(error) => Err(error),
        })
    }

    /// The same without a store.
    pub fn look_only(&mut self, now: Timestamp) -> Looked {
        let looked = self.look_and(now, &mut |_, _| Ok(false));
        looked.unwrap_or_default()
    }

    fn look_and(&mut self, now: Timestamp, remember: Remember<'_>) -> Result<Looked, StoreError> {
        let Some(drops) = self.settings.drops.clone() else { return Ok(Looked::default()) };
        let mut looked = Looked::default();
        let place = drops.place.display().to_string();
        let found = match drops.found() {
            Ok(found) => found,
            Err(cause) => {
                self.refused.insert(place.clone(), format!("{place} cannot be read: {cause}"));
                return Ok(looked);
            }
        };
        self.refused.retain(|name, _| found.iter().any(|found| found.name == *name));
        for found in &found {
            self.file(&drops, found, now, &mut looked, remember)?;
        }
        Ok(looked)
    }

    fn file(
        &mut self,
        drops: &Drops,
        found: &Found,
        now: Timestamp,
        looked: &mut Looked,
        remember: Remember<'_>,
    ) -> Result<(), StoreError> {
        let before = look(&found.path);
        if before.is_none() || self.seen.get(&found.name) == before.as_ref() {
            return Ok(());
        }
        let written_at = self.written_at(before.and_then(|look| look.changed_at), now);
        let mut export = Export::new(written_at);
        let mut rejected = Vec::new();
        let end = read_drop(&found.path, found.format, drops.trailer_is_needed, &mut |row| match row {
            DropRow::Stated(statement) => export.row(&self.workers, drops.end_is.understood(statement)),
            DropRow::Bad { line, worker, reason } => {
                rejected.push(Rejected { location: format!("{}:{line}", found.path.display()), reason });
                export.lists(worker);
            }
        });
        if look(&found.path) != before {
            // Somebody is still writing: it is read when it has come to rest.
            return Ok(());
        }
        self.seen.extend(before.map(|look| (found.name.clone(), look)));
        match end {
            Err(error) => {
                self.refused.insert(found.name.clone(), error.to_string());
                Ok(())
            }
            Ok(end) => {
                self.refused.remove(&found.name);
                let is_known = self.files.get(&found.name).is_some_and(|known| known.sha256 == end.sha256);
                let when = (written_at, now);
                if is_known
                    || self.whole_file(drops, found, &end, (export, rejected), when, looked, remember)?
                {
                    drops.finish(found);
                }
                Ok(())
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "everything that is known of the file by then")]
    fn whole_file(
        &mut self,
        drops: &Drops,
        found: &Found,
        end: &DropEnd,
        (export, mut rejected): (Export, Vec<Rejected>),
        (written_at, now): (Timestamp, Timestamp),
        looked: &mut Looked,
        remember: Remember<'_>,
    ) -> Result<bool, StoreError> {
        let Exported { affected, refused, unparked } = self.workers.take_export(export, drops.full);
        let place = |worker: &Anchor| format!("{}, worker {worker}", found.path.display());
        let contradicted =
            refused.into_iter().map(|(worker, reason)| Rejected { location: place(&worker), reason });
        rejected.extend(contradicted);
        let file = WorkerFile {
            name: found.name.clone(),
            sha256: end.sha256.clone(),
            written_at,
            taken_at: now,
            rows: end.rows,
            full: drops.full,
            rejected,
        };
        let change = self.workers.take_change();
        let books = WorkerBooks {
            change: &change,
            files: vec![file.clone()],
            at: now,
            settled: Vec::new(),
            unparked: unparked.clone(),
        };
        let is_durable = remember(&self.settings.usage.source, &books)?;
        if drops.full {
            self.refused.retain(|name, _| *name > found.name);
        }
        self.files.insert(found.name.clone(), file);
        if !affected.is_empty() {
            looked.events.push(format!("{} was taken in", found.name));
        }
        looked.affected.extend(affected);
        looked.unparked.extend(unparked);
        Ok(is_durable)
    }

    /// When a file counts as written: when it was, but never before one that was taken in already, nor in the future.
    fn written_at(&self, changed_at: Option<std::time::SystemTime>, now: Timestamp) -> Timestamp {
        let written = changed_at.and_then(|at| Timestamp::try_from(at).ok()).unwrap_or(now);
        let before = self.files.values().map(|file| file.written_at).max();
        written.max(before.unwrap_or(Timestamp::MIN)).min(now)
    }

    /// Takes deliveries in, in order, and makes what they say durable at once. Says what became of each, and of earlier
    /// ones that waited for what these say.
    ///
    /// # Errors
    /// When the store fails; nobody may act upon what is known then.
    pub fn take(
        &mut self,
        deliveries: Vec<Delivered>,
        store: &mut dyn Store,
        now: Timestamp,
    ) -> Result<(Looked, Vec<(u64, Answer)>), StoreError> {
        let (mut looked, mut answers) = (Looked::default(), Vec::new());
        for Delivered { number, received_at, statements, faults } in deliveries {
            let is_empty = statements.is_empty();
            let taken = self.workers.take(Some(number), received_at, statements);
            answers.push((number, with_faults(taken.answer, is_empty, &faults)));
            looked.affected.extend(taken.affected);
            looked.unparked.extend(taken.unparked);
        }
        let change = self.workers.take_change();
        let settled = answers.iter().map(|(number, answer)| settled(*number, answer)).collect();
        let unparked = looked.unparked.clone();
        let books = WorkerBooks { change: &change, files: Vec::new(), at: now, settled, unparked };
        store.remember_workers(&self.settings.usage.source, &books)?;
        Ok((looked, answers))
    }
}

/// Makes durable what was taken in, and says whether it is.
type Remember<'a> = &'a mut dyn FnMut(&SourceId, &WorkerBooks<'_>) -> Result<bool, StoreError>;

/// An answer to a delivery of which something could not be read; the rest counts.
fn with_faults(answer: Answer, nothing_else: bool, faults: &[String]) -> Answer {
    let told = faults.join("; ");
    match (answer, faults) {
        (answer, []) => answer,
        (Answer::Refused(reason), _) => Answer::Refused(format!("{reason}; {told}")),
        (_, _) if nothing_else => Answer::Refused(told),
        (_, _) => Answer::Refused(format!("not all of it can be used, the rest counts: {told}")),
    }
}

fn settled(number: u64, answer: &Answer) -> SettledDelivery {
    let state = match answer {
        Answer::Applied => DeliveryState::Applied,
        Answer::Parked(reason) => DeliveryState::Parked { reason: Some(reason.clone()) },
        Answer::Refused(reason) => DeliveryState::Refused { reason: Some(reason.clone()) },
    };
    SettledDelivery { number, state }
}
