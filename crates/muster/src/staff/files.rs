//! Which files there are.

use super::settings::{Drops, Finished};
use muster_connectors::file::DropFormat;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The folder for files that were taken in.
const DONE: &str = "done";

/// What is seen of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) length: u64,
    pub(super) changed_at: Option<SystemTime>,
}

/// A file that may be taken in.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) format: DropFormat,
}

/// What is seen of a file; `None` where it is not there.
pub(super) fn look(path: &Path) -> Option<Look> {
    let data = std::fs::metadata(path).ok()?;
    Some(Look { length: data.len(), changed_at: data.modified().ok() })
}

impl Drops {
    /// The files that there are, in order of their names. Of a folder, those whose names tell how they are written:
    /// what is still being written is best called something else.
    pub(super) fn found(&self) -> io::Result<Vec<Found>> {
        if !std::fs::metadata(&self.place)?.is_dir() {
            return Ok(self.as_found(&self.place).into_iter().collect());
        }
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(&self.place)? {
            let path = entry?.path();
            let is_hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
            if path.is_file() && !is_hidden && by_name(&path).is_some() {
                paths.push(path);
            }
        }
        paths.sort();
        Ok(paths.iter().filter_map(|path| self.as_found(path)).collect())
    }

    fn as_found(&self, path: &Path) -> Option<Found> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let format = self.format.or_else(|| by_name(path)).unwrap_or(DropFormat::Csv);
        Some(Found { name, path: path.to_owned(), format })
    }

    /// Moves a file of a folder away that was taken in, where that is wanted.
    pub(super) fn finish(&self, found: &Found) {
        if self.finished == Finished::Keep || found.path == self.place {
            return;
        }
        let done = self.place.join(DONE);
        let moved = std::fs::create_dir_all(&done)
            .and_then(|()| std::fs::rename(&found.path, done.join(&found.name)));
        if let Err(cause) = moved {
            tracing::warn!(
                "{} was taken in and could not be moved to {}: {cause}",
                found.path.display(),
                done.display()
            );
        }
    }

    /// What the watcher compares: every file with what is seen of it.
    pub(crate) fn outside(&self) -> io::Result<Vec<(PathBuf, u64, Option<SystemTime>)>> {
        let seen = |found: Found| {
            let look = look(&found.path)?;
            Some((found.path, look.length, look.changed_at))
        };
        Ok(self.found()?.into_iter().filter_map(seen).collect())
    }
}

fn by_name(path: &Path) -> Option<DropFormat> {
    match path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase().as_str() {
        "csv" => Some(DropFormat::Csv),
        "jsonl" | "ndjson" => Some(DropFormat::JsonLines),
        _ => None,
    }
}
