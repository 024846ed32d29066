//! Looks into a SQLite store without changing or creating anything.
//!
//! SQLite's own read-only mode creates `-wal` and `-shm` beside a database that was closed cleanly. Such a database is
//! therefore read as immutable, and read again where it changed meanwhile; a database that somebody leads, or whose
//! leader was killed, is read through the log that is there. One trap remains: where the leader closes between our look
//! and our opening, SQLite leaves an empty log behind, which does no harm.

use super::path::{beside, real};
use super::session::SqliteSession;
use super::{BUSY_TIMEOUT, at};
use crate::StoreError;
use crate::migrate::SQLITE;
use crate::sql::{Database, Session};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rusqlite::{Connection, OpenFlags};
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

type Result<T> = std::result::Result<T, StoreError>;

/// How often a read is repeated because the store changed under it. A leader that starts or stops does that once.
const ATTEMPTS: usize = 20;

/// Reads a SQLite store; connects for each transaction, so that it follows a leader that comes and goes.
pub(crate) struct Reader {
    path: PathBuf,
}

/// What stands at the path.
#[derive(PartialEq, Eq)]
enum State {
    /// Nothing, or an empty file.
    Empty,
    /// A database without a log: nobody has it open to write. Told by its length and the time of its last change.
    Closed(u64, Option<SystemTime>),
    /// A database with a log.
    Logged,
}

impl Reader {
    /// Refuses what cannot be read; a missing file reads as an empty store.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let mut reader = Self { path: real(path) };
        reader.read(|_| Ok(()))?;
        Ok(reader)
    }

    /// Refuses what this program cannot migrate.
    pub(super) fn check(path: &Path) -> Result<()> {
        let reader = Self { path: real(path) };
        reader.look(|session| reader.version(session)).map(drop)
    }

    /// The version of the store, 0 where there is none yet.
    fn version(&self, session: &mut dyn Session) -> Result<u64> {
        let version = SQLITE.found(session)?;
        if version == 0 && has_tables(session)? {
            let place = self.path.display().to_string();
            return Err(StoreError::NotAStore { place });
        }
        Ok(version)
    }

    /// Shows one state of what stands at the path to `work`, which may be called again.
    fn look<T>(&self, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
        for _ in 0..ATTEMPTS {
            let state = state(&self.path)?;
            let result = self.attempt(&state, &work);
            let seen_whole = state == State::Logged && result.is_ok();
            if seen_whole || state == self::state(&self.path)? {
                return result.map_err(|error| at(&self.path, error));
            }
        }
        let cause = "it changes all the time";
        Err(StoreError::unreachable(self.path.display().to_string(), cause))
    }

    fn attempt<T>(&self, state: &State, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
        let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = match state {
            State::Empty => Connection::open_in_memory()?,
            State::Closed(..) => {
                let immutable = immutable_uri(&self.path)?;
                Connection::open_with_flags(immutable, read_only | OpenFlags::SQLITE_OPEN_URI)?
            }
            State::Logged => Connection::open_with_flags(&self.path, read_only)?,
        };
        connection.busy_timeout(BUSY_TIMEOUT)?;
        let transaction = connection.transaction()?;
        work(&mut SqliteSession(&transaction))
    }
}

impl Database for Reader {
    fn read<T>(&mut self, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
        self.look(|session| match self.version(session)? {
            0 => empty(&work),
            found if found == SQLITE.known() => work(session),
            found => Err(StoreError::OlderVersion { found, known: SQLITE.known() }),
        })
    }

    fn write<T>(&mut self, _: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
        Err(StoreError::ReadOnly)
    }
}

/// Reads from an empty store in memory.
pub(crate) fn empty<T>(work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T> {
    in_memory(|session| {
        SQLITE.migrate(session)?;
        work(session)
    })
}

/// Works in an empty database in memory.
pub(crate) fn in_memory<T>(work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T> {
    let connection = Connection::open_in_memory()?;
    work(&mut SqliteSession(&connection))
}

fn has_tables(session: &mut dyn Session) -> Result<bool> {
    let mut tables = false;
    session.each("SELECT 1 FROM sqlite_schema LIMIT 1", &[], &mut |_| {
        tables = true;
        Ok(())
    })?;
    Ok(tables)
}

fn state(path: &Path) -> Result<State> {
    let Some(file) = metadata(path)?.filter(|file| file.len() > 0) else {
        return Ok(State::Empty);
    };
    let log = metadata(&beside(path, "-wal"))?.is_some_and(|log| log.len() > 0);
    let index = metadata(&beside(path, "-shm"))?.is_some();
    Ok(if log || index { State::Logged } else { State::Closed(file.len(), file.modified().ok()) })
}

fn metadata(path: &Path) -> Result<Option<Metadata>> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(StoreError::unreachable(path.display().to_string(), cause)),
    }
}

/// `file:` with what would mean something in a URI escaped.
fn immutable_uri(path: &Path) -> Result<String> {
    const SPECIAL: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'?').add(b'#');
    let Some(text) = path.to_str() else {
        let place = path.display().to_string();
        return Err(StoreError::unreachable(place, "the path is not in UTF-8"));
    };
    let text = if cfg!(windows) {
        format!("/{}", text.trim_start_matches(r"\\?\").replace('\\', "/"))
    } else {
        text.to_owned()
    };
    Ok(format!("file:{}?immutable=1", utf8_percent_encode(&text, SPECIAL)))
}
