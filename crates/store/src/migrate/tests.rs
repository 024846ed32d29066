//! Migrations over made-up histories.

use super::*;
use crate::sqlite::in_memory;

const ONE: Migration =
    Migration { version: 1, sql: "CREATE TABLE one (x TEXT);\nINSERT INTO one VALUES ('kept')" };
const TWO: Migration =
    Migration { version: 2, sql: "CREATE TABLE two (x TEXT); INSERT INTO two SELECT x FROM one" };
const OLD: Dialect = dialect(&[ONE]);
const NEW: Dialect = dialect(&[ONE, TWO]);

const fn dialect(migrations: &'static [Migration]) -> Dialect {
    Dialect { table_exists: SQLITE.table_exists, migrations }
}

#[test]
fn an_older_store_gets_only_what_it_lacks() {
    in_memory(|session| {
        OLD.migrate(session)?;
        assert_eq!(NEW.found(session)?, 1);
        NEW.migrate(session)?;
        NEW.migrate(session)?;
        assert_eq!(NEW.found(session)?, 2);
        let mut kept = Vec::new();
        session.each("SELECT x FROM two", &[], &mut |row| {
            kept.push(row.text(0)?.to_owned());
            Ok(())
        })?;
        assert_eq!(kept, ["kept"]);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_newer_store_is_refused() {
    let error = in_memory(|session| {
        NEW.migrate(session)?;
        OLD.migrate(session)
    });
    assert!(matches!(error, Err(StoreError::NewerVersion { found: 2, known: 1 })));
}

#[test]
fn a_migration_that_was_changed_is_refused() {
    const CHANGED: Dialect = dialect(&[Migration { version: 1, sql: "CREATE TABLE one (y TEXT)" }, TWO]);
    let error = in_memory(|session| {
        OLD.migrate(session)?;
        CHANGED.migrate(session)
    });
    assert!(matches!(error, Err(StoreError::ForeignMigration { version: 1 })));
}

#[test]
fn line_ends_of_a_checkout_do_not_count() {
    const CHECKED_OUT: Migration =
        Migration { version: 1, sql: "CREATE TABLE one (x TEXT);\r\nINSERT INTO one VALUES ('kept')" };
    assert_eq!(ONE.checksum(), CHECKED_OUT.checksum());
}

#[test]
fn versions_count_from_one_without_gaps_in_both_dialects() {
    for dialect in [SQLITE, POSTGRES] {
        let versions: Vec<u64> = dialect.migrations.iter().map(|known| known.version).collect();
        assert_eq!(versions, (1..=dialect.known()).collect::<Vec<_>>());
    }
    assert_eq!(SQLITE.known(), POSTGRES.known());
}
