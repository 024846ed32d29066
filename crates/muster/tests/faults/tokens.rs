//! Tokens that end in the middle of a run, tokens that are refused, and a login that fails.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Ended, Scene, positions};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use serde_json::json;
use std::time::Duration;

#[test]
fn a_token_that_ends_is_replaced() {
    let mut matrix = Matrix::new("token");
    let too_many = json!({ "error": "invalid_request", "description": "rate limit exceeded" });
    let logins = [
        ("well", None),
        ("too many", Some(Act::said("400", 400, &too_many))),
        ("503", Some(Act::status(503, false))),
        ("reset", Some(Act::reset(true))),
    ];
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (at, (class, count)) in scene.classes().into_iter().enumerate() {
            // How a login fails is the same for all: each class meets one way of it.
            let chosen = [&logins[0], &logins[1 + at % (logins.len() - 1)]];
            for (name, login) in chosen {
                let ended = Strike::at(On::Class(class), Act::token_ended(), &positions(count));
                let login =
                    login.clone().map(|act| Strike::first(On::Class(class), act).spreading(On::Login));
                let login = login.map(|strike| strike.after_first().times(3));
                let strikes = [Some(ended), login].into_iter().flatten().collect();
                matrix.cell(&scene, &format!("{class:?} login {name}"), strikes, |scene, story| {
                    scene.check(story);
                    scene.is_one_run(story);
                });
            }
        }
    }
    matrix.end();
}

/// Three tokens in a row are refused: the run halts, the next process goes on with it.
#[test]
fn tokens_that_keep_being_refused_halt_the_run() {
    let mut matrix = Matrix::new("refused");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (class, _) in scene.classes() {
            let refused = Strike::first(On::Class(class), Act::unauthorised());
            let refused = refused.spreading(On::Anything).lasting(Duration::from_secs(40));
            matrix.cell(&scene, &format!("{class:?}"), vec![refused], |scene, story| {
                scene.check_but(story, &[AuditStatus::Skipped]);
                let Some(Ended::Halted { reason }) = story.ended.first() else { panic!("{:?}", story.ended) };
                assert!(reason.contains("401"), "{reason}");
                assert!(
                    matches!(story.ended[1..], [Ended::Reported(_), Ended::Nothing]),
                    "{:?}",
                    story.ended
                );
            });
        }
    }
    matrix.end();
}

/// For a minute there is no token at all.
#[test]
fn a_login_that_is_down_halts_nothing_for_good() {
    let mut matrix = Matrix::new("login");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (class, _) in scene.classes().into_iter().step_by(2) {
            let ended = Strike::first(On::Class(class), Act::token_ended());
            let down =
                Strike::first(On::Class(class), Act::status(503, false)).spreading(On::Login).after_first();
            let down = down.lasting(Duration::from_secs(60));
            matrix.cell(&scene, &format!("{class:?}"), vec![ended, down], |scene, story| scene.check(story));
        }
    }
    matrix.end();
}
