//! One transaction beside the leader, for what others may say to it.

use super::leader::connect;
use super::path::real;
use super::session::SqliteSession;
use super::{Reader, at};
use crate::StoreError;
use crate::migrate::SQLITE;
use crate::sql::Session;
use rusqlite::TransactionBehavior;
use std::path::Path;

/// Runs one transaction without the lease, in a store that a leader of this release has made.
pub(crate) fn beside(
    path: &Path,
    work: impl FnOnce(&mut dyn Session) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let path = &real(path);
    Reader::check(path)?;
    let mut connection = connect(path).map_err(|error| at(path, error))?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let session = &mut SqliteSession(&transaction);
    match SQLITE.found(session)? {
        found if found == SQLITE.known() => work(session)?,
        found => return Err(StoreError::OlderVersion { found, known: SQLITE.known() }),
    }
    Ok(transaction.commit()?)
}
