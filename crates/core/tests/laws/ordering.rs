//! What somebody who moves loses, and gains, in which order.

use crate::support::statement::Stage as Scene;
use muster_core::compile::{Provision, compile};
use muster_core::guard::approve;
use muster_core::operation::{Call, Stage};

/// Ana moves from the one job to the other.
const MOVE: [&str; 5] = [
    "rule agents: title Agent, gives role:Agent@Support, gives queue:Billing",
    "rule leads: title Lead, gives role:Supervisor@Support, gives queue:Returns",
    "ana in corp-ad: title Lead",
    "ana account active: title Agent, holds role:Agent@Support, holds queue:Billing",
    "ana owns: external id, role:Agent@Support by agents, queue:Billing by agents",
];

/// The calls of the move, in order: what is gained and lost.
fn calls(settings: &[&str]) -> Vec<&'static str> {
    let mut scene = Scene::new();
    for statement in settings.iter().chain(&MOVE).chain(&["ana link created"]) {
        scene.carry_out(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let approved = approve(scene.world.plan()).expect("nothing refuses it");
    let operations = compile(&approved, &Provision::default());
    assert!(operations.is_sorted_by_key(|operation| operation.stage));
    let word = |call: &Call| match call {
        Call::GrantRole { .. } | Call::AddGrants { .. } => Some("+ role"),
        Call::RemoveGrants { .. } => Some("- role"),
        Call::AddQueueMembers { .. } => Some("+ queue"),
        Call::RemoveQueueMembers { .. } => Some("- queue"),
        _ => None,
    };
    operations.iter().filter_map(|operation| word(&operation.call)).collect()
}

#[test]
fn the_new_comes_before_the_old_goes_unless_the_order_says_otherwise() {
    let sorted = |of: &[&'static str]| of.iter().copied().collect::<std::collections::BTreeSet<_>>();
    let usual = calls(&[]);
    assert_eq!(sorted(&usual[..2]), sorted(&["+ role", "+ queue"]));
    assert_eq!(sorted(&usual[2..]), sorted(&["- role", "- queue"]));
    let queues_first = calls(&["policy revoke-first queue"]);
    assert_eq!(queues_first[0], "- queue");
    assert_eq!(queues_first[3], "- role");
}

#[test]
fn a_privileged_role_goes_first_and_an_ordinary_one_does_not() {
    assert_eq!(calls(&["policy revoke-first Agent"])[0], "- role");
    assert_eq!(calls(&["policy revoke-first Supervisor"]), calls(&[]));
}

#[test]
fn who_leaves_loses_nothing_sooner() {
    let mut scene = Scene::new();
    let leaver = ["policy revoke-first role", "ana in corp-ad: title Agent, disabled"];
    for statement in leaver.iter().chain([&MOVE[0], &MOVE[3], &MOVE[4], &"ana link created"]) {
        scene.carry_out(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let operations =
        compile(&approve(scene.world.plan()).expect("nothing refuses it"), &Provision::default());
    assert!(
        !operations.is_empty() && operations.iter().all(|operation| operation.stage != Stage::Revocations)
    );
}
