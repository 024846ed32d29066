//! HR as a source, with the real binary: files that are whole or not, what lies ahead and happens by itself, titles that
//! become jobs.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use muster_core::digest::sha256_hex;
use muster_core::time::{SignedDuration, Timestamp};
use muster_simulator::Tenant;
use std::time::{Duration, Instant};
use support::company::Company;
use support::oracle::{Face, face_of};
use support::service::{ALL, Service};
use support::site::Site;

const RULES: &str = r#"
[policy]
mappings = ["jobs.csv"]
"#;
const JOBS: &str = "rule,title,grant\n\
    agents,Agent;* Agent,role:Agent@Support;queue:Billing;skill:Network=2;language:Deutsch=4;group:Nights;division:Support\n\
    leads,Team Lead,role:Lead@Support;queue:Orders\n";
const HEAD: &str = "worker,name,mail,title,start,end,time_zone\n";

/// A site whose only source is a folder of exports.
fn site(more: &str) -> Site {
    let company = Company { people: Vec::new(), teams: Vec::new() };
    let source = "kind = \"hr\"\ntime_zone = \"Asia/Manila\"\nfile = \"drops\"\nfull = true\n";
    let site = Site::new(&company, Tenant::from_seed(&company.seed()).unwrap(), source);
    std::fs::create_dir(site.path("drops")).unwrap();
    std::fs::write(site.path("jobs.csv"), JOBS).unwrap();
    let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
    std::fs::write(site.path("muster.toml"), format!("{text}{RULES}{more}")).unwrap();
    site
}

fn export(rows: &[&str]) -> String {
    let body = format!("{HEAD}{}\n", rows.join("\n"));
    format!("{body}#muster-trailer rows={} sha256={}\n", rows.len(), sha256_hex(body.as_bytes()))
}

fn drop_file(site: &Site, name: &str, text: &str) {
    std::fs::write(site.path("drops").join(name), text).unwrap();
}

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

const ANA: &str = "1,Ana Osei,ana@corp.example,Senior Agent,,,";
const BEN: &str = "2,Ben Cruz,ben@corp.example,Agent,2020-01-01,,Europe/Berlin";

#[test]
fn a_title_becomes_a_job_and_a_cut_file_changes_nothing() {
    let site = site("");
    let said = site.expect(5, &["plan"]);
    assert!(said.contains("INCOMPLETE"), "{said}");
    assert!(said.contains("no full export has been taken in yet"), "{said}");
    let soon = (Timestamp::now() + SignedDuration::from_hours(72)).strftime("%Y-%m-%d").to_string();
    let cho = format!("3,Cho Li,cho@corp.example,Team Lead,{soon},,America/New_York");
    drop_file(&site, "1.csv", &export(&[ANA, BEN, &cho]));
    let said = site.expect(0, &["plan"]);
    assert!(said.contains("2 joiners"), "{said}");
    assert!(said.contains(&format!("{soon} 00:00 America/New_York  Cho Li joins")), "{said}");
    site.expect(0, &["apply", "--yes"]);
    let ana = face(&site, "ana@corp.example").unwrap();
    let held: Vec<&str> = ana.held.keys().map(String::as_str).collect();
    assert_eq!(
        held,
        ["group:Nights", "language:Deutsch", "queue:Billing", "role:Agent@Support", "skill:Network"]
    );
    assert_eq!(face(&site, "cho@corp.example"), None, "her first day has not come");
    site.expect(0, &["plan", "--detailed-exitcode"]);

    let whole = export(&[ANA]);
    for end in [0, 10, HEAD.len() + 5, whole.len() - 30] {
        drop_file(&site, "2.csv", &whole[..end]);
        let said = site.expect(5, &["plan", "--detailed-exitcode"]);
        assert!(said.contains("INCOMPLETE") && said.contains("2.csv:"), "{said}");
        assert!(said.contains("Nothing to change."), "{said}");
    }
    drop_file(&site, "2.csv", &whole);
    let said = site.expect(2, &["plan", "--detailed-exitcode"]);
    assert!(said.contains("1 leaver"), "{said}");
    site.expect(0, &["apply", "--yes"]);
    assert!(!face(&site, "ben@corp.example").unwrap().active);
    assert!(face(&site, "ana@corp.example").unwrap().active);
    std::fs::remove_dir_all(site.path("drops")).unwrap();
    let said = site.expect(5, &["plan", "--detailed-exitcode"]);
    assert!(said.contains("cannot be read") && said.contains("Nothing to change."), "{said}");
}

#[test]
fn what_lies_ahead_happens_by_itself_at_that_very_moment() {
    let site = site(ALL);
    drop_file(&site, "1.csv", &export(&[ANA]));
    let service = Service::start(&site);
    until("ana has an account", || face(&site, "ana@corp.example").is_some_and(|ana| ana.active));
    let at = Timestamp::now() + SignedDuration::from_secs(12);
    let start = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let at: Timestamp = start.parse().unwrap();
    let ben = format!("2,Ben Cruz,ben@corp.example,Agent,{start},,");
    let ana = format!("1,Ana Osei,ana@corp.example,Senior Agent,,{start},");
    drop_file(&site, "2.csv", &export(&[&ana, &ben]));
    let status = service.until("knows what comes", |status| status["next"]["at"].as_str() == Some(&start));
    assert!(status["next"]["what"].as_str().unwrap().ends_with(" leaves"), "{status:#}");
    assert!(face(&site, "ben@corp.example").is_none() && face(&site, "ana@corp.example").unwrap().active);
    until("ana is out", || !face(&site, "ana@corp.example").unwrap().active);
    assert!(Timestamp::now() >= at, "not a moment sooner");
    until("ben is in", || face(&site, "ben@corp.example").is_some_and(|ben| !ben.held.is_empty()));
    let status = service.until("tells why", |status| {
        status["cycles"][0]["because"].as_str().is_some_and(|because| because.contains("Ben Cruz joins"))
    });
    assert!(status["cycles"][0]["because"].as_str().unwrap().contains("Ana Osei leaves"), "{status:#}");
    service.stop();
    site.expect(0, &["plan", "--detailed-exitcode"]);
}
