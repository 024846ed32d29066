//! Reads that fail, and reads that are well and wrong: in planning, in preparing, in looking for what was lost, and in
//! reading back.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::probes::probes;
use crate::scene::{Ended, Scene, positions};
use muster_core::compile::Way;
use std::time::Duration;

fn failures() -> Vec<Act> {
    let statuses = [408, 500, 502, 503, 504].map(|status| Act::status(status, false));
    let others =
        [Act::reset(true), Act::truncated(), Act::overdue(true), Act::throttled(Some(3)), Act::token_ended()];
    statuses.into_iter().chain(others).collect()
}

#[test]
fn a_read_that_fails_is_tried_again() {
    let mut matrix = Matrix::new("read");
    let scene = Scene::new(Way::Platform);
    for template in scene.calm.reads.keys().filter(|template| template.starts_with("/api")) {
        // All reads go through the same hands; every failure is tried at those that bring accounts and what they hold.
        let whole = ["/api/v2/users", "/api/v2/routing/queues/{queueId}/members"].contains(template);
        for act in failures().into_iter().step_by(if whole { 1 } else { 3 }) {
            // Three tokens in a row that end at once would be three that are refused.
            let times = if act.name == "token-ended" { 1 } else { 2 };
            let strike = Strike::first(On::Read(template), act.clone()).times(times);
            matrix.cell(&scene, &format!("{template} {}", act.name), vec![strike], |scene, story| {
                scene.check(story);
                scene.is_one_run(story);
                scene.spends(story, 8);
            });
        }
    }
    matrix.end();
}

/// Where the tenant cannot be read nothing is planned, and the reason is told.
#[test]
fn a_tenant_that_cannot_be_read_is_left_alone() {
    let mut matrix = Matrix::new("unread");
    let scene = Scene::new(Way::Platform);
    for template in scene.calm.reads.keys().filter(|template| template.starts_with("/api")) {
        // What is asked about newcomers and before profiles change stops no plan.
        if template.contains("users/{userId}") {
            continue;
        }
        let strike =
            Strike::first(On::Read(template), Act::status(503, false)).lasting(Duration::from_secs(300));
        matrix.cell(&scene, template, vec![strike], |scene, story| {
            scene.check(story);
            let Some(Ended::Unread { reason }) = story.ended.first() else { panic!("{:?}", story.ended) };
            assert!(reason.contains("status 503"), "{reason}");
        });
    }
    matrix.end();
}

/// The reply is lost, and so is the first answer to the question what became of it.
#[test]
fn a_probe_that_fails_is_tried_again() {
    let mut matrix = Matrix::new("probe");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (class, count) in scene.classes() {
            for (happens, probe) in
                [(true, Act::status(503, false)), (false, Act::reset(true)), (true, Act::reset(true))]
            {
                let lost = Strike::at(On::Class(class), Act::reset(happens), &positions(count));
                let probes = probes(class).iter().map(|template| {
                    let blind = Strike::first(On::Class(class), probe.clone());
                    blind.spreading(On::Read(template)).after_first().times(3)
                });
                let strikes = std::iter::once(lost).chain(probes).collect();
                let name = format!("{class:?} {happens} {}", probe.name);
                matrix.cell(&scene, &name, strikes, |scene, story| {
                    scene.check(story);
                    scene.is_one_run(story);
                });
            }
        }
    }
    matrix.end();
}
