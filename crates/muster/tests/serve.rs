//! The service with the real binary over a directory in a file: what is listed is done, the rest waits, and it goes on
//! after any end.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use muster_connectors::directory::Entry;
use muster_connectors::file::write_ldif;
use muster_simulator::Tenant;
use std::time::{Duration, Instant};
use support::company::Company;
use support::dice::Dice;
use support::history;
use support::ldif::{Place, entries};
use support::oracle::{Oracle, faces};
use support::service::{ALL, Service};
use support::site::Site;

fn site(company: &Company, standing: &str) -> Site {
    let site = Site::with_file(company, Tenant::from_seed(&company.seed()).unwrap());
    let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
    std::fs::write(site.path("muster.toml"), format!("{text}{standing}")).unwrap();
    site
}

fn is_in_step(site: &Site, oracle: &Oracle, when: &str) {
    let began = Instant::now();
    let found = || faces(site.handle.tenant().state_ref());
    while &found() != oracle.faces() && began.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(&found(), oracle.faces(), "{when}");
}

#[test]
fn what_changes_in_the_file_is_soon_so_in_the_tenant() {
    let mut company = Company::random(&mut Dice::new(5), 24, 4);
    let (site, mut oracle, mut dice) = (site(&company, ALL), Oracle::new(&company), Dice::new(6));
    let service = Service::start(&site);
    oracle.run(&company);
    is_in_step(&site, &oracle, "at the start");
    for round in 0..4 {
        company.move_about(&mut dice);
        site.write_directory(&company);
        oracle.run(&company);
        is_in_step(&site, &oracle, &format!("round {round}"));
    }
    let told = service.until("tells of all of them", |status| status["cycles"].as_array().unwrap().len() > 4);
    service.kill();
    company.move_about(&mut dice);
    site.write_directory(&company);
    oracle.run(&company);
    let service = Service::start(&site);
    is_in_step(&site, &oracle, "after its death");
    service.stop();
    site.expect(0, &["plan", "--detailed-exitcode"]);
    history::is_whole(&mut *site.store());
    site.expect(0, &["audit", "--verify"]);
    let text = site.expect(0, &["status"]);
    assert!(text.starts_with("No service runs: it ended at "), "{text}");
    let before = told["cycles"].as_array().unwrap().len();
    assert!(site.cycles() > before, "those before its death are told as well");
}

/// People in one file, and the groups that they are members of in another, with a janitor whom no rule covers.
fn write_apart(site: &Site, company: &Company) {
    let is_group = |entry: &Entry| entry.texts("objectClass").any(|class| class == "group");
    let (mut groups, people): (Vec<Entry>, Vec<Entry>) =
        entries(company, &Place::in_a_file()).into_iter().partition(is_group);
    groups.push(
        Entry::new("CN=Janitor,DC=far,DC=example")
            .with("objectClass", "user")
            .with("sAMAccountName", "janitor")
            .with("userAccountControl", "512")
            .with_bytes("objectGUID", &[7; 16]),
    );
    std::fs::write(site.path("groups.ldif"), write_ldif(&groups)).unwrap();
    std::fs::write(site.path("directory.ldif"), write_ldif(&people)).unwrap();
}

#[test]
fn groups_of_one_directory_have_members_in_another() {
    let far = "\n[[source]]\nname = \"far\"\nkind = \"ldif\"\nfile = \"groups.ldif\"\n";
    let mut company = Company::random(&mut Dice::new(21), 20, 4);
    let (site, mut oracle, mut dice) =
        (site(&company, &format!("{far}{ALL}")), Oracle::new(&company), Dice::new(22));
    write_apart(&site, &company);
    oracle.run(&company);
    site.expect(0, &["apply", "--yes"]);
    is_in_step(&site, &oracle, "after one run");

    let service = Service::start(&site);
    for round in 0..4 {
        let before = company.clone();
        company.move_about(&mut dice);
        // One file at a time, since what is between two writes is as true as what is after them.
        match round % 2 {
            0 => company.people = before.people,
            _ => company.teams = before.teams,
        }
        write_apart(&site, &company);
        oracle.run(&company);
        is_in_step(&site, &oracle, &format!("round {round}"));
    }
    std::fs::write(site.path("groups.ldif"), "").unwrap();
    service.until("is incomplete", |status| {
        status["sources"].as_array().unwrap().iter().any(|source| source["coverage"]["partial"].is_object())
    });
    is_in_step(&site, &oracle, "with a file that is empty");
    service.stop();
}

#[test]
fn what_is_not_listed_waits_and_the_rest_goes_on() {
    let mut company = Company::contact_centre(12);
    let site = site(
        &company,
        "\n[standing_approval]\nallow = [\"account.create\", \"role.gain\"]\n\
        [serve]\nlook_every_seconds = 1\n",
    );
    let service = Service::start(&site);
    let status =
        service.until("holds what is not listed", |status| !status["held"].as_array().unwrap().is_empty());
    let reasons: Vec<&str> =
        status["held"].as_array().unwrap().iter().filter_map(|held| held["because"].as_str()).collect();
    for act in ["queue.gain", "group.gain", "skill.gain", "language.gain", "division.change"] {
        let expected = format!("standing_approval.allow does not list `{act}`");
        assert_eq!(
            reasons.iter().any(|reason| reason.starts_with(&expected)),
            act != "division.change",
            "{reasons:?}"
        );
    }
    {
        let tenant = site.handle.tenant();
        let users = tenant.state_ref().users.values().filter(|user| user.email.starts_with('a')).count();
        assert_eq!(users, 12, "accounts are created");
        assert!(tenant.state_ref().queues.values().all(|queue| queue.members.is_empty()));
    }
    company.people[3].enabled = false;
    site.write_directory(&company);
    service.until("holds the deactivation", |status| {
        let held = status["held"].as_array().unwrap();
        held.iter().any(|held| held["because"].as_str().unwrap().contains("`account.deactivate`"))
    });
    service.stop();
}

#[test]
fn without_a_standing_approval_nothing_is_done() {
    let company = Company::contact_centre(6);
    let site = site(&company, "");
    let before = faces(site.handle.tenant().state_ref());
    let service = Service::start(&site);
    let status = service.status();
    assert!(status["held"].as_array().unwrap().len() > 3, "{status:#}");
    service.stop();
    assert_eq!(faces(site.handle.tenant().state_ref()), before);
}

#[test]
fn a_directory_that_cannot_be_read_takes_nothing_away() {
    let mut company = Company::random(&mut Dice::new(9), 16, 3);
    let (site, mut oracle) = (site(&company, ALL), Oracle::new(&company));
    let service = Service::start(&site);
    oracle.run(&company);
    is_in_step(&site, &oracle, "at the start");
    let whole = std::fs::read(site.path("directory.ldif")).unwrap();
    for cut in [0, whole.len() / 3, whole.len() - 20] {
        std::fs::write(site.path("directory.ldif"), &whole[..cut]).unwrap();
        service.until("is in trouble or incomplete", |status| {
            let source = &status["sources"][0];
            !source["trouble"].is_null() || source["coverage"]["partial"].is_object()
        });
        is_in_step(&site, &oracle, "with a file that was cut");
    }
    company.move_about(&mut Dice::new(10));
    site.write_directory(&company);
    oracle.run(&company);
    is_in_step(&site, &oracle, "when the file is whole again");
    service.stop();
}

#[test]
fn one_pass_for_a_scheduler() {
    let company = Company::random(&mut Dice::new(11), 16, 3);
    let (site, mut oracle) = (site(&company, ALL), Oracle::new(&company));
    oracle.run(&company);
    site.expect(0, &["run", "--once"]);
    is_in_step(&site, &oracle, "after one pass");
    let text = site.expect(0, &["run", "--once"]);
    assert!(text.contains("nothing was to change"), "{text}");
    assert!(site.expect(4, &["run"]).contains("--once"), "a pass that never ends is `serve`");
    std::fs::remove_file(site.path("directory.ldif")).unwrap();
    let text = site.expect(5, &["run", "--once"]);
    assert!(text.contains("ad could not be read"), "{text}");
}

#[test]
fn there_is_one_service_and_it_can_be_asked_for_without_one() {
    let company = Company::contact_centre(6);
    let site = site(&company, ALL);
    let text = site.expect(4, &["status"]);
    assert!(text.contains("no service has run with this store yet"), "{text}");
    let service = Service::start(&site);
    let text = site.expect(9, &["serve"]);
    assert!(text.contains("lead"), "{text}");
    site.expect(9, &["apply", "--yes"]);
    service.stop();
}
