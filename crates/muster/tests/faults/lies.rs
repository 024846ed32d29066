//! Reads that are well and wrong: expansions that are missing, lists that are empty or too short. Absent is not empty: a
//! reply that shows less than there is may delay, but must neither double nor take away.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::probes::probes;
use crate::scene::{Scene, Story, positions};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;

fn lies() -> [Act; 3] {
    [Act::without_expansions(), Act::empty_list(), Act::shortened_list()]
}

/// Expansions are in readings of users; the one object that a path names is no list.
fn can_lie(template: &str, act: &str) -> bool {
    let is_expanded = template.starts_with("/api/v2/users");
    let is_list = !template.ends_with('}');
    if act == "no-expansions" { is_expanded } else { is_list }
}

fn judge(scene: &Scene, story: &Story) {
    scene.check_lied(story, &[AuditStatus::AlreadySo, AuditStatus::Failed, AuditStatus::Skipped]);
}

/// Every read of a calm day at its own place: those of planning, those before a change, and those of reading back.
fn at_every_place(way: Way) {
    let mut matrix = Matrix::new("lie");
    let scene = Scene::new(way);
    for (template, count) in scene.calm.reads.iter().filter(|(template, _)| template.starts_with("/api")) {
        for act in lies().into_iter().filter(|act| can_lie(template, &act.name)) {
            for place in 1..=*count {
                let strike = Strike::first(On::Read(template), act.clone()).only(place);
                matrix.cell(&scene, &format!("{template} {} {place}", act.name), vec![strike], judge);
            }
        }
    }
    matrix.end();
}

#[test]
fn a_list_that_shows_too_little_does_no_harm_platform() {
    at_every_place(Way::Platform);
}

#[test]
fn a_list_that_shows_too_little_does_no_harm_scim() {
    at_every_place(Way::Scim);
}

/// The reply is lost, and the answer to the question what became of it shows too little.
#[test]
fn a_probe_that_shows_too_little_does_no_harm() {
    let mut matrix = Matrix::new("lied-to probe");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (class, count) in scene.classes() {
            for act in [Act::empty_list(), Act::shortened_list()] {
                for happens in [true, false] {
                    let lost = Strike::at(On::Class(class), Act::reset(happens), &positions(count));
                    let probes = probes(class).iter().map(|template| {
                        let blind = Strike::first(On::Class(class), act.clone());
                        blind.spreading(On::Read(template)).after_first().times(2)
                    });
                    let strikes = std::iter::once(lost).chain(probes).collect();
                    matrix.cell(&scene, &format!("{class:?} {happens} {}", act.name), strikes, judge);
                }
            }
        }
    }
    matrix.end();
}
