//! What one process learns of the tenant's ceilings, the next one knows.

#![allow(clippy::unwrap_used)]

mod support;

use muster_core::time::{SignedDuration, Timestamp};
use muster_simulator::{Limits, Service, Tenant};
use muster_store::{Access, Ceiling, Location, open};
use support::company::Company;
use support::dice::Dice;
use support::site::Site;

/// A company that is in step, with one person to do something about.
fn site(limits: Limits) -> Site {
    let company = Company::random(&mut Dice::new(3), 8, 2);
    let site = Site::with_file(&company, Tenant::from_seed(&company.seed()).unwrap());
    *site.handle.tenant().limits_mut() = limits;
    site
}

fn users_at(per_minute: u32) -> Limits {
    Limits { services: [(Service::Users, per_minute)].into(), ..Limits::unlimited() }
}

fn remembered(site: &Site) -> Vec<(String, u32, Timestamp)> {
    let ceilings = site.store().ceilings().unwrap();
    ceilings.into_iter().map(|known| (known.service, known.per_minute, known.learned_at)).collect()
}

fn days_ago(days: i64) -> Timestamp {
    let time = Timestamp::now().checked_sub(SignedDuration::from_hours(24 * days)).unwrap();
    Timestamp::from_second(time.as_second()).unwrap()
}

fn remember(site: &Site, service: &str, per_minute: u32, learned_at: Timestamp) {
    let mut store = open(&Location::Sqlite(site.path("muster.db")), Access::Lead).unwrap();
    let known = Ceiling { service: service.into(), per_minute, learned_at };
    store.remember_ceilings(&[known]).unwrap();
}

#[test]
fn what_a_run_learned_is_remembered() {
    let site = site(users_at(170));
    site.expect(0, &["apply", "--yes"]);
    let known = remembered(&site);
    assert!(matches!(&known[..], [(service, 170, _)] if service == "users"), "{known:?}");
}

// A service that a run does not touch is remembered only if the run knew of it.
#[test]
fn the_next_process_knows_it_and_makes_it_no_younger() {
    let site = site(Limits::unlimited());
    let learned_at = days_ago(6);
    remember(&site, "groups", 40, learned_at);
    site.expect(0, &["apply", "--yes"]);
    assert_eq!(remembered(&site), [("groups".into(), 40, learned_at)]);
}

#[test]
fn what_was_learned_long_ago_is_forgotten_and_learned_anew() {
    let site = site(users_at(170));
    remember(&site, "users", 170, days_ago(8));
    site.expect(0, &["apply", "--yes"]);
    let known = remembered(&site);
    assert!(matches!(&known[..], [(_, 170, at)] if *at > days_ago(1)), "{known:?}");
    remember(&site, "conversations", 20, days_ago(8));
    site.expect(0, &["apply", "--yes"]);
    assert!(remembered(&site).iter().all(|(service, ..)| service != "conversations"));
}

#[test]
fn a_number_set_by_hand_is_nothing_that_was_learned() {
    let site = site(Limits::unlimited());
    remember(&site, "scim", 40, days_ago(1));
    let text = std::fs::read_to_string(site.path("muster.toml")).unwrap();
    let text = text.replace("[apply]\n", "[apply]\nscim_per_minute = 120\n");
    std::fs::write(site.path("muster.toml"), text).unwrap();
    site.expect(0, &["apply", "--yes"]);
    assert_eq!(remembered(&site), []);
}
