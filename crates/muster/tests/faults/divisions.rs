//! One division that the client may not touch: what is about it fails, in the tenant's words, and everything else is done.

use crate::act::Act;
use crate::door::{On, Strike};
use crate::matrix::Matrix;
use crate::scene::{Ended, Scene};
use muster_core::audit::AuditStatus;
use muster_core::compile::Way;
use std::time::Duration;

const WORDS: &str = "You are not authorized to perform the requested action in this division.";

#[test]
fn a_403_in_one_division_stops_nobody_elsewhere() {
    let mut matrix = Matrix::new("division");
    for way in [Way::Platform, Way::Scim, Way::Auto] {
        let scene = Scene::new(way);
        for name in ["Sales", "Support"] {
            let divisions = &scene.tenant.state_ref().divisions;
            let id = divisions.iter().find(|(_, one)| one.name == name).unwrap().0.to_string();
            // A change that names the division, by its id or, over SCIM, by its name.
            let named = format!("\"division\":\"{name}\"");
            let refused = [id, named].map(|text| {
                let act = Act::refusal(403, "not.authorized", WORDS);
                Strike::first(On::Change(text), act).lasting(Duration::from_secs(100))
            });
            matrix.cell(&scene, name, refused.into(), |scene, story| {
                scene.check_but(story, &[AuditStatus::Failed, AuditStatus::Skipped]);
                let Ended::Reported(first) = &story.ended[0] else { panic!("{:?}", story.ended[0]) };
                assert!(first.totals.failures > 0 && first.totals.successes > first.totals.failures);
                let errors = first.people.iter().flat_map(|person| &person.items);
                let told = errors.filter(|item| format!("{item:?}").contains(WORDS)).count() as u64;
                assert_eq!(told, first.totals.failures, "every failure has the tenant's words");
            });
        }
    }
    matrix.end();
}
