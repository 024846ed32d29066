//! What was made a moment ago and is not seen everywhere yet.

use crate::act::Act;
use crate::class::Class;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Scene, Turn, positions};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use muster_simulator::{Lag, Tenant};

/// The ids of those who are hired in a day.
fn newcomers(scene: &Scene) -> Vec<String> {
    let story = scene.play(Vec::new(), Turn { once: true, ..Turn::default() });
    let known = &scene.tenant.state_ref().users;
    let users = story.tenant.state_ref().users.keys();
    users.filter(|id| !known.contains_key(*id)).map(ToString::to_string).collect()
}

#[test]
fn a_404_on_what_was_just_made_is_waited_out() {
    let mut matrix = Matrix::new("fresh");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        let fresh = newcomers(&scene);
        assert!(!fresh.is_empty());
        for class in scene.calm.of_class.keys() {
            let strike = Strike::first(
                On::Naming(*class, fresh.clone()),
                Act::refusal(404, "not.found", "No such user"),
            );
            matrix.cell(&scene, &format!("{class:?}"), vec![strike.times(3)], |scene, story| {
                scene.check(story);
                scene.is_one_run(story);
                scene.spends(story, 12);
            });
        }
    }
    matrix.end();
}

fn lags() -> Vec<(&'static str, Lag)> {
    let ms = 20_000;
    vec![
        ("groups", Lag { group_members_ms: ms, ..Lag::default() }),
        ("queues", Lag { queue_members_ms: ms, ..Lag::default() }),
        ("grants", Lag { grants_ms: ms, ..Lag::default() }),
        ("search", Lag { search_ms: ms, ..Lag::default() }),
        ("listing", Lag { listing_ms: ms, ..Lag::default() }),
    ]
}

/// Whether a lag hides what calls of the class do.
fn is_seen(class: Class, lag: &str) -> bool {
    match lag {
        "groups" => format!("{class:?}").contains("Group"),
        "queues" => format!("{class:?}").contains("Queue"),
        "grants" => matches!(class, Class::GrantRole | Class::AddGrants | Class::RemoveGrants),
        "search" => matches!(class, Class::CreateAccount | Class::ProvisionAccount),
        _ => !matches!(class, Class::GrantRole | Class::AddGrants | Class::AddExternalId),
    }
}

/// Nothing is lost and nothing doubled where neither the reply nor the first look tells what happened.
#[test]
fn a_lost_reply_in_a_tenant_that_lags() {
    let mut matrix = Matrix::new("lag");
    for way in [Way::Platform, Way::Scim] {
        let scene = Scene::new(way);
        for (lag_name, lag) in lags() {
            let prepare = |tenant: &mut Tenant| tenant.behaviour_mut().lag = lag;
            let turn = Turn { prepare: Some(&prepare), ..Turn::default() };
            matrix.turn(&scene, &format!("{lag_name} calm"), Vec::new(), turn, |scene, story| {
                scene.check(story);
                scene.is_one_run(story);
            });
            for (class, count) in scene.classes().into_iter().filter(|(class, _)| is_seen(*class, lag_name)) {
                let strike = Strike::at(On::Class(class), Act::reset(true), &positions(count));
                matrix.turn(&scene, &format!("{lag_name} {class:?}"), vec![strike], turn, |scene, story| {
                    // An account without our key may be anybody's; one with it is ours, however late it shows.
                    let keyless = class == Class::CreateAccount;
                    let others = [AuditStatus::Failed, AuditStatus::Skipped];
                    scene.check_but(story, if keyless { &others } else { &[] });
                });
            }
        }
    }
    matrix.end();
}
