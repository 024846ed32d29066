//! Secrets by reference. A secret written in clear is refused, and never repeated in a message.

mod command;
mod value;

pub(crate) use value::{SecretError, SecretFault};

use super::document::Span;
use super::section::{Section, kind_of};
use std::fmt;
use std::path::PathBuf;
use toml::de::DeValue;

/// Where a secret comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretRef {
    /// An environment variable.
    Env(String),
    /// A file that holds nothing else; one line break at its end does not count.
    File(PathBuf),
    /// A program and its arguments, run in `folder` without a shell; it writes the secret to its standard output.
    Command {
        /// The program and its arguments; never empty.
        command: Vec<String>,
        /// The folder of the configuration.
        folder: PathBuf,
    },
}

/// A secret of the configuration: its key, its place, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretSetting {
    /// The key, such as `client_secret`.
    pub(crate) key: String,
    /// Its place, such as `muster.toml:5:17`.
    pub(crate) at: String,
    /// Where the secret comes from.
    pub(crate) from: SecretRef,
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "environment variable {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            // Arguments may be private; the program's name is enough to find the line.
            Self::Command { command, .. } => {
                write!(f, "command {}", command.first().map_or("", String::as_str))
            }
        }
    }
}

/// Reads a secret setting; `None` where it is not written or is refused.
pub(crate) fn read(section: &Section<'_>, key: &str, variable: &str) -> Option<SecretSetting> {
    let value = section.value(key)?;
    let span = value.span();
    let from = match value.get_ref() {
        DeValue::Table(_) => reference(section, key, &span),
        DeValue::String(_) => {
            let advice = format!(
                "write `{key} = {{ env = \"{variable}\" }}`, {{ file = \"…\" }} or {{ command = […] }}"
            );
            section.document.problem(&span, format!("`{key}` must not stand here in clear; {advice}"));
            None
        }
        other => {
            let sentence = format!(
                "`{key}` must be a reference such as {{ env = \"{variable}\" }}, but {} stands here",
                kind_of(other)
            );
            section.document.problem(&span, sentence);
            None
        }
    };
    Some(SecretSetting { key: key.to_owned(), at: section.document.at(span.start), from: from? })
}

/// Reads a secret setting or a list of them; empty where it is not written or is refused.
pub(crate) fn read_list(section: &Section<'_>, key: &str, variable: &str) -> Vec<SecretSetting> {
    let Some(value) = section.value(key) else { return Vec::new() };
    let DeValue::Array(items) = value.get_ref() else {
        return read(section, key, variable).into_iter().collect();
    };
    let is_table = |item: &&toml::Spanned<DeValue<'_>>| matches!(item.get_ref(), DeValue::Table(_));
    for item in items.iter().filter(|item| !is_table(item)) {
        let advice = format!(
            "write `{key} = [{{ env = \"{variable}\" }}]`, {{ file = \"…\" }} or {{ command = […] }}"
        );
        section.document.problem(&item.span(), format!("`{key}` must not stand here in clear; {advice}"));
    }
    let tables = section.tables_of(key, &format!("`{key}`"));
    let one = |table: Section<'_>| {
        let span = table.span.clone();
        let from = reference_in(table, key, &span)?;
        Some(SecretSetting { key: key.to_owned(), at: section.document.at(span.start), from })
    };
    tables.into_iter().filter_map(one).collect()
}

/// Reads `{ env = … }`, `{ file = … }` or `{ command = … }`.
fn reference(section: &Section<'_>, key: &str, span: &Span) -> Option<SecretRef> {
    reference_in(section.section_titled(key, &format!("`{key}`")), key, span)
}

fn reference_in(table: Section<'_>, key: &str, span: &Span) -> Option<SecretRef> {
    let env = table.text("env").map(|name| SecretRef::Env(name.text));
    let file = table.path("file").map(SecretRef::File);
    let written = ["env", "file", "command"].into_iter().filter(|key| table.has(key)).count();
    let command = command(&table);
    let document = table.document;
    table.finish();
    match written {
        1 => env.or(file).or(command),
        _ => {
            let sentence = format!("`{key}` needs exactly one of `env`, `file` and `command`");
            document.problem(span, sentence);
            None
        }
    }
}

fn command(table: &Section<'_>) -> Option<SecretRef> {
    let words = table.filled_texts("command").into_iter().map(|word| word.text);
    let mut command: Vec<String> = words.collect();
    let program = command.first_mut()?;
    // Absolute, because a program given by a relative path would be looked for from within this folder.
    let folder = table.folder().join(".");
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    // Such a program stands beside the configuration, wherever we are started.
    if program.contains('/') {
        *program = folder.join(&*program).to_string_lossy().into_owned();
    }
    Some(SecretRef::Command { command, folder })
}
