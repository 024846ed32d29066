//! Transactions beside the leader, for what others may say to it.

use super::leader::connect;
use super::path::real;
use super::session::SqliteSession;
use super::{Reader, at};
use crate::StoreError;
use crate::migrate::SQLITE;
use crate::sql::{Database, Session};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

type Result<T> = std::result::Result<T, StoreError>;

/// A connection without the lease, to a store that a leader of this release has made.
pub(crate) struct Beside(Connection);

/// Runs one transaction without the lease.
pub(crate) fn beside<T>(path: &Path, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
    Beside::open(path)?.write(work)
}

impl Beside {
    /// Connects, and refuses a store of another release.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let path = &real(path);
        Reader::check(path)?;
        let mut beside = Self(connect(path).map_err(|error| at(path, error))?);
        beside.read(|session| match SQLITE.found(session)? {
            found if found == SQLITE.known() => Ok(()),
            found => Err(StoreError::OlderVersion { found, known: SQLITE.known() }),
        })?;
        Ok(beside)
    }
}

impl Database for Beside {
    fn read<T>(&mut self, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
        let transaction = self.0.transaction()?;
        work(&mut SqliteSession(&transaction))
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
        let transaction = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&mut SqliteSession(&transaction))?;
        transaction.commit()?;
        Ok(result)
    }
}
