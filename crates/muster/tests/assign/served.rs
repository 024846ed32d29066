//! Lists beside a service that leads.

use crate::scene::Scene;
use crate::support::service::{ALL, Service};
use std::time::{Duration, Instant};

fn soon(scene: &Scene, login: &str, roles: &[&str]) -> Duration {
    let began = Instant::now();
    while scene.roles(login) != roles {
        assert!(began.elapsed() < Duration::from_secs(30), "{login} has {:?}", scene.roles(login));
        std::thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}

#[test]
fn the_service_does_what_a_list_says_within_moments() {
    let scene = Scene::with(ALL);
    let service = Service::start(&scene.site);
    let cycles = scene.cycles();
    scene.write("leads.csv", "person,role,division\nana@example.com,Agent,Sales\n");
    scene.expect(0, &["assign", "leads.csv"]);
    soon(&scene, "ana", &["role:Agent@Sales", "role:Agent@Support"]);
    let status = service.until("tells of it", |status| status["cycles"].as_array().unwrap().len() > cycles);
    let last = &status["cycles"][0];
    assert_eq!(
        (last["because"].as_str(), last["people"].as_u64()),
        (Some("lists assign something else to 1 person"), Some(1))
    );

    // Nobody has looked at the holders of this role yet: the tenant is read anew before anything is granted.
    scene.write("more.csv", "person,role,division\nben@example.com,Evaluator,*\n");
    scene.expect(0, &["assign", "more.csv"]);
    soon(&scene, "ben", &["role:Agent@Support", "role:Evaluator@*"]);
    scene.expect(0, &["assign", "--withdraw", "leads.csv"]);
    soon(&scene, "ana", &["role:Agent@Support"]);
    service.stop();
    scene.expect(0, &["plan", "--detailed-exitcode"]);
}

#[test]
fn at_once_is_refused_beside_a_service_which_does_it_anyway() {
    let scene = Scene::with(ALL);
    let service = Service::start(&scene.site);
    scene.write("leads.csv", "person,role\nana@example.com,Lead\n");
    let said = scene.expect(9, &["assign", "leads.csv", "--yes"]);
    assert!(said.contains("leads.csv: 1 assigned") && said.contains("another Muster leads"), "{said}");
    soon(&scene, "ana", &["role:Agent@Support", "role:Lead@Home"]);
    service.stop();
}
