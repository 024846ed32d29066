//! The one connection that changes a SQLite store.

use super::lease::Lease;
use super::path::{private, real};
use super::session::SqliteSession;
use super::{BUSY_TIMEOUT, Reader, at};
use crate::StoreError;
use crate::migrate::SQLITE;
use crate::sql::{Database, Session};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

type Result<T> = std::result::Result<T, StoreError>;

/// Leads with a SQLite store.
pub(crate) struct Leader {
    // Dropped before the lease, so that the next leader finds a closed database.
    connection: Connection,
    _lease: Lease,
}

impl Leader {
    /// Takes the lease, creates what is missing and migrates what is older.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let path = &real(path);
        let lease = Lease::take(path)?;
        // Looked at read-only first: opening to write already changes a file that may be of a newer release.
        Reader::check(path)?;
        create(path)?;
        let connection = connect(path).map_err(|error| at(path, error))?;
        let mut leader = Self { connection, _lease: lease };
        leader.write(|session| SQLITE.migrate(session))?;
        Ok(leader)
    }

    fn transact<T>(
        &mut self,
        behaviour: TransactionBehavior,
        work: impl FnOnce(&mut dyn Session) -> Result<T>,
    ) -> Result<T> {
        let transaction = self.connection.transaction_with_behavior(behaviour)?;
        let result = work(&mut SqliteSession(&transaction))?;
        transaction.commit()?;
        Ok(result)
    }
}

impl Database for Leader {
    fn read<T>(&mut self, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
        self.transact(TransactionBehavior::Immediate, work)
    }
}

/// Creates the file for its owner alone; SQLite gives `-wal` and `-shm` the permissions of the file.
fn create(path: &Path) -> Result<()> {
    match private(OpenOptions::new().write(true).create_new(true)).open(path) {
        Ok(_) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(cause) => Err(StoreError::unreachable(path.display().to_string(), cause)),
    }
}

/// `synchronous = FULL` syncs the log at every commit: `Started` must survive a power cut before the call leaves.
pub(super) fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::sql::SqlStore;
    use muster_core::id::{AccountId, PersonId};
    use muster_core::person::{Link, LinkOrigin};
    use muster_core::time::Timestamp;
    use uuid::Uuid;

    fn links(people: std::ops::Range<u128>) -> Vec<Link> {
        people
            .map(|n| Link {
                person: PersonId::new(&"ad".into(), &n.to_string().as_str().into()),
                account: AccountId(Uuid::from_u128(n)),
                origin: LinkOrigin::Manual,
                since: Timestamp::UNIX_EPOCH,
                display_name: String::new(),
            })
            .collect()
    }

    #[test]
    fn a_commit_is_synced_to_the_disk() {
        let directory = tempfile::tempdir().unwrap();
        let leader = Leader::open(&directory.path().join("state.db")).unwrap();
        let pragma = |name| -> String {
            let value = leader
                .connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
            format!("{:?}", value.unwrap())
        };
        assert_eq!(pragma("synchronous"), "Integer(2)");
        assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
        assert_eq!(pragma("foreign_keys"), "Integer(1)");
    }

    #[test]
    fn what_does_not_fit_is_undone_whole_and_the_store_goes_on_when_there_is_space() {
        let directory = tempfile::tempdir().unwrap();
        let leader = Leader::open(&directory.path().join("state.db")).unwrap();
        let pages: i64 = leader.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        leader.connection.pragma_update(None, "max_page_count", pages + 2).unwrap();
        let mut store = SqlStore(leader);
        store.remember_links(&links(0..5)).unwrap();
        let error = store.remember_links(&links(5..5_000)).unwrap_err();
        assert!(error.is_full(), "{error:?}");
        assert_eq!(store.links().unwrap().len(), 5);
        store.0.connection.pragma_update(None, "max_page_count", 100_000).unwrap();
        store.remember_links(&links(5..5_000)).unwrap();
        assert_eq!(store.links().unwrap().len(), 5_000);
    }
}
