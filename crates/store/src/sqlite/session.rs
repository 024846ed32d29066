//! Statements in a transaction of SQLite.

use crate::StoreError;
use crate::sql::{Param, Row, Session};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

type Result<T> = std::result::Result<T, StoreError>;

/// A connection within a transaction.
pub(super) struct SqliteSession<'a>(pub(super) &'a Connection);

/// SQLite counts `?1`, where the statements, like PostgreSQL, count `$1`. Texts are never in statements.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl Session for SqliteSession<'_> {
    fn script(&mut self, sql: &str) -> Result<()> {
        Ok(self.0.execute_batch(sql)?)
    }

    fn run(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        let mut statement = self.0.prepare_cached(&numbered(sql))?;
        Ok(statement.execute(params_from_iter(params))? as u64)
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        show: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.0.prepare_cached(&numbered(sql))?;
        let mut rows = statement.query(params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            show(row)?;
        }
        Ok(())
    }
}

impl Row for rusqlite::Row<'_> {
    fn text(&self, column: usize) -> Result<&str> {
        let value = self.get_ref(column)?;
        value.as_str().map_err(|cause| StoreError::damaged("a text", cause))
    }

    fn maybe_text(&self, column: usize) -> Result<Option<&str>> {
        let value = self.get_ref(column)?;
        value.as_str_or_null().map_err(|cause| StoreError::damaged("a text", cause))
    }

    fn number(&self, column: usize) -> Result<u64> {
        let number: i64 = self.get(column)?;
        u64::try_from(number).map_err(|cause| StoreError::damaged("a number", cause))
    }

    fn maybe_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        let value = self.get_ref(column)?;
        value.as_blob_or_null().map_err(|cause| StoreError::damaged("bytes", cause))
    }
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Null => ValueRef::Null,
        }))
    }
}
