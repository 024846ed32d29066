//! What lists assign to single people.

use super::query::{all as rows, from_json, from_text, one, with_rows};
use super::{Param, Row, Session};
use crate::{AssignedList, StoreError, Withdrawal};
use muster_core::entitlement::Slot;
use muster_core::id::PersonId;
use muster_core::policy::{Assignment, Assignments};
use muster_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Result<T> = std::result::Result<T, StoreError>;

const WHAT: &str = "an assignment";

/// Everything, one row after another into the index: no second copy is in memory.
pub(super) fn all(session: &mut dyn Session) -> Result<Assignments> {
    let (mut all, mut lists) = (Assignments::default(), BTreeSet::new());
    let sql = "SELECT list, person, slot, value, line, at_us FROM assignment ORDER BY list, person, slot";
    session.each(sql, &[], &mut |row| {
        all.add(assignment(row, &mut lists)?);
        Ok(())
    })?;
    Ok(all)
}

/// How often anything changed.
pub(super) fn stamp(session: &mut dyn Session) -> Result<u64> {
    let stamp = one(session, "SELECT stamp FROM assignment_stamp", &[], |row| row.number(0))?;
    Ok(stamp.unwrap_or_default())
}

/// The lists in order of names.
pub(super) fn lists(session: &mut dyn Session) -> Result<Vec<AssignedList>> {
    let sql = "SELECT list, count(*), count(DISTINCT person), max(at_us) FROM assignment GROUP BY list ORDER BY list";
    rows(session, sql, &[], |row| {
        Ok(AssignedList {
            list: row.text(0)?.to_owned(),
            assignments: row.number(1)?,
            people: row.number(2)?,
            taken_at: moment(row.number(3)?)?,
        })
    })
}

/// Remembers rows; each replaces what its list said of the same person and slot. Says how many there are.
pub(crate) fn remember(session: &mut dyn Session, assignments: &[Assignment]) -> Result<u64> {
    let key = |one: &Assignment| (one.list.clone(), one.person.clone(), one.slot.clone());
    let last: BTreeMap<_, &Assignment> = assignments.iter().map(|one| (key(one), one)).collect();
    let changed = with_rows(
        session,
        "INSERT INTO assignment (list, person, slot, value, line, at_us) VALUES",
        last.into_values().map(row_of),
        "ON CONFLICT (list, person, slot) DO UPDATE
         SET value = excluded.value, line = excluded.line, at_us = excluded.at_us",
    )?;
    ring(session, changed)
}

/// Withdraws, and says how many assignments that were.
pub(crate) fn withdraw(session: &mut dyn Session, withdrawal: &Withdrawal) -> Result<u64> {
    let gone = match withdrawal {
        Withdrawal::List(list) => {
            session.run("DELETE FROM assignment WHERE list = $1", &[Param::id(list)])?
        }
        Withdrawal::Before { list, at } => session.run(
            "DELETE FROM assignment WHERE list = $1 AND at_us < $2",
            &[Param::id(list), Param::Number(at.as_microsecond())],
        )?,
        Withdrawal::Grants(grants) => {
            let keys: BTreeSet<&(PersonId, Slot)> = grants.iter().collect();
            let keys = keys.into_iter().map(|(person, slot)| vec![Param::id(person), Param::json(slot)]);
            with_rows(session, "DELETE FROM assignment WHERE (person, slot) IN (VALUES", keys, ")")?
        }
    };
    ring(session, gone)
}

/// Whoever looks for changes notices this one.
fn ring(session: &mut dyn Session, changed: u64) -> Result<u64> {
    if changed > 0 {
        session.run("UPDATE assignment_stamp SET stamp = stamp + 1", &[])?;
    }
    Ok(changed)
}

fn row_of(assignment: &Assignment) -> Vec<Param> {
    vec![
        Param::id(&assignment.list),
        Param::id(&assignment.person),
        Param::json(&assignment.slot),
        Param::json(&assignment.value),
        Param::count(assignment.line),
        Param::Number(assignment.at.as_microsecond()),
    ]
}

fn assignment(row: &dyn Row, lists: &mut BTreeSet<Arc<str>>) -> Result<Assignment> {
    let name = row.text(0)?;
    let list = lists.get(name).cloned().unwrap_or_else(|| {
        let list: Arc<str> = name.into();
        lists.insert(list.clone());
        list
    });
    Ok(Assignment {
        list,
        person: from_text(WHAT, row.text(1)?)?,
        slot: from_json(WHAT, row.text(2)?)?,
        value: from_json(WHAT, row.text(3)?)?,
        line: row.number(4)?,
        at: moment(row.number(5)?)?,
    })
}

fn moment(at_us: u64) -> Result<Timestamp> {
    let signed = i64::try_from(at_us).unwrap_or(i64::MAX);
    Timestamp::from_microsecond(signed).map_err(|cause| StoreError::damaged(WHAT, cause))
}
