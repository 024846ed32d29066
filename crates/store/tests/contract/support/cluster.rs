//! A PostgreSQL server for one test.

use super::World;
use super::programs::{free_port, give, init, keep, own_directory, programs};
use postgres::{Client, NoTls};
use secrecy::SecretString;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a server may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. It listens on a socket in its own directory, where nobody needs a password, and on a free
/// port of the loopback, where the password is [`Cluster::PASSWORD`].
pub(crate) struct Cluster {
    keeper: Child,
    pub(crate) port: u16,
    directory: TempDir,
}

impl Cluster {
    pub(crate) const PASSWORD: &str = "correct-horse";

    /// Starts a server; `None`, with the reason printed, where PostgreSQL is not installed. In CI that is a failure.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[], |_| ())
    }

    /// Starts a server with TLS; the certificate is `server.crt` in its directory.
    pub(crate) fn start_with_tls(certificate: &str, key: &str) -> Option<Self> {
        let settings = ["ssl=on", "ssl_cert_file=../server.crt", "ssl_key_file=../server.key"];
        Self::start_with(&settings, |directory| {
            std::fs::write(directory.join("server.crt"), certificate).unwrap();
            let path = directory.join("server.key");
            std::fs::write(&path, key).unwrap();
            give(&path);
        })
    }

    fn start_with(settings: &[&str], prepare: impl Fn(&Path)) -> Option<Self> {
        let Some(programs) = programs() else {
            let reason = "no /usr/lib/postgresql/*/bin/initdb";
            assert!(std::env::var_os("CI").is_none(), "postgresql is missing: {reason}");
            println!("skipped: postgresql ({reason})");
            return None;
        };
        let directory = own_directory();
        let data = directory.path().join("data");
        init(&programs, directory.path(), &data);
        prepare(directory.path());
        let port = free_port();
        let keeper = keep(&programs, &data, directory.path(), port, settings);
        let cluster = Self { keeper, port, directory };
        cluster.wait();
        Some(cluster)
    }

    /// A store in a schema of its own.
    pub(crate) fn world(&self, schema: &str) -> World {
        self.client().batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        World::postgres(SecretString::from(self.socket(schema)))
    }

    /// A superuser's connection.
    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.socket("public"), NoTls).unwrap()
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    fn socket(&self, schema: &str) -> String {
        let directory = self.directory.path().display();
        let port = self.port;
        format!(
            "host={directory} port={port} user=postgres dbname=postgres options='-c search_path={schema}'"
        )
    }

    fn wait(&self) {
        let begun = Instant::now();
        while let Err(error) = Client::connect(&self.socket("public"), NoTls) {
            assert!(begun.elapsed() < PATIENCE, "PostgreSQL does not start: {error}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
