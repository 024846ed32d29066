//! What somebody in charge said about one person.

use super::query::{all as rows, from_json};
use super::{Param, Session};
use crate::StoreError;
use muster_core::departure::Order;
use muster_core::id::PersonId;

pub(super) fn all(session: &mut dyn Session) -> Result<Vec<Order>, StoreError> {
    let sql = "SELECT value FROM demand ORDER BY person";
    rows(session, sql, &[], |row| from_json("an order", row.text(0)?))
}

pub(crate) fn remember(session: &mut dyn Session, order: &Order) -> Result<(), StoreError> {
    session.run(
        "INSERT INTO demand (person, value) VALUES ($1, $2)
         ON CONFLICT (person) DO UPDATE SET value = excluded.value",
        &[Param::id(&order.person), Param::json(order)],
    )?;
    Ok(())
}

/// Says whether there was one.
pub(crate) fn take_back(session: &mut dyn Session, person: &PersonId) -> Result<bool, StoreError> {
    Ok(session.run("DELETE FROM demand WHERE person = $1", &[Param::id(person)])? > 0)
}
