//! The client of the specification's authors signs, and the running service believes it.

use crate::scene::{SECRET, SIGNED, kept, sender, site};
use crate::support::service::Service;
use std::process::Command;

const EVENTS: usize = 25;

#[test]
fn the_official_client_is_believed() {
    let Some(python) = python() else { return };
    let site = site(SIGNED);
    let service = Service::start(&site);
    let sender = sender(&service);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hooks/standard.py");
    let output = Command::new(python)
        .args([script, &format!("http://{}/hooks/hr/hr", sender.address), &EVENTS.to_string()])
        .env("SECRET", SECRET)
        .output()
        .unwrap();
    let told =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}");
    assert_eq!(told.trim(), format!("{EVENTS} accepted, {EVENTS} known, 1 turned away"));
    assert_eq!(kept(&site).len(), EVENTS);
    service.stop();
}

/// The interpreter that has the client; without it the test is skipped by name, or fails where CI is set.
pub(crate) fn python() -> Option<String> {
    let found = std::env::var("MUSTER_SDK_PYTHON").ok();
    if found.is_none() {
        let what = "skipped: MUSTER_SDK_PYTHON is not set; script/bootstrap installs the client";
        assert!(std::env::var_os("CI").is_none(), "{what}");
        println!("{what}");
    }
    found
}
