//! Rows of a CSV file. An empty cell says that there is no such thing any more.

use super::body::Body;
use super::{DropRow, Meaning, Problem, WORKER, meaning, row};
use std::io::BufRead;

/// Shows every row, and says how many there are.
pub(super) fn rows(body: &mut Body<impl BufRead>, show: &mut dyn FnMut(DropRow)) -> Result<u64, Problem> {
    let mut reader = csv::ReaderBuilder::new().from_reader(body);
    let header = reader.headers().map_err(|error| malformed(&error))?;
    let columns = columns(header).map_err(|problem| (1, problem))?;
    let mut record = csv::StringRecord::new();
    let mut count = 0;
    while reader.read_record(&mut record).map_err(|error| malformed(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        let cells = record.iter().map(|cell| Some(cell.to_owned()));
        show(row(line, columns.iter().cloned().zip(cells))?);
        count += 1;
    }
    Ok(count)
}

/// Strict: a misspelt column would take something away from everybody at once.
fn columns(header: &csv::StringRecord) -> Result<Vec<Meaning>, String> {
    let mut columns = Vec::new();
    for name in header {
        let name = name.trim().trim_start_matches('\u{feff}');
        let column = meaning(name)?;
        if columns.contains(&column) {
            return Err(format!("the column `{name}` is there twice"));
        }
        columns.push(column);
    }
    match columns.contains(&Meaning::Worker) {
        true => Ok(columns),
        false => Err(format!("the column `{WORKER}` is missing: nobody knows whom the rows are about")),
    }
}

fn malformed(error: &csv::Error) -> Problem {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} cells, but the first row has {expected_len}")
        }
        csv::ErrorKind::Utf8 { err, .. } => {
            format!("cell {} is no UTF-8; save the file as UTF-8", err.field() + 1)
        }
        _ => error.to_string(),
    };
    (line, problem)
}
