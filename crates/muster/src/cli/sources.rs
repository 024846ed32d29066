//! Reads one configured source.

use crate::config::{Source, SourceKind};
use crate::error::Failure;
use muster_connectors::{file, ldap};
use muster_core::record::SourceBatch;
use muster_core::time::Timestamp;

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
