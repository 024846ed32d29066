//! What the service says of itself.

use super::query::one;
use super::{Param, Session};
use crate::StoreError;

pub(super) fn status(session: &mut dyn Session) -> Result<Option<String>, StoreError> {
    one(session, "SELECT status FROM service", &[], |row| Ok(row.text(0)?.to_owned()))
}

pub(super) fn remember(session: &mut dyn Session, status: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO service (number, status) VALUES (1, $1)
               ON CONFLICT (number) DO UPDATE SET status = excluded.status";
    session.run(sql, &[Param::id(status)])?;
    Ok(())
}
