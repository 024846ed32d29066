//! What happened in the directories.

use super::query::{all as rows, from_text, with_rows};
use super::{Param, Row, Session};
use crate::StoreError;
use muster_core::digest::sha256_hex;
use muster_core::id::PersonId;
use muster_core::replica::DirectoryEvent;
use muster_core::time::Timestamp;

type Result<T> = std::result::Result<T, StoreError>;

const WHAT: &str = "an event of a directory";

pub(super) fn remember(session: &mut dyn Session, events: &[DirectoryEvent]) -> Result<()> {
    with_rows(
        session,
        "INSERT INTO directory_event (person, at_us, digest, at, source, server, sentence) VALUES",
        events.iter().map(row_of),
        "ON CONFLICT (person, at_us, digest) DO NOTHING",
    )?;
    Ok(())
}

pub(super) fn of(session: &mut dyn Session, person: &PersonId, limit: u64) -> Result<Vec<DirectoryEvent>> {
    let sql = "SELECT person, at, source, server, sentence FROM directory_event WHERE person = $1
               ORDER BY at_us DESC, sentence LIMIT $2";
    rows(session, sql, &[Param::id(person), Param::count(limit)], event)
}

pub(super) fn forget_before(session: &mut dyn Session, time: Timestamp) -> Result<u64> {
    let sql = "DELETE FROM directory_event WHERE at_us < $1";
    session.run(sql, &[Param::Number(time.as_microsecond())])
}

fn row_of(event: &DirectoryEvent) -> Vec<Param> {
    vec![
        Param::id(&event.person),
        Param::Number(event.at.as_microsecond()),
        Param::id(sha256_hex(event.sentence.as_bytes())),
        Param::id(event.at),
        Param::id(&event.source),
        Param::id(&event.server),
        Param::id(&event.sentence),
    ]
}

fn event(row: &dyn Row) -> Result<DirectoryEvent> {
    Ok(DirectoryEvent {
        person: from_text(WHAT, row.text(0)?)?,
        at: from_text(WHAT, row.text(1)?)?,
        source: row.text(2)?.into(),
        server: row.text(3)?.to_owned(),
        sentence: row.text(4)?.to_owned(),
    })
}
