//! The intent log.

use super::query::{all as rows, from_json, one, with_rows};
use super::{Param, Session, runs};
use crate::StoreError;
use muster_core::id::RunId;
use muster_core::journal::JournalEntry;

pub(super) fn of(session: &mut dyn Session, run: RunId) -> Result<Vec<JournalEntry>, StoreError> {
    let sql = "SELECT value FROM journal WHERE run = $1 ORDER BY seq";
    rows(session, sql, &[Param::id(run)], |row| from_json("a journal entry", row.text(0)?))
}

pub(super) fn append(
    session: &mut dyn Session,
    run: RunId,
    entries: &[JournalEntry],
) -> Result<(), StoreError> {
    runs::require_open(session, run)?;
    let next = next_seq(session, run)?;
    for (expected, entry) in (next..).zip(entries) {
        if entry.seq != expected {
            let found = entry.seq;
            return Err(StoreError::JournalGap { run, expected, found });
        }
    }
    let values = entries.iter().map(|entry| row_of(run, entry));
    with_rows(session, "INSERT INTO journal (run, seq, value) VALUES", values, "")?;
    Ok(())
}

fn next_seq(session: &mut dyn Session, run: RunId) -> Result<u64, StoreError> {
    let sql = "SELECT COALESCE(MAX(seq) + 1, 0) FROM journal WHERE run = $1";
    let next = one(session, sql, &[Param::id(run)], |row| row.number(0))?;
    Ok(next.unwrap_or(0))
}

fn row_of(run: RunId, entry: &JournalEntry) -> Vec<Param> {
    vec![Param::id(run), Param::count(entry.seq), Param::json(entry)]
}
