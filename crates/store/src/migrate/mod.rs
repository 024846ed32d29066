//! Brings a store to the version of this program, and refuses what it does not know.
//!
//! To add a migration: one file in `migrations/sqlite`, one in `migrations/postgres`, one line in each list below.
//! A migration that was released is never changed: its checksum stands in the stores that it made.

use crate::StoreError;
use crate::sql::{Param, Session};
use muster_core::digest::sha256_hex;
use muster_core::time::Timestamp;

type Result<T> = std::result::Result<T, StoreError>;

/// One step from a version to the next.
#[derive(Clone, Copy)]
pub(crate) struct Migration {
    /// The version that it leads to.
    version: u64,
    /// The statements.
    sql: &'static str,
}

/// What differs between the databases.
pub(crate) struct Dialect {
    /// A query with one row where the table `muster_schema` exists, and none where not.
    table_exists: &'static str,
    /// All migrations from version 1 on, without gaps.
    migrations: &'static [Migration],
}

pub(crate) const SQLITE: Dialect = Dialect {
    table_exists: "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'muster_schema'",
    migrations: &[
        Migration { version: 1, sql: include_str!("../../migrations/sqlite/0001_initial.sql") },
        Migration { version: 2, sql: include_str!("../../migrations/sqlite/0002_ceilings.sql") },
        Migration { version: 3, sql: include_str!("../../migrations/sqlite/0003_replicas.sql") },
        Migration { version: 4, sql: include_str!("../../migrations/sqlite/0004_service.sql") },
        Migration { version: 5, sql: include_str!("../../migrations/sqlite/0005_departures.sql") },
        Migration { version: 6, sql: include_str!("../../migrations/sqlite/0006_inbox.sql") },
        Migration { version: 7, sql: include_str!("../../migrations/sqlite/0007_workers.sql") },
        Migration { version: 8, sql: include_str!("../../migrations/sqlite/0008_assignments.sql") },
    ],
};

pub(crate) const POSTGRES: Dialect = Dialect {
    table_exists: "SELECT 1::bigint WHERE to_regclass('muster_schema') IS NOT NULL",
    migrations: &[
        Migration { version: 1, sql: include_str!("../../migrations/postgres/0001_initial.sql") },
        Migration { version: 2, sql: include_str!("../../migrations/postgres/0002_ceilings.sql") },
        Migration { version: 3, sql: include_str!("../../migrations/postgres/0003_replicas.sql") },
        Migration { version: 4, sql: include_str!("../../migrations/postgres/0004_service.sql") },
        Migration { version: 5, sql: include_str!("../../migrations/postgres/0005_departures.sql") },
        Migration { version: 6, sql: include_str!("../../migrations/postgres/0006_inbox.sql") },
        Migration { version: 7, sql: include_str!("../../migrations/postgres/0007_workers.sql") },
        Migration { version: 8, sql: include_str!("../../migrations/postgres/0008_assignments.sql") },
    ],
};

/// `checksum` is the SHA-256 of the migration's text, `release` the Muster that ran it.
const SCHEMA_TABLE: &str = "CREATE TABLE muster_schema (
    version    BIGINT NOT NULL PRIMARY KEY,
    checksum   TEXT NOT NULL,
    release    TEXT NOT NULL,
    applied_at TEXT NOT NULL
)";

impl Dialect {
    /// The version that this program reads and writes.
    pub(crate) fn known(&self) -> u64 {
        self.migrations.last().map_or(0, |last| last.version)
    }

    /// The version of a store, 0 for an empty database. Writes nothing.
    ///
    /// # Errors
    /// [`StoreError::NewerVersion`] and [`StoreError::ForeignMigration`] for what this program does not know.
    pub(crate) fn found(&self, session: &mut dyn Session) -> Result<u64> {
        if !self.is_marked(session)? {
            return Ok(0);
        }
        let applied = applied(session)?;
        let found = applied.last().map_or(0, |(version, _)| *version);
        if found > self.known() {
            let known = self.known();
            return Err(StoreError::NewerVersion { found, known });
        }
        self.compare(&applied)?;
        Ok(found)
    }

    /// Runs the migrations that are missing.
    pub(crate) fn migrate(&self, session: &mut dyn Session) -> Result<()> {
        let found = self.found(session)?;
        if !self.is_marked(session)? {
            session.script(SCHEMA_TABLE)?;
        }
        for migration in self.migrations.iter().filter(|known| known.version > found) {
            session.script(migration.sql)?;
            remember(session, migration)?;
        }
        Ok(())
    }

    fn is_marked(&self, session: &mut dyn Session) -> Result<bool> {
        let mut marked = false;
        session.each(self.table_exists, &[], &mut |_| {
            marked = true;
            Ok(())
        })?;
        Ok(marked)
    }

    fn compare(&self, applied: &[(u64, String)]) -> Result<()> {
        for (known, (version, checksum)) in self.migrations.iter().zip(applied) {
            if known.version != *version || known.checksum() != *checksum {
                return Err(StoreError::ForeignMigration { version: *version });
            }
        }
        Ok(())
    }
}

impl Migration {
    /// Line ends do not count: a checkout may have changed them.
    fn checksum(&self) -> String {
        sha256_hex(self.sql.replace("\r\n", "\n").as_bytes())
    }
}

fn applied(session: &mut dyn Session) -> Result<Vec<(u64, String)>> {
    let mut applied = Vec::new();
    let sql = "SELECT version, checksum FROM muster_schema ORDER BY version";
    session.each(sql, &[], &mut |row| {
        applied.push((row.number(0)?, row.text(1)?.to_owned()));
        Ok(())
    })?;
    Ok(applied)
}

fn remember(session: &mut dyn Session, migration: &Migration) -> Result<()> {
    session.run(
        "INSERT INTO muster_schema (version, checksum, release, applied_at) VALUES ($1, $2, $3, $4)",
        &[
            Param::count(migration.version),
            Param::id(migration.checksum()),
            Param::id(env!("CARGO_PKG_VERSION")),
            Param::id(Timestamp::now()),
        ],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
