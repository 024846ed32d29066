//! A simulated tenant on a port, and the binary that exports it.

use crate::served::Served;
use muster_simulator::{ClientId, Seed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The tenant in a file, which stays as it is, with room for all calls of a test.
pub(crate) fn served(file: &Path) -> Served {
    Served::start(file, &["--per-minute", "100000", "--forget"])
}

/// A folder with the files of one test.
pub(crate) struct Scene {
    pub(crate) folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn seed(&self, name: &str) -> Seed {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    pub(crate) fn serve(&self, name: &str, seed: &Seed) -> Served {
        fs::write(self.path(name), serde_json::to_string(seed).unwrap()).unwrap();
        served(&self.path(name))
    }

    /// Exports the served tenant, logged in as its client `client`.
    pub(crate) fn export(&self, tenant: &Served, client: &str, secret: &str, more: &[&str]) -> Output {
        let id = ClientId::named(client).to_string();
        self.export_as(&tenant.address, &id, secret, more)
    }

    pub(crate) fn export_as(&self, address: &str, client_id: &str, secret: &str, more: &[&str]) -> Output {
        muster(self.folder.path())
            .args(["init", "--api", address, "--login", address, "--client-id", client_id])
            .args(more)
            .env("MUSTER_CLIENT_SECRET", secret)
            .output()
            .unwrap()
    }
}

/// The binary in a folder, with nothing from the environment of the test.
pub(crate) fn muster(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command.current_dir(folder).env_remove("MUSTER_CONFIG").env_remove("MUSTER_CLIENT_ID");
    command
}

/// Standard output and error of a command that went well.
pub(crate) fn went_well(output: Output) -> (String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (status, out, err) = (output.status, text(output.stdout), text(output.stderr));
    assert!(status.success(), "{status}\n{out}\n{err}");
    (out, err)
}
