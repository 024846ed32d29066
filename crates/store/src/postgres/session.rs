//! Statements in a transaction of PostgreSQL.

use crate::StoreError;
use crate::sql::{Param, Row, Session};
use bytes::BytesMut;
use postgres::Transaction;
use postgres::fallible_iterator::FallibleIterator;

use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::error::Error;

type Result<T> = std::result::Result<T, StoreError>;

/// A transaction.
pub(super) struct PgSession<'a, 'b>(pub(super) &'a mut Transaction<'b>);

impl Session for PgSession<'_, '_> {
    fn script(&mut self, sql: &str) -> Result<()> {
        Ok(self.0.batch_execute(sql)?)
    }

    fn run(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        Ok(self.0.execute(sql, &params)?)
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        show: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()> {
        let mut rows = self.0.query_raw(sql, params)?;
        while let Some(row) = rows.next()? {
            show(&row)?;
        }
        Ok(())
    }
}

impl Row for postgres::Row {
    fn text(&self, column: usize) -> Result<&str> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: usize) -> Result<Option<&str>> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: usize) -> Result<u64> {
        let number: i64 = self.try_get(column)?;
        u64::try_from(number).map_err(|cause| StoreError::damaged("a number", cause))
    }

    fn maybe_bytes(&self, column: usize) -> Result<Option<&[u8]>> {
        Ok(self.try_get(column)?)
    }
}

impl ToSql for Param {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(kind, out),
            Self::Number(number) => number.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.as_ref().to_sql(kind, out),
            Self::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(kind: &Type) -> bool {
        <String as ToSql>::accepts(kind) || <i64 as ToSql>::accepts(kind) || <&[u8] as ToSql>::accepts(kind)
    }

    to_sql_checked!();
}
