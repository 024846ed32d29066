//! `muster.lock`: the names of the configuration and the ids that they meant when they were first resolved.

use super::document::Document;
use super::problem::{ConfigErrors, Problem};
use super::syntax;
use muster_core::policy::Pins;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use toml::de::DeValue;

const HEAD: &str = "\
# Written by Muster. Which id each name of muster.toml meant when it was first looked up.
# Keep this file under version control, beside muster.toml. To let a name mean something else,
# remove its line; a rename in the tenant then cannot change what your rules give.
";

/// Reads the pins. A file that is not there holds none.
///
/// # Errors
/// Every line that is not a pin.
pub(crate) fn read(path: &Path) -> Result<Pins, ConfigErrors> {
    if !path.exists() {
        return Ok(Pins::default());
    }
    let name = super::document::file_name(path);
    let text = syntax::text_of(path)
        .map_err(|sentence| ConfigErrors::new(path, vec![Problem::of_file(&name, sentence)]))?;
    let document = Document::new(name, &text);
    let text = document.text.clone();
    let mut pins = Pins::default();
    if let Some(table) = syntax::parse(&document, &text) {
        for (key, value) in table.get_ref() {
            match pin(key.get_ref(), value.get_ref()) {
                Ok(id) => drop(pins.0.insert(key.get_ref().to_string(), id)),
                Err(sentence) => document.problem(&key.span(), sentence),
            }
        }
    }
    let problems = document.into_findings().0;
    if problems.is_empty() { Ok(pins) } else { Err(ConfigErrors::new(path, problems)) }
}

fn pin(key: &str, value: &DeValue<'_>) -> Result<String, String> {
    let form =
        "a pin looks like \"queue:Billing\" = \"its id\"; remove the line and Muster looks the name up again";
    let is_key = key.split_once(':').is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty());
    match value {
        DeValue::String(id) if is_key && !id.trim().is_empty() => Ok(id.to_string()),
        _ => Err(format!("this is not a pin: {form}")),
    }
}

/// Writes the pins where they differ from what the file holds: as a whole or not at all. Returns whether it wrote.
///
/// # Errors
/// When the file cannot be written; the old one is still there then.
pub(crate) fn write(path: &Path, pins: &Pins) -> io::Result<bool> {
    let text = render(pins);
    if std::fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(false);
    }
    let name = super::document::file_name(path);
    let aside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = write_aside(&aside, &text).and_then(|()| std::fs::rename(&aside, path));
    if written.is_err() {
        // Best effort: the cause of the failure is more useful than a second one.
        drop(std::fs::remove_file(&aside));
    }
    written.and_then(|()| sync_folder(path)).map(|()| true)
}

fn write_aside(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes the new name durable, where folders can be synchronised.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The text of the file: sorted, one pin a line.
pub(crate) fn render(pins: &Pins) -> String {
    let lines = pins.0.iter().map(|(key, id)| format!("{} = {}\n", quote(key), quote(id)));
    std::iter::once(format!("{HEAD}\n")).chain(lines).collect()
}

/// A text as TOML writes it in one line.
pub(crate) fn quote(text: &str) -> String {
    // TOML's escapes are those of JSON, but for one character that only TOML wants escaped.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
