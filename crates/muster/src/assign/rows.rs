//! The rows of a list, one after another.

use super::csv::Header;
use super::lines::{LINE_BYTES_MAX, Line, Lines};
use super::{Bad, Reason, Row, jsonl};
use std::io::{self, BufRead};
use std::path::Path;

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// A table with a header.
    Csv,
    /// One object a line.
    Jsonl,
}

impl Format {
    /// What the ending of a file says.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// Why a file is no list at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// Its header cannot be used.
    #[error("its first line is no header: {0}")]
    Header(String),
    /// Nothing is in it.
    #[error("it is empty")]
    Empty,
    /// It cannot be read.
    #[error("it cannot be read")]
    Io(#[from] io::Error),
}

/// Reads rows.
pub(crate) struct Rows<R> {
    lines: Lines<R>,
    /// The columns of a table; none in JSONL.
    header: Option<Header>,
}

impl<R: BufRead> Rows<R> {
    /// Reads the header of a table.
    ///
    /// # Errors
    /// Where it is none.
    pub(crate) fn new(from: R, format: Format) -> Result<Self, Unusable> {
        let mut lines = Lines::new(from);
        let header = match format {
            Format::Jsonl => None,
            Format::Csv => Some(match lines.next()? {
                Some(Line::Text(text)) => Header::read(text).map_err(Unusable::Header)?,
                Some(Line::NotUtf8) => return Err(Unusable::Header("it is not UTF-8".into())),
                Some(Line::TooLong) => return Err(Unusable::Header("it is too long".into())),
                None => return Err(Unusable::Empty),
            }),
        };
        Ok(Self { lines, header })
    }

    /// The next row, or what is wrong with it; `None` behind the last. Blank lines are passed over.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub(crate) fn next(&mut self) -> io::Result<Option<Result<Row, Bad>>> {
        loop {
            let line = self.lines.number + 1;
            let bad = |sentence: String| Err(Bad { line, reason: Reason::Malformed, sentence });
            return Ok(Some(match self.lines.next()? {
                None => return Ok(None),
                Some(Line::Text(text)) if text.trim().is_empty() => continue,
                Some(Line::Text(text)) => match &self.header {
                    Some(header) => header.row(line, text),
                    None => jsonl::row(line, text),
                },
                Some(Line::NotUtf8) => bad("the line is not UTF-8".into()),
                Some(Line::TooLong) => bad(format!("the line has more than {LINE_BYTES_MAX} bytes")),
            }));
        }
    }

    /// Whether the last line that was read has no end, as in a file that was cut off.
    pub(crate) fn is_cut_off(&self) -> bool {
        !self.lines.ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_line_spoils_no_other() {
        let file = "person,role\na,Agent\n\n\"b,Agent\nc,Agent";
        let mut rows = Rows::new(file.as_bytes(), Format::Csv).unwrap();
        let mut seen = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            seen.push(row.map(|row| row.line).map_err(|bad| bad.line));
        }
        assert_eq!(seen, [Ok(2), Err(4), Ok(5)]);
        assert!(rows.is_cut_off());
    }
}
