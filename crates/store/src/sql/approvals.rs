//! Who accepted which finding.

use super::query::{all as rows, from_json};
use super::{Param, Session};
use crate::StoreError;
use muster_core::guard::Approval;

pub(super) fn all(session: &mut dyn Session) -> Result<Vec<Approval>, StoreError> {
    let sql = "SELECT value FROM approval ORDER BY finding, approver";
    rows(session, sql, &[], |row| from_json("an approval", row.text(0)?))
}

pub(crate) fn remember(session: &mut dyn Session, approval: &Approval) -> Result<(), StoreError> {
    session.run(
        "INSERT INTO approval (finding, approver, value) VALUES ($1, $2, $3)
         ON CONFLICT (finding, approver) DO UPDATE SET value = excluded.value",
        &[Param::id(&approval.finding), Param::id(&approval.approver), Param::json(approval)],
    )?;
    Ok(())
}
