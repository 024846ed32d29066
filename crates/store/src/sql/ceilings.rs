//! What runs found out about the tenant's ceilings.

use super::query::{all as rows, from_text, with_rows};
use super::{Param, Session};
use crate::{Ceiling, StoreError};

pub(super) fn all(session: &mut dyn Session) -> Result<Vec<Ceiling>, StoreError> {
    let sql = "SELECT service, per_minute, learned_at FROM ceiling ORDER BY service";
    rows(session, sql, &[], |row| {
        let per_minute = u32::try_from(row.number(1)?);
        Ok(Ceiling {
            service: row.text(0)?.to_owned(),
            per_minute: per_minute.map_err(|cause| StoreError::damaged("a ceiling", cause))?,
            learned_at: from_text("a ceiling", row.text(2)?)?,
        })
    })
}

pub(super) fn replace(session: &mut dyn Session, ceilings: &[Ceiling]) -> Result<(), StoreError> {
    session.run("DELETE FROM ceiling", &[])?;
    let known = ceilings.iter().map(|ceiling| {
        let per_minute = Param::count(ceiling.per_minute.into());
        vec![Param::id(&ceiling.service), per_minute, Param::id(ceiling.learned_at)]
    });
    let sql = "INSERT INTO ceiling (service, per_minute, learned_at) VALUES";
    with_rows(session, sql, known, "")?;
    Ok(())
}
