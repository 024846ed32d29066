//! What HR said of its workers.

use super::inbox;
use super::query::{all as rows, from_json, with_rows};
use super::{Param, Session};
use crate::StoreError;
use crate::records::{WorkerBooks, WorkerFile};
use muster_core::id::SourceId;
use muster_core::workers::{WorkerRow, WorkersChange};

type Result<T> = std::result::Result<T, StoreError>;

/// Shows everything that is remembered of a source's workers.
pub(super) fn show(
    session: &mut dyn Session,
    source: &SourceId,
    show: &mut dyn FnMut(WorkerRow<'_>),
) -> Result<()> {
    show(WorkerRow::Begin);
    let of = [Param::id(source)];
    let sql = "SELECT worker, number, value FROM worker_statement WHERE source = $1 ORDER BY worker, number";
    session.each(sql, &of, &mut |row| {
        show(WorkerRow::Stated(row.text(0)?, row.number(1)?, row.text(2)?));
        Ok(())
    })?;
    let sql = "SELECT worker, at FROM worker_gone WHERE source = $1";
    session.each(sql, &of, &mut |row| {
        show(WorkerRow::Gone(row.text(0)?, row.text(1)?));
        Ok(())
    })
}

/// The files that were taken in, in order of names.
pub(super) fn files(session: &mut dyn Session, source: &SourceId) -> Result<Vec<WorkerFile>> {
    let sql = "SELECT value FROM worker_file WHERE source = $1 ORDER BY name";
    rows(session, sql, &[Param::id(source)], |row| from_json("a file of HR", row.text(0)?))
}

/// Remembers what was stated, who is gone, and which file said so.
pub(super) fn remember(session: &mut dyn Session, source: &SourceId, books: &WorkerBooks<'_>) -> Result<()> {
    statements(session, source, books.change)?;
    gone(session, source, books.change)?;
    for file in &books.files {
        session.run(
            "INSERT INTO worker_file (source, name, value) VALUES ($1, $2, $3)
             ON CONFLICT (source, name) DO UPDATE SET value = excluded.value",
            &[Param::id(source), Param::id(&file.name), Param::json(file)],
        )?;
    }
    inbox::settle(session, books.at, &books.settled)?;
    inbox::unpark(session, books.at, &books.unparked)
}

fn statements(session: &mut dyn Session, source: &SourceId, change: &WorkersChange) -> Result<()> {
    // Few, and a list of values would have to name the type of the number in PostgreSQL.
    for (worker, number) in &change.removed {
        let sql = "DELETE FROM worker_statement WHERE source = $1 AND worker = $2 AND number = $3";
        session.run(sql, &[Param::id(source), Param::id(worker), Param::count(*number)])?;
    }
    let added = change.added.iter().map(|((worker, number), stated)| {
        vec![Param::id(source), Param::id(worker), Param::count(*number), Param::json(stated)]
    });
    with_rows(
        session,
        "INSERT INTO worker_statement (source, worker, number, value) VALUES",
        added,
        "ON CONFLICT (source, worker, number) DO UPDATE SET value = excluded.value",
    )?;
    Ok(())
}

fn gone(session: &mut dyn Session, source: &SourceId, change: &WorkersChange) -> Result<()> {
    let here = change.gone.iter().filter(|(_, at)| at.is_none());
    let here = here.map(|(worker, _)| vec![Param::id(source), Param::id(worker)]);
    with_rows(session, "DELETE FROM worker_gone WHERE (source, worker) IN (VALUES", here, ")")?;
    let gone = change.gone.iter().filter_map(|(worker, at)| Some((worker, (*at)?)));
    let gone = gone.map(|(worker, at)| vec![Param::id(source), Param::id(worker), Param::id(at)]);
    with_rows(
        session,
        "INSERT INTO worker_gone (source, worker, at) VALUES",
        gone,
        "ON CONFLICT (source, worker) DO UPDATE SET at = excluded.at",
    )?;
    Ok(())
}
