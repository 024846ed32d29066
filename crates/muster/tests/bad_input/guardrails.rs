//! Guardrails, from the edge of the directory to the tenant: what is too much is held, the rest goes on, and an approval
//! lets through exactly what it names, for as long as it counts.

use crate::scene::{Scene, company, flat, human, texts};
use crate::support::company::Company;
use muster_core::guard::Approval;
use muster_core::time::{SignedDuration, Timestamp};
use muster_store::{Access, Location, open};

/// Ana and Ben leave Billing, and Gus joins.
fn moved() -> Company {
    let mut company = company();
    company.people.push(human("Gus Quist"));
    company.teams[0].people = [2, 3, 6].into();
    company
}

/// One removal is allowed, four are due.
fn scene() -> Scene {
    let scene = Scene::settled();
    scene.replace("muster.toml", "removals_max = 1000000", "removals_max = 1");
    scene.write_directory(&moved());
    scene
}

fn members(scene: &Scene) -> Vec<String> {
    let tenant = scene.handle.tenant();
    let state = tenant.state_ref();
    let billing = state.queues.values().find(|queue| queue.name == "Billing").unwrap();
    let mut names: Vec<String> = billing.members.keys().map(|id| state.users[id].name.clone()).collect();
    names.sort();
    names
}

fn key(scene: &Scene) -> String {
    let output = scene.muster(&["plan", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = plan["body"]["findings"].as_array().unwrap();
    let held: Vec<&str> = findings
        .iter()
        .filter(|found| found["verdict"] == "hold")
        .map(|found| found["key"].as_str().unwrap())
        .collect();
    let [key] = held.as_slice() else { panic!("{findings:?}") };
    let (shown, _) = texts(&scene.muster(&["plan"]));
    assert!(
        flat(&shown).contains(&format!("muster approve {key} --reason")),
        "the plan shows the key to copy\n{shown}"
    );
    (*key).to_owned()
}

#[test]
fn removals_over_budget_are_held_while_joiners_go_on_and_an_approval_lets_them_through() {
    let scene = scene();
    let key = key(&scene);
    let (out, err) = texts(&scene.muster(&["apply", "--yes"]));
    println!("{out}{err}");
    assert_eq!(members(&scene), ["Ana Ito", "Ben Novak", "Cem Rossi", "Dora Silva", "Gus Quist"]);
    let held = scene.expect(3, &["apply", "--yes"]);
    assert!(held.contains("removal-budget"), "{held}");
    scene.expect(
        0,
        &["approve", &key, "--reason", "both moved to sales", "--approver", "kim", "--hours", "1"],
    );
    scene.expect(0, &["apply", "--yes"]);
    assert_eq!(members(&scene), ["Cem Rossi", "Dora Silva", "Gus Quist"]);
    scene.expect(0, &["plan", "--detailed-exitcode"]);
}

#[test]
fn the_first_apply_with_something_held_ends_with_three() {
    let scene = scene();
    scene.expect(3, &["apply", "--yes"]);
    assert!(members(&scene).contains(&"Gus Quist".to_owned()));
}

#[test]
fn an_approval_expires() {
    let scene = scene();
    let key = key(&scene);
    scene.expect(
        0,
        &["approve", &key, "--reason", "both moved to sales", "--approver", "kim", "--hours", "1"],
    );
    let approvals = scene.store().approvals().unwrap();
    let [approval] = approvals.as_slice() else { panic!("{approvals:?}") };
    let left = approval.expires_at.duration_since(Timestamp::now());
    assert!(left > SignedDuration::from_mins(58) && left <= SignedDuration::from_hours(1), "{left}");
    scene.expect(0, &["plan"]);
    let over = Approval { expires_at: Timestamp::now() - SignedDuration::from_secs(1), ..approval.clone() };
    let mut store = open(&Location::Sqlite(scene.path("muster.db")), Access::Lead).unwrap();
    store.remember_approval(&over).unwrap();
    drop(store);
    scene.expect(3, &["plan"]);
    scene.expect(3, &["apply", "--yes"]);
    assert!(members(&scene).contains(&"Ana Ito".to_owned()), "nothing was removed");
}

/// An approval names a finding with its size: once more is to be removed, it counts no longer.
#[test]
fn an_approval_does_not_cover_more_than_it_names() {
    let scene = scene();
    let key = key(&scene);
    scene.expect(0, &["approve", &key, "--reason", "both moved to sales", "--approver", "kim"]);
    let mut company = moved();
    company.teams[0].people.remove(&2);
    scene.write_directory(&company);
    assert_ne!(self::key(&scene), key);
    scene.expect(3, &["apply", "--yes"]);
    assert!(members(&scene).contains(&"Ana Ito".to_owned()));
}
