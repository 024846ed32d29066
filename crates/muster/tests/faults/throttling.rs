//! 429 that the tenant gives though we kept to the budget, and the budget itself: kept to whatever else goes wrong.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Scene, Turn, positions};
use muster_core::compile::Way;
use muster_simulator::{Limits, Tenant};
use std::time::Duration;

#[test]
fn a_429_is_waited_out() {
    let mut matrix = Matrix::new("429");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (at, (class, count)) in scene.classes().into_iter().enumerate() {
            for act in [Act::throttled(Some(7)), Act::throttled(None)] {
                let strike = Strike::at(On::Class(class), act.clone(), &positions(count));
                matrix.cell(&scene, &format!("{class:?} {}", act.name), vec![strike], |scene, story| {
                    scene.check(story);
                    scene.is_one_run(story);
                    scene.spends(story, 3);
                });
            }
            if at % 3 != 0 {
                continue;
            }
            let burst = Strike::first(On::Class(class), Act::throttled(Some(2)));
            let burst = burst.spreading(On::Anything).lasting(Duration::from_secs(30));
            matrix.cell(&scene, &format!("{class:?} burst"), vec![burst], |scene, story| {
                scene.check(story);
                scene.is_one_run(story);
            });
        }
    }
    matrix.end();
}

/// Calls a minute that make a day take several.
const ALLOWED: u32 = 50;

#[test]
fn faults_do_not_break_the_budget() {
    let mut matrix = Matrix::new("budget");
    let narrow =
        |tenant: &mut Tenant| *tenant.limits_mut() = Limits { per_token: ALLOWED, ..Limits::default() };
    for way in [Way::Platform, Way::Scim, Way::Auto] {
        let scene = Scene::new(way);
        let turn = Turn { prepare: Some(&narrow), ..Turn::default() };
        matrix.turn(&scene, "calm", Vec::new(), turn, |scene, story| scene.check(story));
        for act in [Act::reset(true), Act::status(503, false), Act::token_ended()] {
            for (class, count) in scene.classes().into_iter().step_by(3) {
                // Three tokens in a row that end at once would be three that are refused.
                let at = if act.name == "token-ended" { vec![count] } else { positions(count) };
                let strike = Strike::at(On::Class(class), act.clone(), &at);
                let name = format!("{class:?} {}", act.name);
                matrix.turn(&scene, &name, vec![strike], turn, |scene, story| {
                    scene.check(story);
                    scene.is_one_run(story);
                    assert!(story.seconds > 60.0, "the budget was not felt");
                });
            }
        }
    }
    matrix.end();
}
