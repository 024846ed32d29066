//! A tenant that is not there, is not Genesys Cloud, is unwell, or does not know us.

use crate::scene::{Scene, flat, refusal, texts};
use crate::servers::{nobody, web_page};
use muster_simulator::{Fault, Faults, Scripted};

/// From now on every call whose path begins so ends so.
fn every(scene: &Scene, path: &str, fault: Fault) {
    let script = Scripted { method: None, ..Scripted::first("GET", path, fault).times(u64::MAX) };
    scene.handle.tenant().set_faults(Faults { scripted: vec![script], ..Faults::default() });
}

/// Sends API or login elsewhere.
fn elsewhere(scene: &Scene, key: &str, address: &str) {
    let old = format!("{key} = \"{}\"", scene.handle.base_url);
    scene.replace("muster.toml", &old, &format!("{key} = \"http://{address}\""));
}

#[test]
fn a_login_host_where_nobody_listens() {
    let scene = Scene::new();
    let address = nobody();
    elsewhere(&scene, "login", &address);
    let said = scene.refuses(6, &["plan"]);
    assert!(said.starts_with("error: could not log in to Genesys Cloud\n"), "{said}");
    assert!(said.contains("could not get a token after 6 attempts: ") && said.contains(&address), "{said}");
}

#[test]
fn an_api_host_where_nobody_listens() {
    let scene = Scene::new();
    let address = nobody();
    elsewhere(&scene, "api", &address);
    let said = scene.refuses_leading(6, &["apply", "--yes"]);
    assert!(said.starts_with("error: could not reach Genesys Cloud for GET /api/v2/"), "{said}");
    assert!(said.contains(&address), "{said}");
}

#[test]
fn a_host_that_is_a_web_server() {
    let answers =
        [("200 OK", "login"), ("404 Not Found", "login"), ("403 Forbidden", "login"), ("200 OK", "api")];
    for (status, key) in answers {
        let server = web_page(status);
        let scene = Scene::new();
        elsewhere(&scene, key, &server.address);
        let said = scene.refuses(6, &["plan"]);
        assert!(said.contains("Genesys Cloud"), "{said}");
        let address = if key == "api" { "API" } else { key };
        assert!(said.contains(&format!("next: check the {address} address")), "{status}: {said}");
    }
}

#[test]
fn a_tenant_that_answers_503_to_everything() {
    let scene = Scene::new();
    every(&scene, "/api/", Fault::Status(503));
    let said = scene.refuses(6, &["plan"]);
    assert!(said.contains(" failed 6 times, last with status 503"), "{said}");
    assert!(said.contains("next: see status.mypurecloud.com"), "{said}");
}

#[test]
fn a_login_that_answers_503_to_everything() {
    let scene = Scene::new();
    every(&scene, "/oauth/token", Fault::Status(503));
    let said = scene.refuses(6, &["plan"]);
    assert!(said.contains("could not get a token after 6 attempts: status 503"), "{said}");
}

#[test]
fn a_tenant_that_answers_429_to_everything() {
    let scene = Scene::new();
    every(&scene, "/api/", Fault::Throttled(1));
    let said = scene.refuses(6, &["plan"]);
    assert!(said.contains("status 429"), "{said}");
}

#[test]
fn a_tenant_that_takes_none_of_its_own_tokens() {
    let scene = Scene::new();
    every(&scene, "/api/", Fault::Status(401));
    let said = scene.refuses(7, &["plan"]);
    assert!(said.contains("401"), "{said}");
}

/// Everything fails from the middle of the run on: it halts, and the next apply goes on with it. What was given up
/// before it halted is planned again.
#[test]
fn a_tenant_that_fails_in_the_middle_of_a_run() {
    let scene = Scene::new();
    let outage = Scripted {
        method: None,
        ..Scripted::first("GET", "/api/", Fault::Status(503)).nth(24).times(u64::MAX)
    };
    scene.handle.tenant().set_faults(Faults { scripted: vec![outage], ..Faults::default() });
    let said = refusal(6, &["apply", "--yes"], &scene.muster(&["apply", "--yes"]));
    assert!(
        said.contains("error: the run halted: ")
            && ["503", "Service Unavailable"].iter().any(|told| said.contains(told)),
        "{said}"
    );
    assert!(said.contains("next: run `muster apply` again: "), "{said}");
    scene.handle.tenant().set_faults(Faults::default());
    let (out, err) = texts(&scene.muster(&["apply", "--yes"]));
    assert!(err.contains("going on with run ") && err.contains(", which was interrupted"), "{out}\n{err}");
    scene.expect(0, &["apply", "--yes"]);
    scene.expect(0, &["plan", "--detailed-exitcode"]);
    scene.expect(0, &["audit", "--verify"]);
}

#[test]
fn a_wrong_client_secret() {
    for status in [400, 401] {
        let scene = Scene::new();
        scene.handle.tenant().behaviour_mut().wrong_secret_status = status;
        std::fs::write(scene.path("secret"), "hunter2").unwrap();
        for command in [&["plan"][..], &["explain", "ana"]] {
            let said = scene.refuses(7, command);
            assert!(said.contains("Genesys Cloud refused the OAuth client `"), "{said}");
            assert!(said.contains("next: check client id, secret and region"), "{said}");
        }
        let before = scene.world();
        let said = flat(&scene.expect(7, &["doctor"]));
        assert!(
            said.contains("Genesys Cloud refused the OAuth client `") && !said.contains("hunter2"),
            "{said}"
        );
        scene.must_be(&before, &["doctor"]);
        scene.refuses_leading(7, &["apply", "--yes"]);
    }
}

#[test]
fn a_client_that_the_tenant_does_not_know() {
    let scene = Scene::new();
    let other = "00000000-0000-4000-8000-00000000000c";
    scene.replace("muster.toml", &crate::support::company::client_id().to_string(), other);
    let said = scene.refuses(7, &["plan"]);
    assert!(said.contains(&format!("Genesys Cloud refused the OAuth client `{other}`")), "{said}");
}

#[test]
fn a_client_that_was_deleted() {
    let scene = Scene::settled();
    scene.handle.tenant().edit(|state| state.clients.clear());
    scene.refuses(7, &["plan"]);
    scene.refuses_leading(7, &["apply", "--yes"]);
}
