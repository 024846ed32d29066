//! The worlds in which runs are tried, and their drivers.

use crate::support::driver::Driver;
use crate::support::names::uuid;
use crate::support::statement::Stage as Scene;
use crate::support::tenant::Tenant;
use crate::support::world::World;
use muster_core::compile::{Provision, Way, compile};
use muster_core::guard::approve;
use muster_core::id::RunId;
use muster_core::journal::Run;

/// A world described by statements of the scenario language.
pub(crate) fn world(statements: &[&str]) -> World {
    let mut scene = Scene::new();
    for statement in statements {
        scene.carry_out(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    scene.world
}

/// Every way to write accounts.
pub(crate) const WAYS: [Way; 3] = [Way::Platform, Way::Scim, Way::Auto];

/// The run of everything that is planned in a world, by the platform API.
pub(crate) fn run_of(world: &World) -> Run {
    run_over(world, Way::Platform)
}

/// The run of everything that is planned in a world.
pub(crate) fn run_over(world: &World, way: Way) -> Run {
    let approved = approve(world.plan()).expect("the plan may run");
    Run {
        id: RunId(uuid("run")),
        operations: compile(&approved, &Provision { way, ..Provision::default() }),
        plan: approved.plan().clone(),
        started_at: world.as_of,
    }
}

/// A driver for the run of everything that is planned in a world, in which nothing goes wrong.
pub(crate) fn driver(world: &World) -> Driver {
    Driver::new(Tenant::new(world.estate.clone()), run_of(world))
}

/// The same, with accounts written in one way or the other.
pub(crate) fn driver_over(world: &World, way: Way) -> Driver {
    driver_of(world, &run_over(world, way))
}

/// The same, for a run that was made before.
pub(crate) fn driver_of(world: &World, run: &Run) -> Driver {
    Driver::new(Tenant::new(world.estate.clone()), run.clone())
}

/// One of everything: two newcomers of whom one manages the other, a mover, a leaver, a rehire.
pub(crate) fn everything() -> World {
    world(&[
        "directory group GC-Agents",
        "rule agents: group GC-Agents, gives role:Agent@Support, gives queue:Billing, gives skill:Network=3",
        "rule leads: title Lead, gives role:Supervisor@*, gives group:Team, gives language:German=5, gives division:Sales",
        "policy profile: title, employee_number",
        "policy manager on",
        "ana in corp-ad: group GC-Agents, manager bob, number 4711",
        "bob in corp-ad: group GC-Agents, title Lead",
        "cat in corp-ad: group GC-Agents, title Lead, manager bob",
        "cat account active: holds queue:Returns, holds role:Employee, holds skill:Refunds=2",
        "cat link manual",
        "cat owns: queue:Returns, role:Employee, skill:Refunds=2",
        "dan in corp-ad: disabled",
        "dan account active: holds role:Agent@Support, holds group:Nights, holds language:English=2",
        "dan link created",
        "dan owns: external id, role:Agent@Support, group:Nights, language:English=2",
        "eve in corp-ad: group GC-Agents, title Agent",
        "eve account inactive: title Trainee",
        "eve link created",
        "eve owns: external id, account inactive",
    ])
}

/// Two operations that must not be doubled or lost.
pub(crate) fn newcomer() -> World {
    world(&["rule all: everyone, gives queue:Billing", "ana in corp-ad"])
}

/// Linked people who all get the same queue.
pub(crate) fn queue_of(people: u32) -> World {
    let mut scene = Scene::new();
    scene.carry_out("rule all: everyone, gives queue:Billing").unwrap();
    for at in 0..people {
        scene.carry_out(&format!("p{at} in corp-ad")).unwrap();
        scene.carry_out(&format!("p{at} account active")).unwrap();
        scene.carry_out(&format!("p{at} link external id")).unwrap();
    }
    scene.world
}
