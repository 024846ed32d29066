//! Runs: at most one is open.

use super::query::{all as rows, from_json, from_text, one};
use super::{Param, Row, Session};
use crate::{RunRecord, RunSummary, StoreError};
use muster_core::id::{PlanId, RunId};
use muster_core::journal::Run;
use muster_core::time::Timestamp;

const WHAT: &str = "a run";

pub(super) fn begin(session: &mut dyn Session, run: &Run) -> Result<(), StoreError> {
    if let Some(id) = open_id(session)? {
        return Err(StoreError::RunOpen { id });
    }
    if is_open(session, run.id)?.is_some() {
        return Err(StoreError::RunClosed { id: run.id });
    }
    session.run(
        "INSERT INTO run (number, id, plan, started_at, is_open, value)
         VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM run), $1, $2, $3, 1, $4)",
        &[Param::id(run.id), Param::id(run.plan_id()), Param::id(run.started_at), Param::json(run)],
    )?;
    Ok(())
}

pub(super) fn open(session: &mut dyn Session) -> Result<Option<Run>, StoreError> {
    let sql = "SELECT value FROM run WHERE is_open = 1";
    one(session, sql, &[], |row| from_json(WHAT, row.text(0)?))
}

pub(super) fn whole(session: &mut dyn Session, run: RunId) -> Result<Option<Run>, StoreError> {
    let sql = "SELECT value FROM run WHERE id = $1";
    one(session, sql, &[Param::id(run)], |row| from_json(WHAT, row.text(0)?))
}

pub(super) fn last(session: &mut dyn Session, limit: u64) -> Result<Vec<RunRecord>, StoreError> {
    let sql = "SELECT id, plan, started_at, closed_at, summary FROM run ORDER BY number DESC LIMIT $1";
    rows(session, sql, &[Param::count(limit)], record)
}

/// Refuses where the run is closed or was never begun.
pub(super) fn require_open(session: &mut dyn Session, run: RunId) -> Result<(), StoreError> {
    match is_open(session, run)? {
        Some(true) => Ok(()),
        Some(false) => Err(StoreError::RunClosed { id: run }),
        None => Err(StoreError::RunUnknown { id: run }),
    }
}

pub(super) fn close(
    session: &mut dyn Session,
    run: RunId,
    at: Timestamp,
    summary: &RunSummary,
) -> Result<(), StoreError> {
    session.run(
        "UPDATE run SET is_open = NULL, closed_at = $1, summary = $2 WHERE id = $3",
        &[Param::id(at), Param::json(summary), Param::id(run)],
    )?;
    Ok(())
}

/// Whether the run is open; `None` where there is no such run.
fn is_open(session: &mut dyn Session, run: RunId) -> Result<Option<bool>, StoreError> {
    let sql = "SELECT closed_at FROM run WHERE id = $1";
    one(session, sql, &[Param::id(run)], |row| Ok(row.maybe_text(0)?.is_none()))
}

fn open_id(session: &mut dyn Session) -> Result<Option<RunId>, StoreError> {
    let sql = "SELECT id FROM run WHERE is_open = 1";
    one(session, sql, &[], |row| from_text(WHAT, row.text(0)?))
}

fn record(row: &dyn Row) -> Result<RunRecord, StoreError> {
    Ok(RunRecord {
        id: from_text(WHAT, row.text(0)?)?,
        plan: PlanId::new(row.text(1)?),
        started_at: from_text(WHAT, row.text(2)?)?,
        closed_at: row.maybe_text(3)?.map(|at| from_text(WHAT, at)).transpose()?,
        summary: row.maybe_text(4)?.map(|text| from_json(WHAT, text)).transpose()?,
    })
}
