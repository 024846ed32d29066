//! A folder with a configuration, and a simulated tenant on a loopback port: what the real binary is let loose on.

use super::company::{AUTHORITY, Company, SECRET, client_id};
use super::ldif::{Place, entries};
use muster_connectors::file::write_ldif;
use muster_simulator::{Limits, Serving, SettableClock, SimulatorHandle, SystemClock, Tenant};
use muster_store::{Access, Location, Store, open};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

pub struct Site {
    pub folder: tempfile::TempDir,
    pub handle: SimulatorHandle,
    _runtime: tokio::runtime::Runtime,
}

impl Site {
    /// The company as an LDIF file.
    pub fn with_file(company: &Company, tenant: Tenant) -> Self {
        let source = "kind = \"ldif\"\nfile = \"directory.ldif\"\n";
        let site = Self::new(company, tenant, source);
        site.write_directory(company);
        site
    }

    /// A company whose directory is described by the lines of `source`.
    pub fn new(company: &Company, tenant: Tenant, source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let tenant = Arc::new(Mutex::new(tenant.with_limits(Limits::unlimited())));
        let handle = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let clock = SettableClock::over(SystemClock);
            Serving::default().start_controlled(tenant, listener, clock).unwrap()
        });
        let site = Self { folder, handle, _runtime: runtime };
        std::fs::write(site.path("secret"), SECRET).unwrap();
        std::fs::write(site.path("muster.toml"), site.configuration(company, source)).unwrap();
        site
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write_directory(&self, company: &Company) {
        std::fs::write(self.path("directory.ldif"), write_ldif(&entries(company, &Place::in_a_file())))
            .unwrap();
    }

    fn configuration(&self, company: &Company, source: &str) -> String {
        let (url, client) = (&self.handle.base_url, client_id());
        let mut text = format!(
            "[tenant]\napi = \"{url}\"\nlogin = \"{url}\"\nclient_id = \"{client}\"\nclient_secret = {{ file = \"secret\" }}\n\
             [store]\nsqlite = \"muster.db\"\n\
             [[source]]\nname = \"ad\"\n{source}\
             [people]\npair_by_mail = true\nprofile = [\"name\", \"mail\", \"title\", \"manager\"]\n\
             external_id_authority = \"{AUTHORITY}\"\n\
             [guard]\nremovals_max = 1000000\nremovals_percent = 100\nremovals_per_day_max = 1000000\n\
             deactivations_max = 1000000\nshrink_percent = 100\n\
             [apply]\nbreaker_patience_seconds = 2\n[verify]\nwindow_seconds = 20\npoll_seconds = 1\n"
        );
        for team in &company.teams {
            let gives: Vec<String> = team.gives.iter().map(|gift| format!("{gift:?}")).collect();
            writeln!(
                text,
                "[[rule]]\nname = {0:?}\ngroup = {0:?}\ngrant = [{1}]",
                team.name,
                gives.join(", ")
            )
            .unwrap();
        }
        text
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        command.current_dir(self.folder.path()).args(arguments).env_remove("MUSTER_CONFIG").env_remove("CI");
        command
    }

    pub fn muster(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs the binary and expects this exit code; gives what it printed.
    pub fn expect(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.muster(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "muster {arguments:?}\n{out}\n{err}");
        format!("{out}{err}")
    }

    /// Sends one call to the simulator's control endpoint.
    pub fn control(&self, method: &str, path: &str, body: &impl serde::Serialize) {
        let body = serde_json::to_string(body).unwrap();
        let mut stream = TcpStream::connect(self.handle.address()).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert!(reply.starts_with("HTTP/1.1 200"), "{method} {path}: {reply}");
    }

    /// How many cycles the service tells of.
    pub fn cycles(&self) -> usize {
        let status: serde_json::Value = serde_json::from_str(&self.expect(0, &["status", "--json"])).unwrap();
        status["cycles"].as_array().unwrap().len()
    }

    pub fn store(&self) -> Box<dyn Store> {
        open(&Location::Sqlite(self.path("muster.db")), Access::Read).unwrap()
    }
}
