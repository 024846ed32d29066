//! Files of HR: one row says what is true of one worker, in CSV or as one JSON object a line.
//!
//! The last line tells how many rows there are and what the SHA-256 of everything before it is. A file without it, or
//! with other rows than it tells of, says nothing at all: its missing half would look like leavers.

mod body;
mod csv;
mod jsonl;

use super::error::FileError;
use body::Body;
use muster_core::id::Anchor;
use muster_core::worker::{Fact, Facts, Moment, Statement};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropFormat {
    /// Comma-separated, the names of the facts in the first row.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropRow {
    /// It says something of a worker.
    Stated(Statement),
    /// What it says of a worker cannot be true.
    Bad {
        /// Counted from 1.
        line: u64,
        /// The worker.
        worker: Anchor,
        /// A sentence.
        reason: String,
    },
}

/// A file that was read to its end and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropEnd {
    /// How many rows it has.
    pub rows: u64,
    /// The SHA-256 of everything before the trailer, in hex.
    pub sha256: String,
}

/// The name of the column, or key, of the worker id.
const WORKER: &str = "worker";
/// The name of the column, or key, of the moment from which on a row is true.
const SINCE: &str = "since";

/// Shows each row of a file as it is read; only one row is in memory. Nothing of it may count before this returns `Ok`.
///
/// # Errors
/// What is wrong with the file as a whole, with the line.
pub fn read_drop(
    path: &Path,
    format: DropFormat,
    trailer_is_needed: bool,
    show: &mut dyn FnMut(DropRow),
) -> Result<DropEnd, FileError> {
    let file = File::open(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let mut body = Body::new(BufReader::with_capacity(1 << 16, file));
    let rows = match format {
        DropFormat::Csv => csv::rows(&mut body, show),
        DropFormat::JsonLines => jsonl::rows(&mut body, show),
    };
    // A body that cannot be trusted explains whatever was wrong with its rows.
    let end = body.finish(trailer_is_needed, rows.as_ref().ok().copied());
    let error = |(line, problem)| FileError::Drop { path: path.to_owned(), line, problem };
    match (end, rows) {
        (Err(problem), _) | (Ok(_), Err(problem)) => Err(error(problem)),
        (Ok(sha256), Ok(rows)) => Ok(DropEnd { rows, sha256 }),
    }
}

/// What is wrong, and on which line, counted from 1.
type Problem = (u64, String);

/// What a column or key stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    Worker,
    Since,
    Fact(Fact),
}

fn meaning(name: &str) -> Result<Meaning, String> {
    match name {
        WORKER => Ok(Meaning::Worker),
        SINCE => Ok(Meaning::Since),
        name => name.parse().map(Meaning::Fact).map_err(|_| unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    let words: Vec<&str> = [WORKER, SINCE].into_iter().chain(Fact::words()).collect();
    format!(
        "`{name}` is nothing that can be said of a worker; there are {}, and `attribute.{name}` for anything else",
        words.join(", ")
    )
}

/// A row out of its cells. Without a worker id nobody knows whom it is about: then the file says nothing.
fn row(line: u64, cells: impl IntoIterator<Item = (Meaning, Option<String>)>) -> Result<DropRow, Problem> {
    let mut cells: BTreeMap<Meaning, Option<String>> = cells.into_iter().collect();
    let worker = cells.remove(&Meaning::Worker).flatten().unwrap_or_default();
    let since = cells.remove(&Meaning::Since).flatten().filter(|since| !since.trim().is_empty());
    if worker.trim().is_empty() {
        return Err((line, "the worker id is empty".into()));
    }
    let fact = |(meaning, said)| match meaning {
        Meaning::Fact(fact) => Some((fact, said)),
        Meaning::Worker | Meaning::Since => None,
    };
    let facts: Facts = cells.into_iter().filter_map(fact).collect();
    let since = since.map(|since| since.parse::<Moment>()).transpose();
    let stated = match since {
        Ok(since) => Statement::new(&worker, since, facts).map_err(|error| error.to_string()),
        Err(error) => Err(format!("`{SINCE}`: {error}")),
    };
    Ok(match stated {
        Ok(statement) => DropRow::Stated(statement),
        Err(reason) => DropRow::Bad { line, worker: Anchor::new(worker.trim()), reason },
    })
}
