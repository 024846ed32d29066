//! The service with the real binary lets people go: no new work, the last call, then the account; and all of it comes
//! back with them.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use muster_simulator::{ConversationId, Edit, SeedConversation, Tenant, UserState};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use support::company::Company;
use support::oracle::{Face, faces};
use support::service::{ALL, Service};
use support::site::Site;

fn site(company: &Company, terms: &str) -> Site {
    let site = Site::with_file(company, Tenant::from_seed(&company.seed()).unwrap());
    let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
    let text = text.replace("[people]\n", "[people]\nleavers = \"depart\"\n");
    std::fs::write(site.path("muster.toml"), format!("{text}{terms}{ALL}")).unwrap();
    site
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn state_of(site: &Site, mail: &str) -> UserState {
    let tenant = site.handle.tenant();
    let state = tenant.state_ref();
    state.users.values().find(|user| user.email == mail).unwrap().state
}

fn queues_of(site: &Site, mail: &str) -> usize {
    let held = faces(site.handle.tenant().state_ref())[mail].held.clone();
    held.keys().filter(|name| name.starts_with("queue:")).count()
}

fn call(site: &Site, agent: &str) -> ConversationId {
    let talk = SeedConversation {
        name: Some(format!("a call of {agent}")),
        queue: Some("Billing".into()),
        agent: Some(agent.to_owned()),
        ..SeedConversation::default()
    };
    site.control("POST", "/simulator/edits", &[Edit::StartConversation(Box::new(talk))]);
    ConversationId::named(&format!("a call of {agent}"))
}

/// The company after its first run, with a service that watches.
fn in_step<'a>(site: &'a Site, company: &Company) -> (Service<'a>, BTreeMap<String, Face>) {
    let service = Service::start(site);
    let mail = company.people[0].mail();
    until("everybody has an account", || faces(site.handle.tenant().state_ref()).contains_key(&mail));
    (service, faces(site.handle.tenant().state_ref()))
}

#[test]
fn the_last_call_ends_before_the_account_is_closed_and_all_comes_back() {
    let mut company = Company::contact_centre(12);
    let site = site(&company, "");
    let (service, before) = in_step(&site, &company);
    let mail = company.people[3].mail();
    let talk = call(&site, &mail);

    company.people[3].enabled = false;
    site.write_directory(&company);
    until("she gets no new work", || queues_of(&site, &mail) == 0);
    let status = service.until("tells of the departure", |status| {
        status["departures"].as_array().is_some_and(|leavers| leavers.len() == 1)
    });
    assert_eq!(status["departures"][0]["closed_at"], serde_json::Value::Null);
    assert_eq!(state_of(&site, &mail), UserState::Active, "a caller is on the line");
    let text = site.expect(0, &["status"]);
    assert!(text.contains("Departures\n"), "{text}");

    site.control("POST", "/simulator/edits", &[Edit::EndConversation { conversation: talk }]);
    until("the account is closed", || state_of(&site, &mail) == UserState::Inactive);

    company.people[3].enabled = true;
    site.write_directory(&company);
    until("all of it is back", || faces(site.handle.tenant().state_ref()) == before);
    service.stop();
    site.expect(0, &["plan", "--detailed-exitcode"]);
    site.expect(0, &["audit", "--verify"]);
}

#[test]
fn who_is_shown_out_loses_access_first_and_the_caller_finds_somebody_else() {
    let company = Company::contact_centre(12);
    let site = site(&company, "");
    let (service, before) = in_step(&site, &company);
    let mail = company.people[3].mail();
    call(&site, &mail);
    site.expect(
        0,
        &["terminate", &company.people[3].name, "--now", "--reason", "badge stolen", "--by", "kim"],
    );
    until("the account is closed", || state_of(&site, &mail) == UserState::Inactive);
    service.until("it is over", |status| {
        status["departures"].as_array().is_some_and(|all| all.iter().any(|one| !one["closed_at"].is_null()))
    });

    let text = site.expect(0, &["terminate", "--list"]);
    assert!(text.contains("badge stolen"), "{text}");
    site.expect(0, &["terminate", &company.people[3].name, "--lift"]);
    until("all of it is back", || faces(site.handle.tenant().state_ref()) == before);
    service.stop();
}

#[test]
fn who_is_held_is_left_alone() {
    let mut company = Company::contact_centre(12);
    let site = site(&company, "");
    let (service, before) = in_step(&site, &company);
    let mail = company.people[3].mail();
    site.expect(0, &["hold", &company.people[3].name, "--reason", "under investigation", "--by", "kim"]);
    company.people[3].enabled = false;
    site.write_directory(&company);
    service.until("says so", |status| {
        let held = status["held"].as_array().unwrap();
        held.iter().any(|held| held["because"] == "held by kim: under investigation")
    });
    assert_eq!(faces(site.handle.tenant().state_ref()), before);
    site.expect(0, &["hold", &company.people[3].name, "--lift"]);
    until("the account is closed", || state_of(&site, &mail) == UserState::Inactive);
    service.stop();
    site.expect(4, &["hold", &company.people[3].name, "--lift"]);
    site.expect(4, &["hold", "nobody-of-that-name", "--reason", "x", "--by", "kim"]);
    site.expect(4, &["hold", &company.people[3].name, "--by", "kim"]);
}

#[test]
fn five_hundred_leave_and_come_back_as_they_were() {
    let mut company = Company::contact_centre(500);
    let site = site(&company, "");
    site.expect(0, &["apply", "--yes"]);
    let before = faces(site.handle.tenant().state_ref());
    company.people.iter_mut().for_each(|human| human.enabled = false);
    site.write_directory(&company);
    let active = || faces(site.handle.tenant().state_ref()).values().filter(|face| face.active).count();
    let others = before.len() - company.people.len();
    while active() > others {
        site.muster(&["run", "--once"]);
    }
    company.people.iter_mut().for_each(|human| human.enabled = true);
    site.write_directory(&company);
    site.expect(0, &["apply", "--yes"]);
    assert_eq!(faces(site.handle.tenant().state_ref()), before);
    site.expect(0, &["plan", "--detailed-exitcode"]);
}
