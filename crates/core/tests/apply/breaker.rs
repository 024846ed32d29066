//! Services that fail: each is left alone for a while, and the others go on.

use crate::check::{check, ends};
use crate::support::driver::{Driver, End, Fault};
use crate::worlds::{WAYS, driver, driver_over, everything, queue_of, world};
use muster_core::apply::Effort;
use muster_core::journal::Settlement;
use muster_core::operation::Service;
use muster_core::time::SignedDuration;
use std::collections::BTreeMap;

fn seconds(driver: &Driver) -> i64 {
    driver.now.duration_since(driver.run.started_at).as_secs()
}

fn down(driver: &mut Driver, service: Service, seconds: i64) {
    let from = driver.now;
    driver.outages.push((service, from, from.checked_add(SignedDuration::from_secs(seconds)).unwrap()));
}

fn all_succeed(driver: &Driver) {
    let ends = ends(driver);
    assert!(ends.iter().all(|(_, end)| end.is_success()), "{ends:?}");
}

#[test]
fn an_outage_within_our_patience_costs_time_and_nothing_else() {
    for way in WAYS {
        for service in
            [Service::Users, Service::Scim, Service::Authorization, Service::Groups, Service::Routing]
        {
            for length in [3, 30, 200] {
                let world = everything();
                let mut driver = driver_over(&world, way);
                down(&mut driver, service, length);
                assert_eq!(driver.live().0, End::Done, "{way:?} {service} {length}");
                check(&world, &driver);
                all_succeed(&driver);
            }
        }
    }
}

#[test]
fn a_lone_operation_outlives_an_outage() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    down(&mut driver, Service::Routing, 120);
    assert_eq!(driver.live().0, End::Done);
    check(&world, &driver);
    all_succeed(&driver);
    assert!(
        (120..=180).contains(&seconds(&driver)),
        "tried again within a minute, not after {}",
        seconds(&driver)
    );
    assert!(driver.sent.len() <= 5 + 5, "{} tries in two minutes", driver.sent.len());
}

#[test]
fn a_service_that_fails_does_not_stop_the_others() {
    let world = world(&[
        "rule all: everyone, gives queue:Billing, gives group:Team",
        "ana in corp-ad",
        "ana account active",
        "ana link external id",
    ]);
    let mut driver = driver(&world);
    driver.effort.breaker_after = 1;
    down(&mut driver, Service::Routing, 100);
    down(&mut driver, Service::Groups, 20);
    let apply = driver.live_on(1);
    check(&world, &driver);
    all_succeed(&driver);
    let at = |service: Service| {
        let settled = driver.journal.iter().rfind(|entry| {
            apply.operation(&entry.operation).is_some_and(|operation| operation.call.service() == service)
        });
        settled.unwrap().at.duration_since(driver.run.started_at).as_secs()
    };
    assert!(at(Service::Groups) < 60 && at(Service::Routing) >= 100);
}

#[test]
fn beyond_our_patience_the_run_halts_and_the_journal_goes_on_later() {
    for way in WAYS {
        let world = everything();
        let mut driver = driver_over(&world, way);
        for service in [Service::Users, Service::Scim, Service::Authorization, Service::Routing] {
            down(&mut driver, service, 400);
        }
        let (end, _) = driver.live();
        assert!(matches!(&end, End::Halted(reason) if reason.contains("times in a row within 3")), "{end:?}");
        assert!((300..=400).contains(&seconds(&driver)));
        driver.live_on(2);
        check(&world, &driver);
        all_succeed(&driver);
    }
}

#[test]
fn nothing_that_leaves_this_machine_is_nobodys_fault() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    driver.script = (1..200).map(|at| (at, Fault::Transient)).collect();
    assert!(matches!(driver.live().0, End::Halted(_)));
}

#[test]
fn who_alone_makes_a_service_fail_fails_alone() {
    let world = queue_of(250);
    let mut driver = driver(&world);
    driver.effort = Effort { attempts_max: 3, ..Effort::default() };
    driver.script = BTreeMap::from([(1, Fault::FailedBefore), (3, Fault::FailedBefore)]);
    driver.live_on(1);
    all_succeed(&driver);

    let mut driver = crate::worlds::driver(&world);
    driver.tenant.breaks_at = Some(crate::support::names::account("p7"));
    assert_eq!(driver.live().0, End::Done);
    let ends = ends(&driver);
    let failed =
        ends.iter().filter(|(_, end)| matches!(end, Settlement::Failed(refusal) if refusal.status == 500));
    assert_eq!(failed.count(), 1, "{ends:?}");
    assert!(ends.iter().filter(|(_, end)| end.is_success()).count() >= 2, "{ends:?}");
}

#[test]
fn who_halts_a_run_alone_twice_fails_alone_the_second_time() {
    let world = queue_of(3);
    let mut driver = driver(&world);
    driver.script = (1..1000).map(|at| (at, Fault::FailedBefore)).collect();
    assert!(matches!(driver.live().0, End::Halted(_)), "it may be the service");
    assert_eq!(driver.live().0, End::Done);
    check(&world, &driver);
    let ends = ends(&driver);
    assert!(matches!(&ends[..], [(_, Settlement::Failed(refusal))] if refusal.status == 503), "{ends:?}");
}
