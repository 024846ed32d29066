//! The process may die anywhere, and replies may be lost: nothing is lost, nothing is doubled.

use crate::check::{check, check_history, ends};
use crate::support::driver::{End, Fault};
use crate::worlds::{WAYS, driver, driver_of, driver_over, everything, newcomer};
use muster_core::compile::Way;
use muster_core::journal::Settlement;

#[test]
fn the_process_may_die_anywhere() {
    for way in WAYS {
        dies_anywhere(way);
    }
}

fn dies_anywhere(way: Way) {
    let world = everything();
    let mut quiet = driver_over(&world, way);
    quiet.live_on(1);
    for workers in [1, 3] {
        for lands_after_crash in [false, true] {
            for boundary in 1..=quiet.boundaries {
                let mut driver = driver_of(&world, &quiet.run);
                (driver.workers, driver.lands_after_crash) = (workers, lands_after_crash);
                driver.crash_at.insert(boundary);
                assert_eq!(driver.live().0, End::Crashed, "boundary {boundary}");
                driver.live_on(1);
                check(&world, &driver);
                if lands_after_crash {
                    check_history(&driver);
                }
                assert!(
                    ends(&driver).iter().all(|(_, end)| end.is_success()),
                    "boundary {boundary}: {:?}",
                    ends(&driver)
                );
            }
        }
    }
}

#[test]
fn the_process_may_die_twice() {
    let world = newcomer();
    let mut quiet = driver(&world);
    quiet.live_on(1);
    for first in 1..=quiet.boundaries {
        for second in first + 1..=first + quiet.boundaries {
            for lands_after_crash in [false, true] {
                let mut driver = driver_of(&world, &quiet.run);
                driver.lands_after_crash = lands_after_crash;
                driver.crash_at.extend([first, second]);
                driver.live_on(3);
                check(&world, &driver);
                assert!(
                    ends(&driver).iter().all(|(_, end)| end.is_success()),
                    "{first}, {second}: {:?}",
                    ends(&driver)
                );
            }
        }
    }
}

#[test]
fn a_lost_reply_is_looked_into_at_every_call() {
    for way in WAYS {
        loses_a_reply(way);
    }
}

fn loses_a_reply(way: Way) {
    let world = everything();
    let calls = driver_over(&world, way).run.operations.len() as u32;
    for fault in [Fault::LostBefore, Fault::LostAfter, Fault::LostHalf] {
        for at in 1..=calls {
            let mut driver = driver_over(&world, way);
            driver.script.insert(at, fault);
            driver.live_on(1);
            check(&world, &driver);
            assert_eq!(driver.probes, 1, "{fault:?} at {at}: {:?}", driver.run.operations[at as usize - 1]);
            assert!(
                ends(&driver).iter().all(|(_, end)| matches!(end, Settlement::Applied(_))),
                "{:?}",
                ends(&driver)
            );
        }
    }
}

#[test]
fn a_failure_that_was_none_is_no_failure() {
    for way in WAYS {
        fails_after_all(way);
    }
}

fn fails_after_all(way: Way) {
    let world = everything();
    let calls = driver_over(&world, way).run.operations.len() as u32;
    for at in 1..=calls {
        let mut driver = driver_over(&world, way);
        driver.script.insert(at, Fault::FailedAfter);
        driver.live_on(1);
        check(&world, &driver);
        assert!(
            ends(&driver).iter().all(|(_, end)| matches!(end, Settlement::Applied(_))),
            "{:?}",
            ends(&driver)
        );
    }
}

#[test]
fn a_reply_and_the_process_may_be_lost_together() {
    let world = newcomer();
    for fault in [Fault::LostBefore, Fault::LostAfter] {
        for boundary in 1..40 {
            let mut driver = driver(&world);
            driver.script.insert(1, fault);
            driver.crash_at.insert(boundary);
            driver.live_on(2);
            check(&world, &driver);
        }
    }
}
