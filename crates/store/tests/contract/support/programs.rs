//! PostgreSQL's programs, and the user who runs them.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Runs the server (`$@`) until the pipe from the test closes: when the test drops it, panics, or is killed.
const KEEPER: &str = r#""$@" & server=$!; read -r line; kill -INT "$server" 2>/dev/null; wait "$server""#;

/// The directory of the newest installed PostgreSQL's programs.
pub(super) fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|programs| programs.join("initdb").exists())
        .max()
}

/// PostgreSQL does not run as root; root runs it as `postgres`, or `nobody` where that user does not exist.
fn as_server_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", server_user(), "--"]).arg(program);
    command
}

fn is_root() -> bool {
    text_of(Command::new("id").arg("-u")) == "0"
}

fn server_user() -> &'static str {
    let postgres = Command::new("id").arg("postgres").output();
    if postgres.is_ok_and(|output| output.status.success()) { "postgres" } else { "nobody" }
}

fn text_of(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap().trim().to_owned()
}

/// In `/tmp`, because the path of a socket must be shorter than 108 characters.
pub(super) fn own_directory() -> TempDir {
    let directory = tempfile::Builder::new().prefix("muster-pg-").tempdir_in("/tmp").unwrap();
    give(directory.path());
    directory
}

/// Gives a file or directory to the server's user alone.
pub(super) fn give(path: &Path) {
    let mode = Command::new("chmod").arg("go=").arg(path).status();
    assert!(mode.unwrap().success());
    if is_root() {
        let owner = Command::new("chown").arg(server_user()).arg(path).status();
        assert!(owner.unwrap().success());
    }
}

pub(super) fn init(programs: &Path, directory: &Path, data: &Path) {
    let password = directory.join("password");
    std::fs::write(&password, super::Cluster::PASSWORD).unwrap();
    let output = as_server_user(&programs.join("initdb"))
        .args(["--no-sync", "--no-locale", "--encoding=UTF8", "--username=postgres"])
        .args(["--auth-local=trust", "--auth-host=scram-sha-256"])
        .arg(format!("--pwfile={}", password.display()))
        .arg(format!("--pgdata={}", data.display()))
        .current_dir("/")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

pub(super) fn keep(programs: &Path, data: &Path, sockets: &Path, port: u16, settings: &[&str]) -> Child {
    let mut keeper = as_server_user(Path::new("/bin/sh"));
    keeper
        .args(["-c", KEEPER, "keeper"])
        .arg(programs.join("postgres"))
        .arg("-D")
        .arg(data)
        .args(["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", &format!("unix_socket_directories={}", sockets.display())])
        .args(["-c", &format!("port={port}")]);
    for setting in settings {
        keeper.args(["-c", setting]);
    }
    let log = std::fs::File::create(sockets.join("log")).unwrap();
    keeper.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
