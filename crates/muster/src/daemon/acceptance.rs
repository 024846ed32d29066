//! Whole reads that bring far less than what is known, and people who say that they are right.

use muster_connectors::directory::{Delta, Extent};
use muster_core::id::SourceId;
use muster_core::record::SourceBatch;
use muster_store::{SourceBaseline, Store, StoreError};

/// What has to be accepted where a whole read brought only this many people.
pub(super) fn finding(source: &SourceId, brought: u64) -> String {
    format!("source-shrink:{source}:{brought}")
}

/// Whether somebody has said that what a whole read does not bring is gone.
pub(super) fn is_accepted(
    source: &SourceId,
    delta: &Delta,
    store: &mut dyn Store,
) -> Result<bool, StoreError> {
    if delta.extent == Extent::Since {
        return Ok(false);
    }
    let finding = finding(source, delta.people());
    let approvals = store.approvals()?;
    Ok(approvals.iter().any(|approval| approval.finding == finding && approval.expires_at > delta.read_at))
}

/// Makes what somebody accepted the measure for later reads, so that nobody is asked twice.
pub(super) fn measure_by(batch: &SourceBatch, store: &mut dyn Store) -> Result<(), StoreError> {
    store.remember_complete(&SourceBaseline {
        source: batch.source.clone(),
        read_at: batch.read_at,
        records: batch.population,
        groups: batch.groups.len() as u64,
    })
}
