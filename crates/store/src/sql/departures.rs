//! Departures that have begun.

use super::query::{all as rows, from_json, with_rows};
use super::{Param, Session};
use crate::StoreError;
use muster_core::departure::Departure;
use muster_core::id::PersonId;
use muster_core::time::Timestamp;

pub(super) fn all(session: &mut dyn Session) -> Result<Vec<Departure>, StoreError> {
    let sql = "SELECT value FROM departure ORDER BY person";
    rows(session, sql, &[], |row| from_json("a departure", row.text(0)?))
}

/// Remembers departures; each replaces the one that its person had.
pub(super) fn begin(session: &mut dyn Session, departures: &[Departure]) -> Result<(), StoreError> {
    let people: Vec<PersonId> = departures.iter().map(|departure| departure.person.clone()).collect();
    forget(session, &people)?;
    let departures =
        departures.iter().map(|departure| vec![Param::id(&departure.person), Param::json(departure)]);
    with_rows(session, "INSERT INTO departure (person, value) VALUES", departures, "")?;
    Ok(())
}

/// Notes that accounts are closed now, of those that were not.
pub(super) fn close(session: &mut dyn Session, closed: &[(PersonId, Timestamp)]) -> Result<(), StoreError> {
    for (person, at) in closed {
        let sql = "SELECT value FROM departure WHERE person = $1";
        let found = rows(session, sql, &[Param::id(person)], |row| {
            from_json::<Departure>("a departure", row.text(0)?)
        })?;
        let open = found.into_iter().filter(|departure| departure.closed_at.is_none());
        let now: Vec<Departure> =
            open.map(|departure| Departure { closed_at: Some(*at), ..departure }).collect();
        begin(session, &now)?;
    }
    Ok(())
}

/// Forgets the departures of people who are back, or whose account is no more.
pub(super) fn forget(session: &mut dyn Session, people: &[PersonId]) -> Result<(), StoreError> {
    let people = people.iter().map(|person| vec![Param::id(person)]);
    with_rows(session, "DELETE FROM departure WHERE person IN (VALUES", people, ")")?;
    Ok(())
}
