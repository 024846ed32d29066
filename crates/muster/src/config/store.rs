//! `[store]`: where Muster remembers what it did.

use super::secret::{self, SecretSetting};
use super::section::Section;
use std::path::PathBuf;

/// Where Muster remembers what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StoreLocation {
    /// An SQLite file, made when it is not there.
    Sqlite(PathBuf),
    /// A PostgreSQL database; the whole connection text is a secret.
    Postgres(SecretSetting),
}

pub(super) fn read(root: &Section<'_>) -> Option<StoreLocation> {
    let section = root.section("store");
    let sqlite = section.path("sqlite");
    let postgres = secret::read(&section, "postgres", "MUSTER_POSTGRES");
    let both = section.has("sqlite") && section.has("postgres");
    let (neither, span) = (!section.has("sqlite") && !section.has("postgres"), section.key_span("postgres"));
    if both {
        let sentence = "`sqlite` and `postgres` exclude each other: the ledger can only be in one place";
        section.document.problem_key(&span, sentence);
    }
    let folder = section.folder();
    section.finish();
    match (sqlite, postgres) {
        _ if both => None,
        (Some(path), _) => Some(StoreLocation::Sqlite(path)),
        (None, Some(secret)) => Some(StoreLocation::Postgres(secret)),
        (None, None) => neither.then(|| StoreLocation::Sqlite(folder.join("muster.db"))),
    }
}
