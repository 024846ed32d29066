//! Shorthands over a [`Session`].

use super::{Param, Row, Session};
use crate::StoreError;
use serde::de::DeserializeOwned;
use std::fmt::Write;
use std::str::FromStr;

type Result<T> = std::result::Result<T, StoreError>;

/// Rows a statement: with seven columns far below the 32,766 parameters that SQLite allows.
const ROWS_PER_STATEMENT: usize = 500;

/// All rows of a query, each read by `read`.
pub(super) fn all<T>(
    session: &mut dyn Session,
    sql: &str,
    params: &[Param],
    read: impl Fn(&dyn Row) -> Result<T>,
) -> Result<Vec<T>> {
    let mut found = Vec::new();
    session.each(sql, params, &mut |row| {
        found.push(read(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// The only row of a query, where there is one.
pub(super) fn one<T>(
    session: &mut dyn Session,
    sql: &str,
    params: &[Param],
    read: impl Fn(&dyn Row) -> Result<T>,
) -> Result<Option<T>> {
    Ok(all(session, sql, params, read)?.pop())
}

/// Runs `{head} ($1,$2),($3,$4),… {tail}` for all rows, some hundred at once. All rows have the same length.
///
/// Of a million rows, only those of one statement are in memory.
pub(super) fn with_rows(
    session: &mut dyn Session,
    head: &str,
    rows: impl IntoIterator<Item = Vec<Param>>,
    tail: &str,
) -> Result<u64> {
    let mut changed = 0;
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<Vec<Param>> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
        let Some(columns) = chunk.first().map(Vec::len) else { return Ok(changed) };
        let sql = format!("{head} {} {tail}", placeholders(chunk.len(), columns));
        changed += session.run(&sql, &chunk.concat())?;
    }
}

/// `($1,$2),($3,$4)` for two rows of two columns.
pub(super) fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for number in 1..=rows * columns {
        let before = match (number - 1) % columns {
            0 if number > 1 => "),(",
            0 => "(",
            _ => ",",
        };
        write!(text, "{before}${number}").expect("writing to a string cannot fail");
    }
    text.push(')');
    text
}

/// Reads a value from JSON.
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| StoreError::damaged(what, cause))
}

/// Reads an id or a point in time.
pub(super) fn from_text<T>(what: &'static str, text: &str) -> Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|cause| StoreError::damaged(what, cause))
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_count_on_over_rows() {
        assert_eq!(placeholders(1, 1), "($1)");
        assert_eq!(placeholders(2, 3), "($1,$2,$3),($4,$5,$6)");
    }
}
