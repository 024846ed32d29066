//! LDIF's upper half: lines become entries, entries a batch.

use super::error::FileError;
use super::ldif_lines::{Content, Line, Problem, lines};
use crate::directory::{Description, Entry, ReadSpec, batch, select};
use jiff::Timestamp;
use muster_core::id::SourceId;
use muster_core::record::{Coverage, SourceBatch};
use std::collections::HashMap;
use std::path::Path;

/// Reads all entries of an LDIF file with content records.
///
/// # Errors
/// The first thing that is wrong, with its line. A file that ends in the middle of a line, or with another number of
/// entries than its own `# numEntries:` says, was cut off and is refused.
pub fn read_ldif(path: &Path) -> Result<Vec<Entry>, FileError> {
    Ok(read_with_lines(path)?.into_iter().map(|(_, entry)| entry).collect())
}

/// Reads an LDIF file as a source of its own.
///
/// # Errors
/// Those of [`ldif_description`].
pub fn ldif_batch(
    path: &Path,
    source: &SourceId,
    spec: &ReadSpec,
    read_at: Timestamp,
) -> Result<SourceBatch, FileError> {
    Ok(batch(source, spec, ldif_description(path, spec, read_at)?))
}

/// Reads who is in scope in an LDIF file, and all groups. A file is complete by its nature, unless it has nobody in
/// scope.
///
/// # Errors
/// Those of [`read_ldif`], and a person or group in scope without `objectGUID`: without the key nobody could be told
/// apart from their successor.
pub fn ldif_description(path: &Path, spec: &ReadSpec, read_at: Timestamp) -> Result<Description, FileError> {
    let numbered = read_with_lines(path)?;
    let line_of: HashMap<String, usize> =
        numbered.iter().map(|(line, entry)| (entry.dn.clone(), *line)).collect();
    let entries = select(numbered.into_iter().map(|(_, entry)| entry).collect(), spec);
    if let Some(entry) = entries.iter().find(|entry| entry.bytes("objectGUID").is_none()) {
        let line = line_of.get(&entry.dn).copied().unwrap_or_default();
        return Err(at(path, (line, format!("`{}` has no objectGUID", entry.dn))));
    }
    Ok(Description { entries, coverage: Coverage::Complete, cursor: None, read_at })
}

fn read_with_lines(path: &Path) -> Result<Vec<(usize, Entry)>, FileError> {
    let bytes =
        std::fs::read(path).map_err(|cause| FileError::Unreadable { path: path.to_owned(), cause })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|&&byte| byte == b'\n').count() + 1;
        at(path, (line, "the line is no UTF-8; save the file as UTF-8".into()))
    })?;
    lines(&text).and_then(|lines| entries(&lines)).map_err(|problem| at(path, problem))
}

fn at(path: &Path, (line, problem): Problem) -> FileError {
    FileError::Ldif { path: path.to_owned(), line, problem }
}

/// Groups lines into entries, each with the line it begins on.
fn entries(lines: &[Line]) -> Result<Vec<(usize, Entry)>, Problem> {
    let mut found: Vec<(usize, Entry)> = Vec::new();
    let mut places = HashMap::new();
    let mut open = false;
    for Line { number, content } in lines {
        match content {
            Content::Blank => open = false,
            Content::Count(count) => check_count(*number, *count, found.len())?,
            Content::Pair(name, value) if open => add(&mut found, *number, name, value)?,
            Content::Pair(name, value) if name.eq_ignore_ascii_case("dn") => {
                let entry = begin(*number, value)?;
                if let Some(first) = places.insert(entry.key(), *number) {
                    return Err((*number, format!("`{}` was described on line {first} already", entry.dn)));
                }
                found.push((*number, entry));
                open = true;
            }
            // `version: 1` stands alone or directly before the first entry.
            Content::Pair(name, _) if name.eq_ignore_ascii_case("version") && found.is_empty() => {}
            Content::Pair(name, _) => {
                return Err((*number, format!("an entry begins with `dn`, not with `{name}`")));
            }
        }
    }
    match found.iter().find(|(_, entry)| entry.attributes.is_empty()) {
        Some((line, entry)) => Err((*line, format!("`{}` has no attributes", entry.dn))),
        None => Ok(found),
    }
}

fn begin(number: usize, value: &[u8]) -> Result<Entry, Problem> {
    match std::str::from_utf8(value) {
        Ok(dn) if !dn.trim().is_empty() => Ok(Entry::new(dn)),
        Ok(_) => Err((number, "the distinguished name is empty".into())),
        Err(_) => Err((number, "the distinguished name is no UTF-8".into())),
    }
}

fn add(found: &mut [(usize, Entry)], number: usize, name: &str, value: &[u8]) -> Result<(), Problem> {
    let Some((_, entry)) = found.last_mut() else {
        return Ok(());
    };
    match name.to_ascii_lowercase().as_str() {
        "dn" => return Err((number, "an empty line is missing before this `dn`".into())),
        "changetype" | "control" => {
            return Err((number, "the file describes changes, but a source needs the content itself".into()));
        }
        _ => {}
    }
    match entry.attributes.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        Some((_, values)) => values.push(value.to_vec()),
        None => entry.attributes.push((name.to_owned(), vec![value.to_vec()])),
    }
    Ok(())
}

fn check_count(number: usize, promised: usize, found: usize) -> Result<(), Problem> {
    if promised == found {
        return Ok(());
    }
    Err((
        number,
        format!("the file says it has {promised} entries, but it has {found}: it was cut off or edited"),
    ))
}
