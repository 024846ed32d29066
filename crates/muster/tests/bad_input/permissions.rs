//! A client whose role lacks something.

use crate::scene::{Scene, company, flat, texts};
use crate::support::company::SECRET;
use muster_simulator::{Seed, SeedDivision};

/// A company whose client lacks one permission.
fn without(permission: &str) -> Scene {
    let mut seed: Seed = company().seed();
    let sync = seed.roles.iter_mut().find(|role| role.name == "sync").unwrap();
    let before = sync.permissions.len();
    sync.permissions.retain(|held| held != permission);
    assert!(sync.permissions.len() < before, "{permission} was held");
    Scene::with_seed(seed)
}

#[test]
fn what_may_not_be_read_is_named() {
    for permission in ["authorization:role:view", "routing:queue:view"] {
        let scene = without(permission);
        for command in [&["plan"][..], &["explain", "ana"]] {
            let said = scene.refuses(7, command);
            assert!(said.contains(" is not permitted: "), "{said}");
            assert!(said.contains(&format!("next: give a role with {permission}")), "{said}");
        }
        let before = scene.world();
        let said = scene.expect(7, &["doctor"]);
        assert!(said.contains(permission), "{said}");
        scene.must_be(&before, &["doctor"]);
        scene.refuses_leading(7, &["apply", "--yes"]);
    }
}

/// Searching and reading past ten thousand accounts needs it; a small tenant can be read without.
#[test]
fn doctor_names_what_only_larger_tenants_need() {
    let said = without("directory:user:view").expect(7, &["doctor"]);
    assert!(said.contains("directory:user:view"), "{said}");
}

#[test]
fn doctor_names_what_is_lacking_before_it_is_needed() {
    let scene = without("directory:user:add");
    let said = flat(&scene.expect(7, &["doctor"]));
    assert!(
        said.contains("creating accounts needs directory:user:add, which the client does not hold"),
        "{said}"
    );
}

/// Dora cannot be created; everybody else gets everything.
#[test]
fn what_may_not_be_written_fails_for_those_concerned_and_the_rest_goes_on() {
    let scene = without("directory:user:add");
    let output = scene.muster(&["apply", "--yes"]);
    let (out, err) = texts(&output);
    println!("{out}{err}");
    assert_eq!(output.status.code(), Some(10), "{out}\n{err}");
    let report = scene.file_below("reports", ".json");
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let mut failed = Vec::new();
    for person in report["people"].as_array().unwrap() {
        for item in person["items"].as_array().unwrap() {
            match item["status"].as_str().unwrap() {
                "success" => assert_ne!(person["display_name"], "Dora Silva"),
                "failed" => failed.push((
                    person["display_name"].clone(),
                    item["reason"].to_string(),
                    item["advice"].to_string(),
                )),
                other => {
                    assert_eq!((person["display_name"].as_str(), other), (Some("Dora Silva"), "skipped"))
                }
            }
        }
    }
    assert!(!failed.is_empty());
    for (who, reason, advice) in failed {
        assert_eq!(who, "Dora Silva");
        assert!(reason.contains("directory:user:add"), "{reason}");
        assert!(advice.contains("give the OAuth client's role the permission"), "{advice}");
    }
    assert!(
        out.contains("Dora Silva") && out.contains("directory:user:add"),
        "the screen says it, too\n{out}"
    );
    scene.handle.tenant().edit(|state| {
        let sync = state.roles.values_mut().find(|role| role.name == "sync").unwrap();
        sync.permissions.insert("directory:user:add".into());
    });
    scene.expect(0, &["apply", "--yes"]);
    scene.expect(0, &["plan", "--detailed-exitcode"]);
}

/// Eva lives in a division that the client may read and not edit.
#[test]
fn a_division_that_the_client_may_not_edit_fails_for_its_people_only() {
    let mut seed = company().seed();
    let mut reader = seed.roles.iter().find(|role| role.name == "sync").unwrap().clone();
    reader.name = "reader".into();
    reader.permissions.retain(|permission| permission.ends_with(":view"));
    seed.roles.push(reader);
    seed.divisions.push(SeedDivision { name: "Island".into(), ..SeedDivision::default() });
    let home = ["sync@Home", "sync@Support", "sync@Sales", "reader@*"].map(str::to_owned);
    seed.clients[0].grants = home.to_vec();
    seed.clients[0].secret = SECRET.into();
    seed.users.iter_mut().find(|user| user.name == "Eva Tanaka").unwrap().division = Some("Island".into());
    let scene = Scene::with_seed(seed);
    let output = scene.muster(&["apply", "--yes"]);
    let (out, err) = texts(&output);
    println!("{out}{err}");
    assert_eq!(output.status.code(), Some(10), "{out}\n{err}");
    let report: serde_json::Value = serde_json::from_str(&scene.file_below("reports", ".json")).unwrap();
    for person in report["people"].as_array().unwrap() {
        for item in person["items"].as_array().unwrap() {
            if person["display_name"] != "Eva Tanaka" {
                assert_eq!(item["status"], "success", "{person}");
            } else if item["status"] == "failed" {
                assert!(item["advice"].as_str().is_some_and(|advice| advice.contains("division")), "{item}");
            }
        }
    }
}
