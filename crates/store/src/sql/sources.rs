//! The last complete read of each source.

use super::query::{from_json, one};
use super::{Param, Session};
use crate::{SourceBaseline, StoreError};
use muster_core::id::SourceId;

pub(super) fn last(
    session: &mut dyn Session,
    source: &SourceId,
) -> Result<Option<SourceBaseline>, StoreError> {
    let sql = "SELECT value FROM baseline WHERE source = $1";
    one(session, sql, &[Param::id(source)], |row| from_json("a source's last read", row.text(0)?))
}

pub(super) fn remember(session: &mut dyn Session, baseline: &SourceBaseline) -> Result<(), StoreError> {
    session.run(
        "INSERT INTO baseline (source, value) VALUES ($1, $2)
         ON CONFLICT (source) DO UPDATE SET value = excluded.value",
        &[Param::id(&baseline.source), Param::json(baseline)],
    )?;
    Ok(())
}
