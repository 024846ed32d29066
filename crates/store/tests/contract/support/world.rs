//! A place for one store.

use muster_store::{Access, Location, Store, StoreError, open};
use postgres::{Client, NoTls};
use rusqlite::Connection;
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;
use tempfile::TempDir;

/// A place for one store, empty at first.
pub(crate) struct World {
    pub(crate) location: Location,
    _directory: Option<TempDir>,
}

impl World {
    /// In a directory of its own that goes away with this value.
    pub(crate) fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self {
            location: Location::Sqlite(directory.path().join("state 100%?#.db")),
            _directory: Some(directory),
        }
    }

    /// At a path that somebody else looks after.
    pub(crate) fn at(path: &Path) -> Self {
        Self { location: Location::Sqlite(path.to_owned()), _directory: None }
    }

    /// In a schema of a running server.
    pub(crate) fn postgres(url: SecretString) -> Self {
        Self { location: Location::Postgres(url), _directory: None }
    }

    pub(crate) fn lead(&self) -> Box<dyn Store> {
        open(&self.location, Access::Lead).unwrap()
    }

    pub(crate) fn read(&self) -> Box<dyn Store> {
        open(&self.location, Access::Read).unwrap()
    }

    pub(crate) fn refusal(&self, access: Access) -> StoreError {
        match open(&self.location, access) {
            Ok(_) => panic!("opened with {access:?}"),
            Err(error) => error,
        }
    }

    /// Changes the database behind the store's back.
    pub(crate) fn execute(&self, sql: &str) {
        match &self.location {
            Location::Sqlite(path) => Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Location::Postgres(_) => self.client().batch_execute(sql).unwrap(),
        }
    }

    /// Everything that is stored, to the byte for SQLite: names and contents of all files but the lease.
    pub(crate) fn contents(&self) -> Vec<(String, Vec<u8>)> {
        match &self.location {
            Location::Sqlite(path) => files(path.parent().unwrap()),
            Location::Postgres(_) => self.tables(),
        }
    }

    fn tables(&self) -> Vec<(String, Vec<u8>)> {
        let mut client = self.client();
        let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
        let names: Vec<String> = client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect();
        let contents = |name: String| {
            let sql =
                format!("SELECT coalesce(string_agg(t::text, '\n' ORDER BY t::text), '') FROM {name} AS t");
            let text: String = client.query_one(&sql, &[]).unwrap().get(0);
            (name, text.into_bytes())
        };
        names.into_iter().map(contents).collect()
    }

    fn client(&self) -> Client {
        match &self.location {
            Location::Postgres(url) => Client::connect(url.expose_secret(), NoTls).unwrap(),
            Location::Sqlite(_) => panic!("SQLite has no client"),
        }
    }

    /// The file of a store in SQLite.
    pub(crate) fn path(&self) -> &Path {
        match &self.location {
            Location::Sqlite(path) => path,
            Location::Postgres(_) => panic!("PostgreSQL has no file"),
        }
    }
}

/// Names and contents of all files of a directory but the lease.
pub(crate) fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .filter(|(name, _)| !name.ends_with(".lease"))
        .collect();
    files.sort();
    files
}
