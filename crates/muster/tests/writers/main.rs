//! Four administrators change a real domain at the same time, while the real service follows it, dies once and finds the
//! domain frozen once. Nothing that they did is missed: in the end the tenant and the store are as if everything had
//! been read then for the first time.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod administrator;
#[path = "../../../connectors/tests/directory/samba.rs"]
mod dc;
#[path = "../support/domain.rs"]
#[allow(dead_code, reason = "other tests use other parts")]
mod domain;
mod plain;
mod remembered;
#[path = "../support/mod.rs"]
mod support;
mod turnstile;

use administrator::{Administrator, archive};
use dc::SambaDc;
use domain::World;
use plain::Plain;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use support::company::Company;
use support::dice::Dice;
use support::history;
use support::service::{ALL, Service};
use turnstile::Turnstile;

const PEOPLE: usize = 700;
const TEAMS: usize = 16;
const ADMINISTRATORS: usize = 4;
const CHANGES_EACH: usize = 120;
const CHANGES: usize = ADMINISTRATORS * CHANGES_EACH;

/// People in small teams, some of which contain others. Nobody has an account yet: what somebody ends up with is then
/// the same whatever came first.
fn company() -> Company {
    let mut dice = Dice::new(480);
    let mut company = Company::random(&mut dice, PEOPLE, TEAMS);
    company.people.iter_mut().for_each(|human| human.account = None);
    for team in &mut company.teams {
        team.people = (0..30 + dice.below(40)).map(|_| dice.below(PEOPLE)).collect();
    }
    company
}

#[test]
fn four_administrators_at_once_and_nothing_is_missed() {
    let Some(dc) = SambaDc::start_or_skip("writers") else { return };
    let world = World::new(dc, company());
    let text = std::fs::read_to_string(world.site.path("muster.toml")).unwrap();
    std::fs::write(world.site.path("muster.toml"), format!("{text}{ALL}")).unwrap();
    let administrators = administrators(&world);
    let service = Service::start(&world.site);
    let began = Instant::now();
    let service = while_they_work(&world, administrators, service);
    eprintln!("samba: {CHANGES} changes were made in {:?}", began.elapsed());
    nothing_was_missed(&world, service);
}

fn administrators(world: &World) -> Vec<Administrator> {
    let all = (0..ADMINISTRATORS)
        .map(|number| Administrator::new(number, ADMINISTRATORS, &world.company, &world.domain));
    let all: Vec<Administrator> = all.collect();
    let units = all.iter().map(|administrator| administrator.unit().to_owned());
    let made = units.chain([archive(&world.domain)]);
    let text: String = made
        .map(|unit| format!("dn: {unit}\nchangetype: add\nobjectClass: organizationalUnit\n\n"))
        .collect();
    world.domain.dc.modify(&text);
    all
}

/// The service dies after a third of the changes, and another third happens while nobody serves or the next one begins;
/// in the last third the domain is frozen until that is noticed.
fn while_they_work<'a>(
    world: &'a World,
    administrators: Vec<Administrator>,
    service: Service<'a>,
) -> Service<'a> {
    let (turnstile, dc) = (Turnstile::default(), &world.domain.dc);
    std::thread::scope(|scope| {
        for mut administrator in administrators {
            let turnstile = &turnstile;
            scope.spawn(move || {
                for number in 0..CHANGES_EACH {
                    turnstile.pass(|| dc.modify(&administrator.change(number)));
                }
            });
        }
        turnstile.open_to(CHANGES * 2 / 3);
        turnstile.until(CHANGES / 3);
        let service = dies_and_comes_back(world, service);
        turnstile.open_to(CHANGES);
        turnstile.until(CHANGES * 3 / 4);
        dc.pause();
        assert!(turnstile.made() < CHANGES, "all was done before the domain was frozen");
        let in_trouble = |status: &serde_json::Value| status["sources"][0]["trouble"].is_string();
        service.until("notices that the domain is frozen", in_trouble);
        dc.resume();
        turnstile.until(CHANGES);
        service
    })
}

/// Kills it while it writes: right after the next write that reaches the tenant.
fn dies_and_comes_back<'a>(world: &'a World, service: Service<'a>) -> Service<'a> {
    let before = world.calls().writes();
    eventually("the service writes", || if world.calls().writes() > before { Ok(()) } else { Err(before) });
    service.kill();
    let open = world.site.store().open_run().unwrap().is_some();
    eprintln!("samba: killed {}", if open { "in the middle of a run" } else { "between two runs" });
    Service::start(&world.site)
}

fn nothing_was_missed(world: &World, service: Service<'_>) {
    let expected = Plain::read(&world.domain).expected(&world.company.teams);
    let differences = || expected.differences(world.site.handle.tenant().state_ref());
    eventually("the tenant is as the directory says", || {
        let found = differences();
        found
            .first()
            .map_or(Ok(()), |first| Err(format!("{} are not, such as one that {first}", found.len())))
    });
    let status = service.until("has nothing left to do", |status| {
        let quiet = status["doing"] == "watching" && status["sources"][0]["trouble"].is_null();
        quiet && status["held"].as_array().is_some_and(Vec::is_empty)
    });
    assert_eq!(status["sources"][0]["track"], "dirsync", "{status:#}");
    service.stop();
    assert_eq!(differences(), Vec::<String>::new(), "after its end");
    let text = world.timed(0, &["plan", "--detailed-exitcode"]);
    assert!(text.contains("Nothing to change"), "{text}");
    history::is_whole(&mut *world.site.store());
    let (stored, afresh) = (remembered::in_the_store(world), remembered::afresh(world));
    let lost: BTreeSet<_> = stored.symmetric_difference(&afresh).collect();
    assert!(lost.is_empty(), "the store does not remember what is there: {lost:#?}");
    eprintln!(
        "samba: 0 missed: {} people are as they must be, and {} rows as a fresh read has them",
        expected.accounts(),
        stored.len()
    );
}

/// Waits until it is so; after a minute the reason why not is a failure.
fn eventually<E: std::fmt::Debug>(what: &str, is_so: impl Fn() -> Result<(), E>) {
    let began = Instant::now();
    while let Err(reason) = is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "never: {what}: {reason:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
