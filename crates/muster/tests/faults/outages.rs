//! A service that is down: for seconds, for minutes, for longer than a run waits.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Ended, Scene};
use muster_core::compile::Way;
use std::time::Duration;

/// A service that is down is left alone: a run that went on asking would spend twice as much.
const EXTRA_MAX: i64 = 50;

const SERVICES: [&str; 5] = ["users", "scim", "authorization", "groups", "routing"];

fn outages(seconds: u64, acts: [Act; 2], judge: impl Fn(&Scene, &crate::scene::Story, &str)) {
    let mut matrix = Matrix::new("outage");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for service in SERVICES.into_iter().filter(|one| serves(&scene, one)) {
            for act in acts.clone() {
                let down = Strike::first(On::ChangesOf(service), act.clone());
                let down = down.spreading(On::Service(service)).lasting(Duration::from_secs(seconds));
                let name = format!("{service} {} {seconds}s", act.name);
                matrix.cell(&scene, &name, vec![down], |scene, story| {
                    scene.check(story);
                    judge(scene, story, &name);
                });
            }
        }
    }
    matrix.end();
}

/// Whether the plan changes anything there.
fn serves(scene: &Scene, service: &str) -> bool {
    let story = scene.play(Vec::new(), crate::scene::Turn { once: true, ..Default::default() });
    let of_service = format!("/api/v2/{service}/");
    story
        .log
        .iter()
        .any(|entry| entry.class.is_some() && format!("{}/", entry.template).starts_with(&of_service))
}

#[test]
fn three_seconds() {
    outages(3, [Act::reset(false), Act::status(500, true)], |scene, story, _| scene.is_one_run(story));
}

#[test]
fn half_a_minute() {
    outages(30, [Act::status(503, false), Act::reset(true)], |scene, story, _| {
        scene.is_one_run(story);
        scene.spends(story, EXTRA_MAX);
    });
}

#[test]
fn four_minutes() {
    outages(240, [Act::status(503, false), Act::status(500, true)], |scene, story, _| {
        scene.is_one_run(story);
        scene.spends(story, EXTRA_MAX);
        assert!(story.seconds < 480.0, "{} s", story.seconds);
    });
}

/// Longer than our patience: the run halts with a reason, and a later process finishes it.
#[test]
fn ten_minutes() {
    outages(600, [Act::reset(false), Act::reset(true)], |_, story, name| {
        let halts = story.ended.iter().take_while(|end| matches!(end, Ended::Halted { .. })).count();
        let Some(Ended::Halted { reason }) = story.ended.first() else { panic!("{name}: {:?}", story.ended) };
        assert!(reason.contains("failed") && reason.contains("in a row"), "{reason}");
        assert!(matches!(story.ended[halts..], [Ended::Reported(_), Ended::Nothing]), "{:?}", story.ended);
    });
}
