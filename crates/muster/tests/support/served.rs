//! A simulated tenant, served by the real binary.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A tenant on a free port of this machine; it ends with the value.
pub(crate) struct Served {
    pub(crate) process: Child,
    /// `http://127.0.0.1:port`.
    pub(crate) address: String,
}

impl Served {
    /// Serves the tenant in `file`, without delays.
    pub(crate) fn start(file: &Path, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_muster"))
            .args(["simulator", "--org", file.to_str().unwrap(), "--port", "0", "--delay-ms", "0"])
            .args(more)
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
