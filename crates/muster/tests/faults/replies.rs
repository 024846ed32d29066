//! Replies that are errors, that are late, that break off, or that never come, at every operation class.

use crate::act::Act;
use crate::class::Class;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Scene, Turn, positions, store};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use muster_store::Store;
use std::collections::BTreeSet;
use std::time::Duration;

/// More requests than this beyond a calm day for one fault are too many.
const EXTRA_MAX: i64 = 12;

fn acts(happens: bool) -> Vec<Act> {
    let statuses = [408, 500, 502, 503, 504].into_iter().map(|status| Act::status(status, happens));
    let both = [Act::reset(happens), Act::overdue(happens), Act::page_of_a_proxy(happens)];
    let only_after = [Act::truncated(), Act::slow()].into_iter().filter(|_| happens);
    statuses.chain(both).chain(only_after).collect()
}

fn once(way: Way, acts: &[Act]) {
    let scene = Scene::new(way);
    let mut matrix = Matrix::new("once");
    for (class, count) in scene.classes() {
        for act in acts {
            let strike = Strike::at(On::Class(class), act.clone(), &positions(count));
            matrix.cell(&scene, &format!("{class:?} {}", act.name), vec![strike], |scene, story| {
                scene.check(story);
                scene.is_one_run(story);
                scene.spends(story, EXTRA_MAX);
            });
        }
    }
    matrix.end();
}

#[test]
fn once_before_the_effect_platform() {
    once(Way::Platform, &acts(false));
}

#[test]
fn once_after_the_effect_platform() {
    once(Way::Platform, &acts(true));
}

#[test]
fn once_scim() {
    once(Way::Scim, &[acts(false), acts(true)].concat());
}

/// An operation that fails for longer than it is tried, while its service is well, fails alone: the next run mends it.
#[test]
fn for_a_while() {
    let mut matrix = Matrix::new("while");
    let acts = [Act::status(503, false), Act::reset(true), Act::status(500, true)];
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (class, _) in scene.classes() {
            for act in &acts {
                let strike = Strike::first(On::Class(class), act.clone()).lasting(Duration::from_secs(30));
                matrix.cell(&scene, &format!("{class:?} {}", act.name), vec![strike], |scene, story| {
                    // What took effect is never reported as failed.
                    let others = [AuditStatus::Failed, AuditStatus::Skipped];
                    scene.check_but(story, if act.happens { &[] } else { &others });
                });
            }
        }
    }
    matrix.end();
}

/// A class that no plan contains is tested nowhere.
#[test]
fn the_two_ways_together_take_every_class() {
    let scenes = [Way::Platform, Way::Scim].map(Scene::new);
    for class in Class::ALL {
        let counts = scenes.each_ref().map(|scene| scene.calm.of_class.get(class).copied().unwrap_or(0));
        assert!(counts.iter().any(|count| *count > 0), "no plan contains {class:?}");
        println!("{class:?}: {counts:?}");
    }
    for scene in &scenes {
        let story = scene.play(Vec::new(), Turn::default());
        let mut store = store(story.folder.path());
        for record in store.runs(1).unwrap() {
            let run = store.run(record.id).unwrap().unwrap();
            let compiled: BTreeSet<Class> = run.operations.iter().map(|one| Class::of(&one.call)).collect();
            let sent: BTreeSet<Class> = scene.calm.of_class.keys().copied().collect();
            assert_eq!(compiled, sent, "the door and the compiler see the same classes");
        }
        println!("{:?}: {:?}", scene.way, scene.calm);
    }
}
