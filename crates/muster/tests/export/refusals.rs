//! What an export says when it cannot be made, or not whole.

use super::scene::{Scene, muster, went_well};
use muster_simulator::{Seed, SeedClient, SeedRole};
use std::process::Output;

fn refusal(output: Output) -> (i32, String) {
    assert!(output.stdout.is_empty());
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// A company with one more client, whose role has these permissions.
fn company(permissions: &[&str]) -> Seed {
    let mut seed = Seed::company(20);
    let permissions = permissions.iter().map(|text| (*text).to_owned()).collect();
    seed.roles.push(SeedRole { name: "Little".into(), permissions, ..SeedRole::default() });
    let grants = vec!["Little@*".into()];
    seed.clients.push(SeedClient {
        name: "little".into(),
        secret: "little".into(),
        grants,
        ..SeedClient::default()
    });
    seed
}

const EXPORT: &[&str] = &["--export-org", "a.json"];

#[test]
fn files_that_are_there_stay_unless_force_is_used() {
    let scene = Scene::new();
    let tenant = scene.serve("tenant.json", &company(&[]));
    for name in ["a.json", "a.secret"] {
        std::fs::write(scene.path(name), "mine").unwrap();
        let (code, said) = refusal(scene.export(&tenant, "muster", "secret", EXPORT));
        assert_eq!(code, 4, "{said}");
        assert!(
            said.contains(&format!("{name} exists already and was left as it is"))
                && said.contains("--force"),
            "{said}"
        );
        assert_eq!(scene.read(name), "mine");
        std::fs::remove_file(scene.path(name)).unwrap();
    }
    std::fs::write(scene.path("a.json"), "mine").unwrap();
    went_well(scene.export(&tenant, "muster", "secret", &["--export-org", "a.json", "--force"]));
    assert_eq!(scene.seed("a.json").users.len(), 20);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let tenant = scene.serve("tenant.json", &company(&[]));
    let export = ["--export-org", "a.json", "--with-directory", "ad.ldif"];
    went_well(scene.export(&tenant, "muster", "secret", &export));
    for name in ["a.json", "a.secret", "ad.ldif"] {
        let mode = std::fs::metadata(scene.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
}

#[test]
fn what_may_not_be_read_is_named_and_left_out() {
    let scene = Scene::new();
    let seed = company(&["authorization:role:view", "authorization:grant:view", "directory:user:view"]);
    let tenant = scene.serve("tenant.json", &seed);
    let (_, said) = went_well(scene.export(&tenant, "little", "little", EXPORT));
    for (kind, permission) in [
        ("licences", "authorization:license:view"),
        ("skills", "routing:skill:view"),
        ("queues", "routing:queue:view"),
        ("teams", "groups:team:view"),
    ] {
        let named = said.lines().find(|line| line.starts_with(&format!("note: {kind}: ")));
        assert!(named.is_some_and(|line| line.contains(permission)), "{kind}: {said}");
    }
    let copy = scene.seed("a.json");
    assert!(copy.queues.is_empty() && copy.skills.is_empty() && copy.teams.is_empty());
    assert!(copy.users.iter().all(|user| user.queues.is_empty() && user.skills.is_empty()));
    muster_simulator::Tenant::from_seed(&copy).unwrap();
}

#[test]
fn without_roles_there_is_no_copy() {
    let scene = Scene::new();
    let tenant = scene.serve("tenant.json", &company(&["directory:user:view"]));
    let (code, said) = refusal(scene.export(&tenant, "little", "little", EXPORT));
    assert_eq!(code, 7, "{said}");
    assert!(said.contains("nothing was written") && said.contains("authorization:role:view"), "{said}");
    assert!(!scene.path("a.json").exists());
}

#[test]
fn a_wrong_secret_and_a_tenant_that_is_not_there_are_told_apart() {
    let scene = Scene::new();
    let tenant = scene.serve("tenant.json", &company(&[]));
    let (code, said) = refusal(scene.export(&tenant, "muster", "not-the-secret", EXPORT));
    assert!(
        code == 7 && said.contains("could not log in") && !said.contains("not-the-secret"),
        "{code} {said}"
    );
    drop(tenant);
    let nobody = "http://127.0.0.1:9";
    let (code, said) =
        refusal(scene.export_as(nobody, "6c1f0a52-7d3e-4b7a-9c55-0d6c5a3f9b21", "secret", EXPORT));
    assert_eq!(code, 6, "{said}");
}

#[test]
fn without_a_tenant_nothing_can_be_exported() {
    let scene = Scene::new();
    let (code, said) = refusal(muster(scene.folder.path()).arg("init").args(EXPORT).output().unwrap());
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("no tenant was named") && said.contains("--region"), "{said}");
    let (code, said) = refusal(muster(scene.folder.path()).args(["init", "--force"]).output().unwrap());
    assert!(code == 4 && said.contains("--export-org"), "{said}");
}
