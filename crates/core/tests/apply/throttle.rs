//! Services that say 429: each is waited for as long as it asks, and the others go on.

use crate::check::{check, ends};
use crate::support::driver::{Driver, End, Fault};
use crate::worlds::{driver, everything, queue_of, world};
use muster_core::operation::Service;
use muster_core::time::SignedDuration;

fn seconds(driver: &Driver) -> i64 {
    driver.now.duration_since(driver.run.started_at).as_secs()
}

/// The service says 429 for `length` seconds, and asks for `wait` seconds each time.
fn throttle(driver: &mut Driver, service: Service, length: i64, wait: i64) {
    let to = driver.now.checked_add(SignedDuration::from_secs(length)).unwrap();
    driver.throttles.push((service, driver.now, to, SignedDuration::from_secs(wait)));
}

// The driver holds every sending against the waits that were asked for.
#[test]
fn a_throttle_holds_every_worker_back_from_its_service() {
    let world = everything();
    for at in 1..=8 {
        let mut driver = driver(&world);
        driver.workers = 4;
        driver.script.insert(at, Fault::Throttled);
        driver.live_on(1);
        check(&world, &driver);
    }
}

#[test]
fn a_throttle_holds_no_other_service() {
    let world = world(&[
        "rule all: everyone, gives queue:Billing, gives group:Team",
        "ana in corp-ad",
        "ana account active",
        "ana link external id",
    ]);
    let mut driver = driver(&world);
    throttle(&mut driver, Service::Routing, 60, 60);
    throttle(&mut driver, Service::Groups, 10, 10);
    let apply = driver.live_on(1);
    check(&world, &driver);
    let at = |service: Service| {
        let settled = driver.journal.iter().rfind(|entry| {
            apply.operation(&entry.operation).is_some_and(|operation| operation.call.service() == service)
        });
        settled.unwrap().at.duration_since(driver.run.started_at).as_secs()
    };
    assert_eq!((at(Service::Groups), at(Service::Routing)), (10, 60));
}

#[test]
fn nobody_waits_for_an_hour_because_the_tenant_says_so() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    throttle(&mut driver, Service::Routing, 1, 3600);
    assert_eq!(driver.live().0, End::Done);
    check(&world, &driver);
    assert_eq!(seconds(&driver), 180);
}

#[test]
fn a_tenant_that_asks_for_no_wait_is_not_asked_over_and_over() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    throttle(&mut driver, Service::Routing, 5, 0);
    assert_eq!(driver.live().0, End::Done);
    assert!(driver.sent.len() <= 6, "{} tries in five seconds", driver.sent.len());
}

#[test]
fn nothing_but_429_beyond_our_patience_halts_the_run_and_the_journal_goes_on_later() {
    let world = everything();
    let mut driver = driver(&world);
    throttle(&mut driver, Service::Users, 450, 20);
    let (end, _) = driver.live();
    let End::Halted(reason) = &end else { panic!("{end:?}") };
    assert_eq!(reason, "the service `users` has answered 429 (too many requests) and nothing else for 300 s");
    driver.live_on(2);
    check(&world, &driver);
    assert!(ends(&driver).iter().all(|(_, end)| end.is_success()), "{:?}", ends(&driver));
}

#[test]
fn a_service_that_gets_somewhere_between_its_429_may_take_its_time() {
    let world = queue_of(600);
    let mut driver = driver(&world);
    driver.script = (1..=60).filter(|at| at % 12 != 0).map(|at| (at, Fault::Throttled)).collect();
    driver.effort.patience = SignedDuration::from_secs(90);
    assert_eq!(driver.live().0, End::Done);
    check(&world, &driver);
    assert!(seconds(&driver) > 300, "{}", seconds(&driver));
}
