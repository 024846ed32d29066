//! Writes the first `muster.toml` from what a tenant and a directory hold. It sets what is known, refers to secrets
//! by environment variable, and lists everything else as comments: guesses are never active.

mod catalogue;
mod discovery;
pub(crate) mod export;
mod rules;
mod settings;
mod words;

pub(crate) use discovery::{Discovery, FoundEndpoint, FoundSource};

use crate::config::lock::quote;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// Why no configuration was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InitError {
    /// There is one already.
    #[error("{0} exists already and was left as it is")]
    Exists(String),
    /// The file cannot be written.
    #[error("could not write {path}")]
    Write {
        /// The file.
        path: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

/// The text of a configuration for what was found. It loads as it is; rules are for people to add.
pub(crate) fn render(found: &Discovery) -> String {
    let parts = [settings::render(found), rules::render(found), catalogue::render(&found.catalogue)];
    parts.join("\n")
}

/// Writes the configuration for what was found, unless there is one already.
///
/// # Errors
/// When the file exists or cannot be written.
pub(crate) fn write(path: &Path, found: &Discovery) -> Result<(), InitError> {
    let shown = || path.display().to_string();
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    let written = created.and_then(|mut file| file.write_all(render(found).as_bytes()));
    written.map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists(shown()),
        _ => InitError::Write { path: shown(), cause },
    })
}

/// A list of texts as TOML writes it in one line.
pub(crate) fn quote_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(quote).collect();
    format!("[{}]", quoted.join(", "))
}

/// A name within a comment: line breaks in it must not end the comment.
fn in_comment(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
