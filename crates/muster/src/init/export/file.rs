//! Writes what only its owner may read, whole or not at all.

use crate::init::InitError;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// An error where the file is there already and may not be replaced.
pub(crate) fn refuse_existing(path: &Path, force: bool) -> Result<(), InitError> {
    match !force && path.exists() {
        true => Err(InitError::Exists(path.display().to_string())),
        false => Ok(()),
    }
}

/// Writes the file for its owner alone. One that is there stays, unless `force` says otherwise.
pub(crate) fn write(path: &Path, text: &[u8], force: bool) -> Result<(), InitError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = write_aside(&aside, text).and_then(|()| put_in_place(&aside, path, force));
    // Gone already where it was renamed; otherwise the cause of the failure is more useful than a second one.
    drop(fs::remove_file(&aside));
    written.map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists(path.display().to_string()),
        _ => InitError::Write { path: path.display().to_string(), cause },
    })
}

/// A link, unlike a renaming, never replaces a file that came meanwhile.
fn put_in_place(aside: &Path, path: &Path, force: bool) -> io::Result<()> {
    if force { fs::rename(aside, path) } else { fs::hard_link(aside, path) }
}

fn write_aside(path: &Path, text: &[u8]) -> io::Result<()> {
    drop(fs::remove_file(path));
    let mut file = owners_alone(OpenOptions::new().write(true).create_new(true)).open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(unix)]
fn owners_alone(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn owners_alone(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_by_force() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.json");
        write(&path, b"one", false).unwrap();
        assert!(matches!(write(&path, b"two", false), Err(InitError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing lies beside it");
    }
}
