//! A folder with a configuration in it.

use crate::config::{Config, ConfigErrors};
use std::path::PathBuf;

/// The smallest configuration that loads, in parts, so that tests can leave one out.
pub(crate) const TENANT: &str =
    "[tenant]\nregion = 'eu-central-1'\nclient_id = 'c'\nclient_secret = { env = 'S' }\n";
pub(crate) const SOURCE: &str = "[[source]]\nname = 'ad'\nkind = 'ldif'\nfile = 'd.ldif'\n";

/// A folder that goes away with the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn load(&self) -> Result<Config, ConfigErrors> {
        Config::load(&self.path("muster.toml"))
    }
}

/// Loads one file that must be right.
pub(crate) fn load(text: &str) -> Config {
    let folder = Folder::new();
    folder.write("muster.toml", text);
    folder.load().unwrap_or_else(|errors| panic!("{errors}"))
}

/// What is said about one file that must be wrong, without the headline.
pub(crate) fn refused(text: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    folder.write("muster.toml", text);
    told(&folder.load().map(|_| ()).unwrap_err())
}

/// The problems as they are printed.
pub(crate) fn told(errors: &ConfigErrors) -> String {
    errors.problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// What is said about lines added below a configuration that is right; its first line is line 1.
pub(crate) fn refused_after(text: &str) -> String {
    refused(format!("{text}\n{TENANT}{SOURCE}"))
}
