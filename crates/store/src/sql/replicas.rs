//! Local copies of directories.

use super::query::{one, with_rows};
use super::{Param, Session};
use crate::StoreError;
use muster_core::id::SourceId;
use muster_core::replica::{EdgeKind, EdgeRow, ReplicaChange, ReplicaRow};

type Result<T> = std::result::Result<T, StoreError>;

/// Shows the rows of a source's replica, and says whether there is one.
pub(super) fn show(
    session: &mut dyn Session,
    source: &SourceId,
    show: &mut dyn FnMut(ReplicaRow<'_>),
) -> Result<bool> {
    let of = [Param::id(source)];
    let sql = "SELECT state FROM replica WHERE source = $1";
    let Some(state) = one(session, sql, &of, |row| Ok(row.text(0)?.to_owned()))? else {
        return Ok(false);
    };
    show(ReplicaRow::State(&state));
    let sql = "SELECT id, value FROM replica_object WHERE source = $1";
    session.each(sql, &of, &mut |row| {
        show(ReplicaRow::Object { id: row.text(0)?, value: row.text(1)? });
        Ok(())
    })?;
    let sql = "SELECT kind, from_id, to_id, hint FROM replica_edge WHERE source = $1";
    session.each(sql, &of, &mut |row| {
        let kind = kind(row.text(0)?)?;
        show(ReplicaRow::Edge { kind, from: row.text(1)?, to: row.text(2)?, hint: row.maybe_text(3)? });
        Ok(())
    })?;
    Ok(true)
}

/// Remembers rows and state.
pub(super) fn remember(session: &mut dyn Session, source: &SourceId, change: &ReplicaChange) -> Result<()> {
    if change.everything {
        session.run("DELETE FROM replica_object WHERE source = $1", &[Param::id(source)])?;
        session.run("DELETE FROM replica_edge WHERE source = $1", &[Param::id(source)])?;
    }
    forget(session, source, change)?;
    write(session, source, change)?;
    session.run(
        "INSERT INTO replica (source, state) VALUES ($1, $2)
         ON CONFLICT (source) DO UPDATE SET state = excluded.state",
        &[Param::id(source), Param::id(&change.state)],
    )?;
    Ok(())
}

fn forget(session: &mut dyn Session, source: &SourceId, change: &ReplicaChange) -> Result<()> {
    let gone = change.gone.iter().map(|id| vec![Param::id(source), Param::id(id)]);
    with_rows(session, "DELETE FROM replica_object WHERE (source, id) IN (VALUES", gone, ")")?;
    let removed = change.removed.iter().map(|edge| key(source, edge).to_vec());
    let sql = "DELETE FROM replica_edge WHERE (source, kind, from_id, to_id) IN (VALUES";
    with_rows(session, sql, removed, ")")?;
    Ok(())
}

fn write(session: &mut dyn Session, source: &SourceId, change: &ReplicaChange) -> Result<()> {
    let put = change
        .put
        .iter()
        .map(|object| vec![Param::id(source), Param::id(&object.id), Param::id(&object.value)]);
    with_rows(
        session,
        "INSERT INTO replica_object (source, id, value) VALUES",
        put,
        "ON CONFLICT (source, id) DO UPDATE SET value = excluded.value",
    )?;
    let added = change.added.iter().map(|edge| {
        let [source, kind, from, to] = key(source, edge);
        vec![source, kind, from, to, Param::maybe(edge.hint.as_deref())]
    });
    with_rows(
        session,
        "INSERT INTO replica_edge (source, kind, from_id, to_id, hint) VALUES",
        added,
        "ON CONFLICT (source, kind, from_id, to_id) DO UPDATE SET hint = excluded.hint",
    )?;
    Ok(())
}

fn key(source: &SourceId, edge: &EdgeRow) -> [Param; 4] {
    [Param::id(source), Param::id(edge.kind.word()), Param::id(&edge.from), Param::id(&edge.to)]
}

fn kind(word: &str) -> Result<EdgeKind> {
    let known = EdgeKind::ALL.into_iter().find(|kind| kind.word() == word);
    known.ok_or_else(|| StoreError::damaged("an edge of a directory", format!("`{word}` is no kind of edge")))
}
