//! Plan files that are not what they should be, or no longer.

use crate::scene::{Scene, company, texts};
use crate::support::company::Company;

fn planned() -> Scene {
    let scene = Scene::new();
    scene.expect(0, &["plan", "-o", "plan.json"]);
    scene
}

#[test]
fn a_plan_that_was_edited_is_refused() {
    let scene = planned();
    let text = scene.file("plan.json");
    std::fs::write(scene.path("plan.json"), text.replacen("Ana Ito", "Ana Otto", 1)).unwrap();
    for command in [&["show", "plan.json"][..], &["apply", "plan.json"]] {
        let said = scene.refuses_leading(4, command);
        assert!(
            said.contains("plan.json was changed after it was made: its content does not match its id"),
            "{said}"
        );
        assert!(said.contains("make a new one with `muster plan -o FILE`"), "{said}");
    }
}

#[test]
fn what_is_no_plan_is_refused() {
    let scene = Scene::new();
    for text in ["", "garbage", "{}", "[1, 2]", "{\"id\": 5}", "\u{0}\u{1}"] {
        std::fs::write(scene.path("plan.json"), text).unwrap();
        for command in [&["show", "plan.json"][..], &["apply", "plan.json"]] {
            let said = scene.refuses_leading(4, command);
            assert!(said.starts_with("error: plan.json is not a plan of this version of Muster\n"), "{said}");
        }
    }
    let said = scene.refuses_leading(4, &["apply", "nowhere.json"]);
    assert!(said.starts_with("error: could not read the plan nowhere.json\n"), "{said}");
}

#[test]
fn a_plan_that_cannot_be_written_is_told() {
    let scene = Scene::new();
    let said = scene.refuses(4, &["plan", "-o", "no/such/folder/plan.json"]);
    assert!(said.contains("could not write the plan to no/such/folder/plan.json"), "{said}");
}

#[test]
fn a_plan_for_another_organisation_is_refused() {
    let other =
        Scene::with_seed(muster_simulator::Seed { organisation: "Somebody Else".into(), ..company().seed() });
    other.expect(0, &["plan", "-o", "plan.json"]);
    let scene = Scene::new();
    std::fs::copy(other.path("plan.json"), scene.path("plan.json")).unwrap();
    let said = scene.refuses_leading(8, &["apply", "plan.json"]);
    assert!(said.starts_with("error: the plan is for Somebody Else, and this tenant is Made Up"), "{said}");
}

/// Ben left his team, and somebody else gave Cem another title: both are named, everybody else gets what was planned.
#[test]
fn a_plan_that_the_world_overtook_is_applied_as_far_as_it_still_holds() {
    let scene = planned();
    let mut moved: Company = company();
    moved.teams[0].people.remove(&1);
    scene.write_directory(&moved);
    scene.handle.tenant().edit(|state| {
        state.users.values_mut().find(|user| user.name == "Cem Rossi").unwrap().title = Some("Poet".into());
    });
    let output = scene.muster(&["apply", "plan.json"]);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(8), "{out}\n{err}");
    println!("{err}\n{out}");
    assert!(err.contains("not done for Ben Novak: role Agent @ Support: moved"), "{err}");
    assert!(err.contains("not done for Ben Novak: queue Billing: "), "{err}");
    assert!(
        err.contains("not done for Cem Rossi: title: moved since the plan: it is Poet now and not as it was"),
        "{err}"
    );
    assert!(
        err.contains("5 changes of the plan no longer held and were left out; next: `muster plan`"),
        "{err}"
    );
    assert!(!err.contains("not done for Ana") && !err.contains("not done for Dora"), "{err}");
    assert!(out.contains("Ben Novak") && out.contains("Cem Rossi"), "the report names them, too\n{out}");
    let tenant = scene.handle.tenant();
    let state = tenant.state_ref();
    let of = |name: &str| state.users.values().find(|user| user.name == name).unwrap();
    let billing = state.queues.values().find(|queue| queue.name == "Billing").unwrap();
    assert_eq!(of("Cem Rossi").title.as_deref(), Some("Poet"));
    assert!(of("Ben Novak").grants.is_empty());
    assert_eq!(of("Ana Ito").grants.len(), 1);
    assert_eq!(billing.members.len(), 3, "Ana, Cem and Dora");
}

#[test]
fn a_plan_of_which_nothing_holds_any_more_does_nothing() {
    let scene = planned();
    scene.expect(0, &["apply", "plan.json"]);
    let said = scene.refuses_leading(8, &["apply", "plan.json"]);
    assert!(said.contains("not done for Ana Ito: "), "{said}");
    assert!(said.contains("error: nothing of this plan holds any more; nothing was done"), "{said}");
}
