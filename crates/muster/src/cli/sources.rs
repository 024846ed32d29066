//! Reads the configured sources.

use super::say;
use crate::config::{Source, SourceKind};
use crate::error::{Exit, Failure};
use crate::staff::{Staff, StaffSettings};
use muster_connectors::directory::{self, Description};
use muster_connectors::{file, ldap};
use muster_core::id::SourceId;
use muster_core::record::{Coverage, SourceBatch};
use muster_core::time::Timestamp;
use muster_store::Store;
use std::collections::BTreeMap;

/// What a source said.
enum Said {
    /// People and groups with their links, which may lead into other directories.
    Directory(Description),
    /// Finished records.
    Table(SourceBatch),
}

/// Reads all sources. One that cannot be reached does not stop the others: nothing is concluded about its people.
pub(super) async fn read_all(sources: &[Source], store: &mut dyn Store) -> Result<Vec<SourceBatch>, Failure> {
    let (mut said, mut failures) = (Vec::new(), Vec::new());
    for source in sources {
        if let Some(settings) = source.staff() {
            said.push((source, Said::Table(staff(settings, store)?)));
            continue;
        }
        match ask(source).await {
            Ok(heard) => said.push((source, heard)),
            Err(failure) if failure.exit == Exit::SourceIncomplete => {
                said.push((source, Said::Directory(unread(&failure))));
                failures.push((source, failure));
            }
            Err(failure) => return Err(failure),
        }
    }
    match !failures.is_empty() && failures.len() == sources.len() {
        true => Err(failures.swap_remove(0).1),
        false => {
            let warning = |(source, failure): &(&Source, Failure)| {
                say(&format!("warning: {} could not be read: {}", source.name, failure.what));
            };
            failures.iter().for_each(warning);
            Ok(woven(said))
        }
    }
}

/// What an HR source says: what is remembered, and what its files say besides.
fn staff(settings: StaffSettings, store: &mut dyn Store) -> Result<SourceBatch, Failure> {
    let now = Timestamp::now();
    let mut staff = Staff::remembered(settings, store, now)?;
    staff.look(now, store)?;
    Ok(staff.batch(None, now))
}

/// Reads a source whole, as if it were the only one.
pub(super) async fn read(source: &Source) -> Result<SourceBatch, Failure> {
    Ok(woven(vec![(source, ask(source).await?)]).remove(0))
}

async fn ask(source: &Source) -> Result<Said, Failure> {
    match &source.kind {
        SourceKind::Ldap(of) => {
            let read = ldap::read_anywhere(of.reading_config()?, &source.scope).await?;
            Ok(Said::Directory(read.description()))
        }
        SourceKind::Ldif { file } => {
            Ok(Said::Directory(file::ldif_description(file, &source.scope, Timestamp::now())?))
        }
        SourceKind::Hr(_) => {
            let now = Timestamp::now();
            let mut staff = source.staff().map(Staff::fresh).expect("an HR source");
            staff.look_only(now);
            Ok(Said::Table(staff.batch(None, now)))
        }
        SourceKind::Csv { file } => {
            Ok(Said::Table(file::csv_batch(file, &source.name, &source.scope, Timestamp::now())?))
        }
    }
}

/// What each source said, in the same order, with the directories' links followed from one into the other.
fn woven(said: Vec<(&Source, Said)>) -> Vec<SourceBatch> {
    let order: Vec<SourceId> = said.iter().map(|(source, _)| source.name.clone()).collect();
    let (mut directories, mut batches) = (Vec::new(), Vec::new());
    for (source, said) in said {
        match said {
            Said::Directory(read) => directories.push((source.name.clone(), source.scope.clone(), read)),
            Said::Table(batch) => batches.push(batch),
        }
    }
    batches.extend(directory::batches(directories));
    let mut by_name: BTreeMap<SourceId, SourceBatch> =
        batches.into_iter().map(|batch| (batch.source.clone(), batch)).collect();
    order.iter().filter_map(|name| by_name.remove(name)).collect()
}

/// What is known of a directory that could not be read at all: not even that it is empty.
fn unread(failure: &Failure) -> Description {
    Description {
        entries: Vec::new(),
        coverage: Coverage::Partial { missing: vec![failure.what.clone()] },
        cursor: None,
        read_at: Timestamp::now(),
    }
}
