//! The sample company is exported by its own configuration, and rehearsed with its own rules.

use super::scene::{Scene, muster, served, went_well};
use std::fs;
use std::path::Path;

/// The sample company in a folder of its own.
fn samples(scene: &Scene) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    for name in ["muster.toml", "mappings.csv", "directory.ldif", "tenant.json", "simulator-secret.txt"] {
        fs::copy(from.join(name), scene.path(name)).unwrap();
    }
}

#[test]
fn the_rules_of_a_company_plan_and_apply_against_its_copy() {
    let scene = Scene::new();
    samples(&scene);
    let folder = scene.folder.path();
    let export = ["init", "--export-org", "org.json", "--with-directory", "ad.ldif", "--keep-titles"];
    let (sections, said) = went_well(muster(folder).args(export).output().unwrap());
    assert!(said.contains("wrote org.json: 97 accounts, 10 roles, 8 groups, 14 queues"), "{said}");
    let copy = served(&scene.path("org.json"));
    let config = fs::read_to_string(scene.path("muster.toml")).unwrap();
    let rules = &config[config.find("[people]").unwrap()..];
    let sections = sections.replace("http://127.0.0.1:8480", &copy.address);
    fs::write(scene.path("rehearsal.toml"), format!("{sections}\n{rules}")).unwrap();
    let run =
        |args: &[&str]| muster(folder).args(["--config", "rehearsal.toml"]).args(args).output().unwrap();
    let (plan, _) = went_well(run(&["plan", "--summary"]));
    assert!(plan.contains("96 people looked at"), "{plan}");
    assert!(
        plan.contains("52 by external id") && !plan.contains("joiner"),
        "accounts are known again: {plan}"
    );
    went_well(run(&["apply", "--yes"]));
    let (again, _) = went_well(run(&["plan", "--summary"]));
    assert!(again.contains("Nothing to change"), "{again}");
}

#[test]
fn without_rules_each_group_of_the_tenant_has_one_in_the_directory() {
    let scene = Scene::new();
    let mut seed = muster_simulator::Seed::company(30);
    seed.users[3].state = muster_simulator::UserState::Inactive;
    let tenant = scene.serve("tenant.json", &seed);
    let export = ["--export-org", "a.json", "--with-directory", "ad.ldif"];
    went_well(scene.export(&tenant, "muster", "secret", &export));
    let ldif = scene.read("ad.ldif");
    assert_eq!(ldif.matches("\nobjectClass: user\n").count(), 30);
    assert_eq!(ldif.matches("\nsAMAccountName: GC-Group 00").count(), 10);
    assert_eq!(ldif.matches("\nmember").count(), 30, "everybody is in one group");
    assert_eq!(ldif.matches("\nuserAccountControl: 514\n").count(), 1);
}

fn guide() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/rehearse.md");
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_guide_names_options_that_exist() {
    let folder = tempfile::tempdir().unwrap();
    let help = |command: &str| went_well(muster(folder.path()).args([command, "--help"]).output().unwrap()).0;
    let known: String = ["init", "simulator", "plan", "apply", "audit"].map(help).concat();
    let guide = guide();
    let options =
        guide.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| word.starts_with("--"));
    let options: Vec<&str> = options.filter(|word| word.len() > 3 && !word.ends_with("--")).collect();
    assert!(options.len() > 10, "{options:?}");
    for option in options {
        assert!(known.contains(option), "{option} is no option");
    }
}

#[test]
fn what_the_guide_sends_to_the_simulator_is_understood() {
    let guide = guide().replace("'\\''", "’");
    let mut bodies = 0;
    for call in guide.split("$ curl ").skip(1).filter(|call| call.contains(" -d '")) {
        let body = call.split(" -d '").nth(1).unwrap().split('\'').next().unwrap();
        bodies += 1;
        let place = call.split("/simulator/").nth(1).and_then(|rest| rest.split([' ', '\'', '"']).next());
        let verdict = match place {
            Some("edits") => serde_json::from_str::<Vec<muster_simulator::Edit>>(body).map(|_| ()),
            Some("faults") => serde_json::from_str::<muster_simulator::Faults>(body).map(|_| ()),
            Some("behaviour") => serde_json::from_str::<muster_simulator::Behaviour>(body).map(|_| ()),
            other => panic!("the guide sends {body} to {other:?}"),
        };
        assert!(verdict.is_ok(), "{body}: {verdict:?}");
    }
    assert_eq!(bodies, 5);
    for fault in
        ["{ \"status\": 500 }", "{ \"throttled\": 30 }", "\"truncated\"", "\"empty_list\"", "\"token_storm\""]
    {
        assert!(guide.contains(fault), "{fault}");
        serde_json::from_str::<muster_simulator::Fault>(fault).unwrap();
    }
}
