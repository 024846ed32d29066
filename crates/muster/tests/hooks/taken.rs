//! What is pushed counts: from the hook to the tenant, now and when it is time.

use crate::scene::{SIGNED, sender, site, states};
use crate::support::oracle::{Face, face_of};
use crate::support::service::{ALL, Service};
use crate::support::site::Site;
use muster_core::time::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};

const RULE: &str =
    "[[rule]]\nname = \"agents\"\ntitle = \"Agent\"\ngrant = [\"queue:Billing\", \"role:Agent@Support\"]\n";

fn face(site: &Site, mail: &str) -> Option<Face> {
    face_of(site.handle.tenant().state_ref(), mail)
}

fn until(what: &str, wanted: impl Fn() -> bool) {
    let began = Instant::now();
    while !wanted() {
        assert!(began.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn event(worker: &str, more: &str) -> String {
    format!("{{\"type\":\"worker.changed\",\"worker\":{{\"id\":\"{worker}\"{more}}}}}")
}

#[test]
fn a_push_becomes_an_account_and_its_end_is_kept_to_the_moment() {
    let site = site(&format!("{ALL}{RULE}{SIGNED}"));
    let service = Service::start(&site);
    let sender = sender(&service);
    assert_eq!(sender.send("msg_1", &event("7", ",\"title\":\"Agent\"")).status, 202);
    assert_eq!(states(&site), ["msg_1 parked"], "nobody has said who they are");
    let who = event("7", ",\"name\":\"Ana Osei\",\"mail\":\"ana@corp.example\"");
    assert_eq!(sender.send("msg_2", &who).status, 202);
    until("ana works", || {
        face(&site, "ana@corp.example").is_some_and(|ana| ana.held.contains_key("queue:Billing"))
    });
    assert_eq!(states(&site), ["msg_1 applied", "msg_2 applied"]);
    let at = Timestamp::now() + SignedDuration::from_secs(8);
    let end = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(sender.send("msg_3", &event("7", &format!(",\"end\":\"{end}\""))).status, 202);
    assert_eq!(sender.send("msg_4", &event("7", ",\"start\":\"2099-01-01\"")).status, 202);
    assert_eq!(states(&site)[2..], ["msg_3 applied", "msg_4 refused"], "a start after the end cannot be");
    let known = service.until("knows of the end", |status| {
        status["scheduled"].as_array().is_some_and(|scheduled| !scheduled.is_empty())
    });
    assert_eq!(known["scheduled"][0]["what"], "Ana Osei leaves", "{known:#}");
    service.kill();
    let service = Service::start(&site);
    until("ana is out", || face(&site, "ana@corp.example").is_some_and(|ana| !ana.active));
    assert!(Timestamp::now() >= end.parse::<Timestamp>().unwrap(), "not a moment sooner");
    service.stop();
}
