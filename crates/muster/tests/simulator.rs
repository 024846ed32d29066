//! `muster simulator` as an administrator starts it: one program, one address, a file that keeps what was done.

#![allow(clippy::unwrap_used)]

#[path = "support/served.rs"]
mod served;

use served::Served;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

const SEED: &str = r#"{ "organisation": "Rehearsal",
  "queues": [{ "name": "Billing" }],
  "users": [{ "name": "Ana Ito", "email": "ana@example.org", "queues": ["Billing"] }],
  "conversations": [{ "name": "call", "agent": "ana@example.org", "queue": "Billing" }],
  "clients": [{ "name": "muster", "secret": "s3cret", "grants": ["admin@*"] }] }"#;

impl Served {
    /// Sends one request; gives status and body.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address.strip_prefix("http://").unwrap()).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Tells it to stop, and waits until it has.
    fn stop(&mut self) {
        let told = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(told.success() && self.process.wait().unwrap().success());
    }
}

fn seed_file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("org.json");
    fs::write(&file, text).unwrap();
    (folder, file)
}

const RENAME: &str = r#"[{ "change_user": { "user": "ana@example.org", "title": "Lead" } }]"#;

#[test]
fn an_administrator_rehearses_against_one_address() {
    let (_folder, file) = seed_file(SEED);
    let running = Served::start(&file, &[]);
    assert!(running.ask("GET", "/", "", "").1.contains("/simulator/edits"));
    assert_eq!(running.ask("GET", "/api/v2/users", "", "").0, 401);
    assert_eq!(
        running.ask("POST", "/simulator/edits", "", RENAME),
        (200, "{\n  \"made\": 1\n}\n".to_owned())
    );
    let (status, state) = running.ask("GET", "/simulator/state", "", "");
    assert!(status == 200 && state.contains("\"Lead\"") && !state.contains("s3cret"));
    drop(running);
    let again = Served::start(&file, &[]);
    assert!(
        again.ask("GET", "/simulator/state", "", "").1.contains("\"Lead\""),
        "the file keeps what was done"
    );
}

#[test]
fn a_rehearsal_may_be_forgotten_and_do_without_control() {
    let (_folder, file) = seed_file(SEED);
    let running = Served::start(&file, &["--forget"]);
    assert_eq!(running.ask("POST", "/simulator/edits", "", RENAME).0, 200);
    drop(running);
    assert_eq!(fs::read_to_string(&file).unwrap(), SEED);
    let running = Served::start(&file, &["--no-control"]);
    assert_eq!(
        running.ask("POST", "/simulator/edits", "", RENAME).0,
        401,
        "it is a path of the API like any other"
    );
}

#[test]
fn behaviour_lag_limits_and_clock_are_there_again_after_a_restart() {
    let (_folder, file) = seed_file(SEED);
    let settings = [
        ("behaviour", r#"{ "done_status": 202, "lag": { "grants_ms": 7 } }"#),
        ("lag", r#"{ "search_ms": 9 }"#),
        ("limits", r#"{ "per_token": 11 }"#),
        ("clock", r#"{ "offset_ms": 3600000 }"#),
    ];
    let running = Served::start(&file, &[]);
    for (place, body) in settings {
        assert_eq!(running.ask("PUT", &format!("/simulator/{place}"), "", body).0, 200);
    }
    drop(running);
    let again = Served::start(&file, &[]);
    let shows = |place: &str| again.ask("GET", &format!("/simulator/{place}"), "", "").1;
    assert!(shows("behaviour").contains("\"done_status\": 202"));
    assert!(shows("lag").contains("\"grants_ms\": 7") && shows("lag").contains("\"search_ms\": 9"));
    assert!(shows("limits").contains("\"per_token\": 11"));
    assert!(shows("clock").contains("\"offset_ms\": 3600000"));
    assert_eq!(again.ask("DELETE", "/simulator/behaviour", "", "").0, 200);
    drop(again);
    assert!(!fs::read_to_string(&file).unwrap().contains("done_status"));
}

#[test]
fn an_option_for_the_limit_rules_this_start_and_is_not_written_down() {
    let (_folder, file) = seed_file(SEED);
    let running = Served::start(&file, &["--per-minute", "77"]);
    assert!(running.ask("GET", "/simulator/limits", "", "").1.contains("\"per_token\": 77"));
    assert_eq!(running.ask("POST", "/simulator/edits", "", RENAME).0, 200);
    drop(running);
    let again = Served::start(&file, &[]);
    assert!(again.ask("GET", "/simulator/limits", "", "").1.contains("\"per_token\": 300"));
}

#[test]
fn a_large_tenant_that_is_told_to_stop_has_lost_nothing() {
    let seed = muster_simulator::Seed::company(10_000);
    let email = seed.users[0].email.clone();
    let (_folder, file) = seed_file(&serde_json::to_string(&seed).unwrap());
    let mut running = Served::start(&file, &[]);
    for title in ["First", "Second", "Third"] {
        let edit = format!(r#"[{{ "change_user": {{ "user": "{email}", "title": "{title}" }} }}]"#);
        assert_eq!(running.ask("POST", "/simulator/edits", "", &edit).0, 200);
    }
    running.stop();
    assert!(fs::read_to_string(&file).unwrap().contains("\"title\": \"Third\""));
}

#[test]
fn a_mistake_in_the_file_is_shown_with_its_place() {
    let (_folder, file) = seed_file("{\n  \"users\": [{ \"nmae\": \"Ana\" }]\n}");
    let output = Command::new(env!("CARGO_BIN_EXE_muster"))
        .args(["simulator", "--org", file.to_str().unwrap(), "--port", "0"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("unknown field `nmae`") && said.contains("line 2 column 20"), "{said}");
}
