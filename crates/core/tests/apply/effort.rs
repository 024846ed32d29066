//! How hard a run tries: throttles, failures, attempts, the breaker, versions.

use crate::check::{check, check_history, ends};
use crate::support::driver::{End, Fault};
use crate::support::statement::Stage as Scene;
use crate::support::world::World;
use crate::worlds::{driver, everything, newcomer, queue_of, world};
use muster_core::apply::Effort;
use muster_core::journal::Settlement;
use muster_core::time::SignedDuration;
use std::collections::BTreeMap;

#[test]
fn without_faults_every_call_is_made_once() {
    for workers in [1, 4] {
        let world = everything();
        let mut driver = driver(&world);
        driver.workers = workers;
        driver.live_on(1);
        check(&world, &driver);
        check_history(&driver);
        assert!(
            ends(&driver).iter().all(|(_, end)| matches!(end, Settlement::Applied(_))),
            "{:?}",
            ends(&driver)
        );
        assert_eq!(driver.sent.len(), driver.run.operations.len(), "sent {:?}", driver.sent);
        assert_eq!(driver.probes, 0);
    }
}

#[test]
fn being_throttled_is_waited_out_and_is_no_attempt() {
    let world = newcomer();
    let mut driver = driver(&world);
    driver.script = (1..=12).map(|at| (at, Fault::Throttled)).collect();
    // As many failures as an operation may have, had there been no throttles before.
    driver.script.extend((13..=16).map(|at| (at, Fault::Transient)));
    driver.live_on(1);
    check(&world, &driver);
    assert!(ends(&driver).iter().all(|(_, end)| end.is_success()), "{:?}", ends(&driver));
    let waited = driver.now.duration_since(driver.run.started_at);
    assert!(waited >= SignedDuration::from_secs(12 * 7), "{waited}");
}

#[test]
fn an_operation_is_tried_so_often_and_no_more() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    driver.effort = Effort { breaker_after: 100, patience: SignedDuration::ZERO, ..Effort::default() };
    driver.script = (1..100).map(|at| (at, Fault::FailedBefore)).collect();
    driver.live_on(2);
    check(&world, &driver);
    assert_eq!(driver.sent.len(), 2 * driver.effort.attempts_max as usize, "so often in each life");
    let ends = ends(&driver);
    assert!(
        matches!(&ends[0].1, Settlement::Failed(refusal) if refusal.message == "service unavailable"),
        "{ends:?}"
    );
}

#[test]
fn a_lost_call_is_tried_so_often_and_no_more() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    driver.script = (1..100).map(|at| (at, Fault::LostBefore)).collect();
    driver.effort = Effort { breaker_after: 100, patience: SignedDuration::ZERO, ..Effort::default() };
    driver.crash_at = [5, 10].into();
    driver.live_on(100);
    check(&world, &driver);
    let lives = 1 + driver.crash_at.len();
    assert!(driver.sent.len() <= lives * driver.effort.attempts_max as usize, "{}", driver.sent.len());
    assert!(matches!(ends(&driver)[0].1, Settlement::Failed(_)));
}

#[test]
fn one_success_in_between_is_enough_to_go_on() {
    let world = queue_of(1);
    let mut driver = driver(&world);
    driver.effort = Effort { attempts_max: 3, breaker_after: 3, ..Effort::default() };
    driver.script = BTreeMap::from([(1, Fault::Transient), (2, Fault::Transient)]);
    assert_eq!(driver.live().0, End::Done);
    check(&world, &driver);
}

#[test]
fn a_stale_version_is_learned_anew() {
    let world = everything();
    let calls = driver(&world).run.operations.len() as u32;
    for at in 1..=calls {
        let mut driver = driver(&world);
        driver.script.insert(at, Fault::OtherHands);
        driver.live_on(1);
        check(&world, &driver);
        assert!(ends(&driver).iter().all(|(_, end)| end.is_success()), "call {at}: {:?}", ends(&driver));
    }
}

#[test]
fn versions_are_learned_anew_where_replies_do_not_tell_them() {
    let world = everything();
    let mut driver = driver(&world);
    driver.tenant.tells_versions = false;
    driver.live_on(1);
    check(&world, &driver);
    assert!(ends(&driver).iter().all(|(_, end)| end.is_success()));
}

/// One account whose title changes.
fn retitled() -> World {
    world(&[
        "policy profile: title",
        "rule all: everyone, gives queue:Billing",
        "ana in corp-ad: title Lead",
        "ana account active: holds queue:Billing",
        "ana link external id",
    ])
}

#[test]
fn who_is_overtaken_every_time_gives_up_and_says_why() {
    let mut driver = driver(&retitled());
    driver.script = (1..100).map(|at| (at, Fault::OtherHands)).collect();
    driver.live_on(1);
    check(&retitled(), &driver);
    assert_eq!(driver.sent.len(), 2 * driver.effort.attempts_max as usize);
    let waited = driver.now.duration_since(driver.run.started_at);
    assert!(waited >= SignedDuration::from_secs(20), "{waited} is no time for a replica to catch up");
    let ends = ends(&driver);
    assert!(matches!(&ends[0].1, Settlement::Failed(refusal) if refusal.status == 409), "{ends:?}");
}

#[test]
fn who_is_overtaken_once_does_not_wait() {
    let mut driver = driver(&retitled());
    driver.script.insert(1, Fault::OtherHands);
    driver.live_on(1);
    check(&retitled(), &driver);
    assert_eq!((driver.sent.len(), driver.probes, driver.now), (2, 1, driver.run.started_at));
}

#[test]
fn batches_of_one_group_do_not_overtake_each_other() {
    let mut scene = Scene::new();
    scene.carry_out("rule all: everyone, gives group:Team").unwrap();
    for at in 0..170 {
        scene.carry_out(&format!("p{at} in corp-ad")).unwrap();
        scene.carry_out(&format!("p{at} account active")).unwrap();
        scene.carry_out(&format!("p{at} link external id")).unwrap();
    }
    let mut driver = driver(&scene.world);
    driver.workers = 4;
    driver.live_on(1);
    check(&scene.world, &driver);
    assert_eq!((driver.sent.len(), driver.probes), (4, 0));
}

#[test]
fn movers_do_not_overtake_themselves() {
    let mut scene = Scene::new();
    for statement in
        ["policy profile: title", "policy manager on", "rule all: everyone, gives division:Sales"]
    {
        scene.carry_out(statement).unwrap();
    }
    scene.carry_out("boss in corp-ad").unwrap();
    for at in 0..60 {
        scene.carry_out(&format!("p{at} in corp-ad: title Lead, manager boss")).unwrap();
        scene.carry_out(&format!("p{at} account active: title Agent")).unwrap();
        scene.carry_out(&format!("p{at} link external id")).unwrap();
    }
    for workers in [1, 4] {
        let mut driver = driver(&scene.world);
        driver.workers = workers;
        driver.live_on(1);
        check(&scene.world, &driver);
        assert_eq!((driver.sent.len(), driver.probes), (driver.run.operations.len(), 0));
    }
}
