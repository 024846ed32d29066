//! What the statements need of a database: the smallest common ground of SQLite and PostgreSQL.

use crate::StoreError;
use bytes::Bytes;

type Result<T> = std::result::Result<T, StoreError>;

/// A database in which transactions can be run.
pub(crate) trait Database: Send {
    /// Reads in one transaction that sees one state. `work` may be called again where that state changed under it.
    fn read<T>(&mut self, work: impl Fn(&mut dyn Session) -> Result<T>) -> Result<T>;

    /// Changes in one transaction: durable when this returns `Ok`, undone when `work` fails.
    fn write<T>(&mut self, work: impl FnOnce(&mut dyn Session) -> Result<T>) -> Result<T>;
}

/// A transaction. Parameters are written `$1`, `$2`, … and first appear in that order.
pub(crate) trait Session {
    /// Runs several statements without parameters.
    fn script(&mut self, sql: &str) -> Result<()>;

    /// Runs one statement and says how many rows it changed.
    fn run(&mut self, sql: &str, params: &[Param]) -> Result<u64>;

    /// Runs a query and shows each row.
    fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        show: &mut dyn FnMut(&dyn Row) -> Result<()>,
    ) -> Result<()>;
}

/// A row of a query; columns count from 0.
pub(crate) trait Row {
    /// A text.
    fn text(&self, column: usize) -> Result<&str>;
    /// A text or null.
    fn maybe_text(&self, column: usize) -> Result<Option<&str>>;
    /// A number.
    fn number(&self, column: usize) -> Result<u64>;
    /// Bytes or null.
    fn maybe_bytes(&self, column: usize) -> Result<Option<&[u8]>>;
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Param {
    /// For a column of texts.
    Text(String),
    /// For a column of numbers.
    Number(i64),
    /// For a column of bytes.
    Bytes(Bytes),
    /// Null in any column.
    Null,
}

impl Param {
    /// The text form of an id.
    pub(crate) fn id(id: impl std::fmt::Display) -> Self {
        Self::Text(id.to_string())
    }

    /// A text, or null.
    pub(crate) fn maybe(text: Option<impl std::fmt::Display>) -> Self {
        text.map_or(Self::Null, Self::id)
    }

    /// A count or position; more than a database can count becomes the most that it can.
    pub(crate) fn count(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A value as JSON.
    ///
    /// The types that are stored hold only text keys and no failing serialisers, so that this cannot fail.
    pub(crate) fn json<T: serde::Serialize>(value: &T) -> Self {
        Self::Text(serde_json::to_string(value).expect("stored values have text keys"))
    }
}
