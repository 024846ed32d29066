//! A CSV file as a source: one row a person, groups by name in one cell.
//!
//! A group's anchor is its name in lower case, since a table has no better key: renaming a group makes another one.

use super::csv_header::{Meaning, header};
use super::csv_row::row;
use super::error::FileError;
use crate::directory::{ReadSpec, believable};
use jiff::Timestamp;
use muster_core::id::{Anchor, SourceId};
use muster_core::record::{Coverage, DirectoryGroup, SourceBatch, SourceRecord};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads a CSV file as a source. Bases and filter of `spec` have no meaning here; its group names and further
/// attributes do. A table without any row is not believed.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn csv_batch(
    path: &Path,
    source: &SourceId,
    spec: &ReadSpec,
    read_at: Timestamp,
) -> Result<SourceBatch, FileError> {
    let bytes =
        std::fs::read(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let (people, lines, groups) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut table = Table { path, source, people, lines, groups };
    table.read(&bytes, spec)?;
    table.check_managers()?;
    Ok(SourceBatch {
        source: source.clone(),
        read_at,
        coverage: believable(Coverage::Complete, table.people.len(), &[]),
        is_directory: false,
        cursor: None,
        population: table.people.len() as u64,
        records: table.people.into_values().collect(),
        groups: table.groups.into_values().collect(),
        rejected: Vec::new(),
        members_unresolved: 0,
        upcoming: Vec::new(),
    })
}

struct Table<'a> {
    path: &'a Path,
    source: &'a SourceId,
    people: BTreeMap<Anchor, SourceRecord>,
    /// Where each person stands, for messages.
    lines: BTreeMap<Anchor, u64>,
    groups: BTreeMap<Anchor, DirectoryGroup>,
}

impl Table<'_> {
    fn read(&mut self, bytes: &[u8], spec: &ReadSpec) -> Result<(), FileError> {
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            let line = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
            return Err(self.error(
                line,
                1,
                "the file ends in the middle of a line, so it was cut off".into(),
            ));
        }
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
        let cells = reader.headers().map_err(|error| self.malformed(&error))?.clone();
        let meanings =
            header(&cells, &spec.attributes).map_err(|(column, problem)| self.error(1, column, problem))?;
        for cells in reader.records() {
            let cells = cells.map_err(|error| self.malformed(&error))?;
            self.add(&cells, &meanings, spec)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        cells: &csv::StringRecord,
        meanings: &[Meaning],
        spec: &ReadSpec,
    ) -> Result<(), FileError> {
        let line = cells.position().map_or(0, csv::Position::line);
        let location = format!("{}:{line}", self.path.display());
        let (mut record, names) = row(cells, meanings, self.source, location)
            .map_err(|(column, problem)| self.error(line, column, problem))?;
        for name in names {
            let anchor = self.join(&name, spec);
            if self.groups[&anchor].in_scope {
                record.memberships.insert(anchor.clone(), vec![anchor]);
            }
        }
        if let Some(first) = self.lines.insert(record.anchor.clone(), line) {
            let problem = format!("the anchor `{}` is on line {first} already", record.anchor);
            return Err(self.error(line, 1, problem));
        }
        self.people.insert(record.anchor.clone(), record);
        Ok(())
    }

    /// Counts a member of a group, which comes into being by being named.
    fn join(&mut self, name: &str, spec: &ReadSpec) -> Anchor {
        let anchor = Anchor::new(name.to_lowercase());
        let in_scope = spec.has_group_named(&[name]);
        let location = self.path.display().to_string();
        let group = self.groups.entry(anchor.clone()).or_insert_with(|| DirectoryGroup {
            anchor: anchor.clone(),
            name: name.to_owned(),
            location,
            in_scope,
            members: 0,
            through: BTreeSet::new(),
        });
        group.members += 1;
        anchor
    }

    /// A manager who is in no row is a slip of the pen.
    fn check_managers(&self) -> Result<(), FileError> {
        let unknown = |record: &&SourceRecord| {
            record.manager.as_ref().is_some_and(|manager| !self.people.contains_key(&manager.anchor))
        };
        match self.people.values().find(unknown) {
            None => Ok(()),
            Some(record) => {
                let manager = record.manager.as_ref().map_or("", |manager| manager.anchor.as_str());
                let problem = format!("the manager `{manager}` of `{}` is in no row", record.login);
                Err(self.error(self.lines[&record.anchor], 1, problem))
            }
        }
    }

    fn malformed(&self, error: &csv::Error) -> FileError {
        let line = error.position().map_or(1, csv::Position::line);
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let problem = format!("the row has {len} cells, but the first row has {expected_len}");
                self.error(line, *len as usize, problem)
            }
            csv::ErrorKind::Utf8 { err, .. } => {
                self.error(line, err.field() + 1, "the cell is no UTF-8; save the file as UTF-8".into())
            }
            _ => self.error(line, 1, error.to_string()),
        }
    }

    fn error(&self, line: u64, column: usize, problem: String) -> FileError {
        FileError::Csv { path: self.path.to_owned(), line, column, problem }
    }
}
