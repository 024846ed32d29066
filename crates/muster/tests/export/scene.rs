//! A simulated tenant on a port, and the binary that exports it.

use muster_simulator::{ClientId, Seed};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A tenant served by the real binary; it ends with the value.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn of(file: &Path) -> Self {
        let mut process = muster(file.parent().unwrap())
            .args(["simulator", "--org", file.to_str().unwrap()])
            .args(["--port", "0", "--delay-ms", "0", "--per-minute", "100000", "--forget"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("http://"), "not an address: {line:?}");
        Self { address: line.trim().to_owned(), process }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
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
        Served::of(&self.path(name))
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
