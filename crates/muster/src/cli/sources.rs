//! Reads the configured sources.

use super::say;
use crate::config::{Source, SourceKind};
use crate::error::{Exit, Failure};
use muster_connectors::{file, ldap};
use muster_core::record::{Coverage, SourceBatch};
use muster_core::time::Timestamp;

/// Reads all sources. One that cannot be reached does not stop the others: nothing is concluded about its people.
pub(super) async fn read_all(sources: &[Source]) -> Result<Vec<SourceBatch>, Failure> {
    let (mut batches, mut failures) = (Vec::new(), Vec::new());
    for source in sources {
        match read(source).await {
            Ok(batch) => batches.push(batch),
            Err(failure) if failure.exit == Exit::SourceIncomplete => {
                batches.push(unread(source, &failure));
                failures.push((source, failure));
            }
            Err(failure) => return Err(failure),
        }
    }
    match failures.len() == sources.len() {
        true => Err(failures.swap_remove(0).1),
        false => {
            let warning = |(source, failure): &(&Source, Failure)| {
                say(&format!("warning: {} could not be read: {}", source.name, failure.what));
            };
            failures.iter().for_each(warning);
            Ok(batches)
        }
    }
}

/// Reads a source whole.
pub(super) async fn read(source: &Source) -> Result<SourceBatch, Failure> {
    match &source.kind {
        SourceKind::Ldap(of) => Ok(ldap::read_batch(&of.ldap_config()?, &source.scope, &source.name).await?),
        SourceKind::Ldif { file } => {
            Ok(file::ldif_batch(file, &source.name, &source.scope, Timestamp::now())?)
        }
        SourceKind::Csv { file } => Ok(file::csv_batch(file, &source.name, &source.scope, Timestamp::now())?),
    }
}

/// What is known of a source that could not be read at all.
fn unread(source: &Source, failure: &Failure) -> SourceBatch {
    SourceBatch {
        source: source.name.clone(),
        read_at: Timestamp::now(),
        coverage: Coverage::Partial { missing: vec![failure.what.clone()] },
        cursor: None,
        records: Vec::new(),
        population: 0,
        groups: Vec::new(),
        rejected: Vec::new(),
        members_unresolved: 0,
    }
}
