//! The hash-chained history.

use super::query::{all as rows, from_json, one, with_rows};
use super::{Param, Row, Session, removals};
use crate::{AuditHead, AuditQuery, StoreError};
use muster_core::audit::{AuditEntry, AuditEvent, GENESIS};
use muster_core::id::RunId;

pub(super) fn head(session: &mut dyn Session) -> Result<AuditHead, StoreError> {
    let sql = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let last = one(session, sql, &[], |row| {
        Ok(AuditHead { next_seq: row.number(0)? + 1, hash: row.text(1)?.to_owned() })
    })?;
    Ok(last.unwrap_or_else(|| AuditHead { next_seq: 0, hash: GENESIS.to_owned() }))
}

/// Chains the events to the end of the history.
pub(super) fn append(session: &mut dyn Session, run: RunId, events: &[AuditEvent]) -> Result<(), StoreError> {
    let AuditHead { next_seq, mut hash } = head(session)?;
    let mut entries = Vec::with_capacity(events.len());
    for (seq, event) in (next_seq..).zip(events) {
        if event.run != run {
            let found = event.run;
            return Err(StoreError::ForeignEvent { run, found });
        }
        let entry = AuditEntry::chain(seq, &hash, event.clone());
        hash.clone_from(&entry.hash);
        entries.push(row_of(&entry));
    }
    with_rows(
        session,
        "INSERT INTO audit (seq, run, person, account, at_us, removed_kind, previous, hash, event) VALUES",
        entries,
        "",
    )?;
    Ok(())
}

pub(super) fn find(session: &mut dyn Session, query: &AuditQuery) -> Result<Vec<AuditEntry>, StoreError> {
    let mut sql = "SELECT seq, previous, hash, event FROM audit WHERE seq >= $1".to_owned();
    let mut params = vec![Param::count(query.from_seq)];
    let run = query.run.map(|run| ("run", Param::id(run)));
    let person = query.person.as_ref().map(|person| ("person", Param::id(person)));
    for (column, value) in [run, person].into_iter().flatten() {
        params.push(value);
        sql += &format!(" AND {column} = ${}", params.len());
    }
    params.push(Param::count(query.limit));
    sql += &format!(" ORDER BY seq LIMIT ${}", params.len());
    rows(session, &sql, &params, entry)
}

fn row_of(entry: &AuditEntry) -> Vec<Param> {
    let event = &entry.event;
    vec![
        Param::count(entry.seq),
        Param::id(event.run),
        Param::id(&event.person),
        Param::maybe(event.account),
        Param::Number(event.at.as_microsecond()),
        Param::maybe(removals::of_event(event).map(|kind| kind.word())),
        Param::id(&entry.previous),
        Param::id(&entry.hash),
        Param::json(event),
    ]
}

fn entry(row: &dyn Row) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        seq: row.number(0)?,
        previous: row.text(1)?.to_owned(),
        hash: row.text(2)?.to_owned(),
        event: from_json("an audit entry", row.text(3)?)?,
    })
}
