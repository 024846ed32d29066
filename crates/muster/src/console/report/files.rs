//! Writes the three files of a report.

use super::{to_csv, to_html, to_json};
use muster_core::report::Report;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where the files of a report are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paths {
    /// To read.
    pub(crate) html: PathBuf,
    /// For a spreadsheet.
    pub(crate) csv: PathBuf,
    /// With all.
    pub(crate) json: PathBuf,
}

/// Why a report could not be written. The run itself is not touched by it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// The report could not be turned into JSON.
    #[error("the report could not be turned into JSON")]
    Json(#[from] serde_json::Error),
    /// The report could not be turned into CSV.
    #[error("the report could not be turned into CSV")]
    Csv(#[from] csv::Error),
    /// The report could not be turned into HTML.
    #[error("the report could not be turned into HTML")]
    Html(#[from] minijinja::Error),
    /// A file could not be written.
    #[error("{path} could not be written")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

/// Writes `report-<run>.html`, `.csv` and `.json` into `directory`, which is made where it is missing.
///
/// Each file is complete or not there: it is written under another name, flushed to the disk and then renamed.
///
/// # Errors
/// Where a file cannot be written; those before it stay.
pub(crate) fn write_all(report: &Report, directory: &Path) -> Result<Paths, WriteError> {
    fs::create_dir_all(directory).map_err(|cause| WriteError::File { path: directory.to_owned(), cause })?;
    let path = |extension: &str| directory.join(format!("report-{}.{extension}", report.run));
    let paths = Paths { html: path("html"), csv: path("csv"), json: path("json") };
    write(&paths.json, &to_json(report)?)?;
    write(&paths.csv, &to_csv(report)?)?;
    write(&paths.html, &to_html(report)?)?;
    Ok(paths)
}

fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    let written = write_then_rename(&unfinished, path, text);
    if written.is_err() {
        // It may never have come into being; what counts is the error that is told.
        let _ = fs::remove_file(&unfinished);
    }
    written.map_err(|cause| WriteError::File { path: path.to_owned(), cause })
}

fn write_then_rename(unfinished: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}
