//! How long a change in Active Directory takes to be in the tenant: a real domain controller with ten thousand people, the
//! real binary serving, and a simulated tenant that answers at once. Members added, people disabled and people created in
//! turn; from the moment when the directory has taken the change to the moment when the tenant has accepted the write. Before
//! and after that, what the service takes while nothing happens.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "../../../connectors/tests/directory/samba.rs"]
mod dc;
#[path = "../../tests/support/domain.rs"]
#[allow(dead_code)]
mod domain;
mod idle;
#[path = "../../tests/support/mod.rs"]
mod support;

use dc::SambaDc;
use domain::{Domain, World};
use idle::Idle;
use muster_connectors::directory::Entry;
use muster_connectors::file::write_ldif;
use std::time::{Duration, Instant};
use support::company::{Company, Human};
use support::ldif::person as person_entry;
use support::oracle::{Face, face_of};
use support::service::{ALL, Service};
use support::site::Site;

const PEOPLE: usize = 10_000;
const CHANGES: usize = 200;
/// Seconds that 95 of 100 changes may take.
const P95_MAX: f64 = 2.0;
/// No change takes longer, or it is lost.
const LOST_AFTER: Duration = Duration::from_secs(30);

fn main() {
    let Some(dc) = SambaDc::start_or_skip("latency") else { return };
    let mut world = World::new(dc, Company::contact_centre(PEOPLE));
    let text = std::fs::read_to_string(world.site.path("muster.toml")).unwrap();
    std::fs::write(world.site.path("muster.toml"), format!("{text}{ALL}")).unwrap();
    let World { company, domain, site, .. } = &mut world;
    let began = Instant::now();
    site.expect(0, &["apply", "--yes"]);
    println!("{PEOPLE} people were read, planned and applied in {:?}", began.elapsed());
    let service = Service::start(site);
    let mut all_met = Idle::of(site, &service).report("after the first reading");
    let mut took: Vec<f64> =
        (0..CHANGES).map(|number| change(company, domain, site, number).as_secs_f64()).collect();
    all_met &= Idle::of(site, &service).report(&format!("after {CHANGES} changes"));
    service.stop();
    took.sort_by(f64::total_cmp);
    let at = |percent: usize| took[(took.len() * percent).div_ceil(100) - 1];
    println!("{CHANGES} changes: p50 {:.3} s, p95 {:.3} s, p99 {:.3} s", at(50), at(95), at(99));
    let met = at(95) <= P95_MAX;
    println!("aim: p95 <= {P95_MAX} s: {}", word(met));
    all_met &= met;
    // Exiting drops nothing: the domain and the folder would stay.
    drop(world);
    std::process::exit(i32::from(!all_met));
}

fn word(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

/// Makes one change, and says how long it took to be in the tenant.
fn change(company: &mut Company, domain: &Domain, site: &Site, number: usize) -> Duration {
    let person = 100 + 7 * number;
    match number % 3 {
        0 => {
            let team = &company.teams[(person + 1) % company.teams.len()];
            let wanted = team.gives.iter().find(|gift| gift.starts_with("queue:")).unwrap();
            domain.joins(&company.people[person], team);
            until(site, &company.people[person], |face| face.held.contains_key(wanted))
        }
        1 => {
            domain.disable(&company.people[person]);
            until(site, &company.people[person], |face| !face.active)
        }
        _ => {
            company.hire(1);
            let newcomer = company.people.last().unwrap();
            let place = domain.person(newcomer);
            let entry = Entry { dn: place.clone(), ..person_entry(newcomer, &domain.place) };
            domain.dc.seed(&write_ldif(&[entry]).replace("version: 1\n", ""));
            domain.joins(newcomer, &company.teams[0]);
            until(site, newcomer, |face| face.active)
        }
    }
}

fn until(site: &Site, human: &Human, wanted: impl Fn(&Face) -> bool) -> Duration {
    let (began, mail) = (Instant::now(), human.mail());
    let found = || face_of(site.handle.tenant().state_ref(), &mail);
    while !found().is_some_and(|face| wanted(&face)) {
        assert!(began.elapsed() < LOST_AFTER, "the change of {mail} never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}
