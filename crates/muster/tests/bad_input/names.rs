//! Names that mean nothing, or more than one thing.

use crate::scene::{Scene, flat};
use muster_simulator::QueueId;

/// What is written in a rule, and what is said about it.
const UNKNOWN: [(&str, &str, &str); 6] = [
    (
        "\"role:Agent@Support\"",
        "\"role:Agnet@Support\"",
        "the tenant has no role called `Agnet`; did you mean `Agent`?",
    ),
    (
        "\"role:Agent@Support\"",
        "\"role:Agent@Suport\"",
        "the tenant has no division called `Suport`; did you mean `Support`?",
    ),
    (
        "\"queue:Billing\"",
        "\"queue:Biling\"",
        "the tenant has no queue called `Biling`; did you mean `Billing`?",
    ),
    (
        "\"skill:Network=3\"",
        "\"skill:Netwerk=3\"",
        "the tenant has no skill called `Netwerk`; did you mean `Network`?",
    ),
    (
        "\"group:Nights\"",
        "\"group:Knights\"",
        "the tenant has no group called `Knights`; did you mean `Nights`?",
    ),
    (
        "group = \"GC-Nights\"",
        "group = \"GC-Night\"",
        "the directory has no security group `GC-Night`; did you mean `GC-Nights`?",
    ),
];

#[test]
fn an_unknown_name_is_told_with_its_place_and_what_was_probably_meant() {
    for (right, wrong, sentence) in UNKNOWN {
        let scene = Scene::new();
        scene.replace("muster.toml", right, wrong);
        let value = wrong.trim_start_matches("group = ");
        let expected = format!("{}: {sentence}", scene.place("muster.toml", value));
        for command in [&["plan"][..], &["explain", "ana"]] {
            let said = scene.refuses(4, command);
            assert!(said.contains(&expected), "expected {expected}\n{said}");
        }
        assert!(scene.refuses_leading(4, &["apply", "--yes"]).contains(&expected));
    }
}

#[test]
fn all_unknown_names_are_told_at_once() {
    let scene = Scene::new();
    for (right, wrong, _) in &UNKNOWN[2..] {
        scene.replace("muster.toml", right, wrong);
    }
    let said = scene.refuses(4, &["plan"]);
    assert!(
        said.starts_with("error: the policy does not fit the tenant and the directory in 4 places:\n"),
        "{said}"
    );
}

#[test]
fn doctor_tells_unknown_names_as_well() {
    let scene = Scene::new();
    scene.replace("muster.toml", "\"queue:Billing\"", "\"queue:Biling\"");
    scene.replace("muster.toml", "\"skill:Network=3\"", "\"skill:Netwerk=3\"");
    let before = scene.world();
    let said = flat(&scene.expect(4, &["doctor"]));
    assert!(!said.contains("\\n"), "{said}");
    assert!(said.contains("directory in 2 places: muster.toml:"), "{said}");
    assert!(said.contains("the tenant has no queue called `Biling`; did you mean `Billing`?"), "{said}");
    scene.must_be(&before, &["doctor"]);
}

#[test]
fn a_name_that_two_queues_bear_asks_for_the_id() {
    let scene = Scene::new();
    let other = "00000000-0000-4000-8000-0000000000ff";
    scene.handle.tenant().edit(|state| {
        let queue = state.queues.values().find(|queue| queue.name == "Billing").unwrap().clone();
        state.queues.insert(QueueId::parse(other).unwrap(), queue);
    });
    let said = scene.refuses(4, &["plan"]);
    assert!(said.contains(&scene.place("muster.toml", "\"queue:Billing\"")), "{said}");
    assert!(said.contains("2 queues are called `Billing`: write the id instead ("), "{said}");
    assert!(said.contains(other), "{said}");
    scene.replace("muster.toml", "\"queue:Billing\"", &format!("\"queue:{other}\""));
    scene.expect(0, &["plan"]);
}

#[test]
fn a_pinned_name_whose_bearer_is_gone_is_told_and_means_nobody_else() {
    let scene = Scene::settled();
    scene.handle.tenant().edit(|state| state.queues.retain(|_, queue| queue.name != "Billing"));
    let said = scene.refuses(4, &["plan"]);
    assert!(said.contains("queue `Billing` is pinned to ") && said.contains(" in muster.lock"), "{said}");
}
