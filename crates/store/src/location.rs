//! Where a store is, and how it is opened.

use crate::sql::{Session, SqlStore, approvals, assignments, orders};
use crate::{Store, StoreError, Withdrawal, postgres, sqlite};
use muster_core::departure::Order;
use muster_core::guard::Approval;
use muster_core::id::PersonId;
use muster_core::policy::Assignment;
use secrecy::SecretString;
use std::path::PathBuf;

/// Where a store is.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file on a local disk. Beside it stand SQLite's `-wal` and `-shm` and our `.lease`; all four belong together.
    Sqlite(PathBuf),
    /// A database, as `postgres://user:password@host:5432/database`. Its first schema in `search_path` is used.
    ///
    /// `sslmode` is `disable`, `prefer` (the default: TLS where the server offers it), `require` or `verify-full`.
    /// Where TLS is used, the server's certificate is always verified against the system's authorities, or those in
    /// the file that the environment variable `SSL_CERT_FILE` names.
    Postgres(SecretString),
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To look: takes no lease, writes nothing, creates nothing; a store that does not exist reads as an empty one.
    /// Can be open any number of times, also while somebody leads, and then sees each commit of the leader.
    Read,
    /// To change: takes the lease, creates what is missing, and migrates an older store.
    Lead,
}

/// Opens a store.
///
/// PostgreSQL's client blocks: from async code call it and the store where blocking is allowed, such as
/// `tokio::task::block_in_place` or a thread of its own.
///
/// # Errors
/// [`StoreError::AnotherLeader`] where somebody else leads, [`StoreError::NewerVersion`] where a newer release wrote
/// the store, [`StoreError::Unreachable`] where there is no way to it. The store is left as it was in each case.
pub fn open(location: &Location, access: Access) -> Result<Box<dyn Store>, StoreError> {
    match (location, access) {
        (Location::Sqlite(path), Access::Read) => Ok(Box::new(SqlStore(sqlite::Reader::open(path)?))),
        (Location::Sqlite(path), Access::Lead) => Ok(Box::new(SqlStore(sqlite::Leader::open(path)?))),
        (Location::Postgres(url), access) => Ok(Box::new(SqlStore(postgres::Server::open(url, access)?))),
    }
}

/// Something that may be said to whoever leads, also while somebody does: it counts from the leader's next plan on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A finding is accepted.
    Approval(Approval),
    /// Somebody is to be held, to leave or to be shown out.
    Order(Order),
    /// What was said about somebody counts no more.
    TakeBack(PersonId),
    /// Rows of a list.
    Assign(Vec<Assignment>),
    /// What lists said counts no more.
    Withdraw(Withdrawal),
}

/// Leaves a word for whoever leads, and says how many things it said or took back.
///
/// # Errors
/// Those of [`open`] but for [`StoreError::AnotherLeader`], and [`StoreError::OlderVersion`] where the leader is of an
/// older release.
pub fn leave_word(location: &Location, word: &Word) -> Result<u64, StoreError> {
    match open(location, Access::Lead) {
        Ok(mut store) => match word {
            Word::Approval(approval) => store.remember_approval(approval).map(|()| 1),
            Word::Order(order) => store.remember_order(order).map(|()| 1),
            Word::TakeBack(person) => store.take_back_order(person).map(u64::from),
            Word::Assign(assignments) => store.remember_assignments(assignments),
            Word::Withdraw(withdrawal) => store.withdraw_assignments(withdrawal),
        },
        Err(StoreError::AnotherLeader { .. }) => match location {
            Location::Sqlite(path) => sqlite::beside(path, |session| write(session, word)),
            Location::Postgres(url) => postgres::beside(url, |session| write(session, word)),
        },
        Err(error) => Err(error),
    }
}

fn write(session: &mut dyn Session, word: &Word) -> Result<u64, StoreError> {
    match word {
        Word::Approval(approval) => approvals::remember(session, approval).map(|()| 1),
        Word::Order(order) => orders::remember(session, order).map(|()| 1),
        Word::TakeBack(person) => orders::take_back(session, person).map(u64::from),
        Word::Assign(rows) => assignments::remember(session, rows),
        Word::Withdraw(withdrawal) => assignments::withdraw(session, withdrawal),
    }
}

/// This host and process, as the holder of a lease is shown to others.
pub(crate) fn whoami() -> String {
    let host = gethostname::gethostname();
    format!("host {}, process {}", host.to_string_lossy(), std::process::id())
}
