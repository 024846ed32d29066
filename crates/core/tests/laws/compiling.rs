//! A compiled plan carries every change exactly once, in the fewest calls that the batch limits allow.

use crate::common::seeds;
use crate::support::generator::worlds;
use crate::support::names::{account, person};
use crate::support::statement::person::record;
use crate::support::world::World;
use muster_core::compile::{Provision, Way, compile};
use muster_core::entitlement::{Field, Slot};
use muster_core::guard::approve;
use muster_core::operation::{
    AccountRef, Call, LICENCES_MAX, Leave, Operation, PRESENCES_MAX, Service, Stage,
};
use muster_core::person::{Link, LinkOrigin};
use muster_core::plan::{Change, Plan};
use muster_core::policy::{Located, RuleText};
use muster_core::tenant::{Account, AccountState};
use proptest::prelude::*;
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(seeds())]

    #[test]
    fn every_change_is_in_exactly_one_operation(world in worlds(), provision in provisions()) {
        let plan = world.plan();
        let operations = compile(&approve(plan.clone()).unwrap(), &provision);
        check_compiled(&plan, &operations)?;
    }

    #[test]
    fn the_cheaper_way_is_never_dearer_than_the_others(world in worlds()) {
        let approved = approve(world.plan()).unwrap();
        let requests = |way| {
            let operations = compile(&approved, &Provision { way, ..Provision::default() });
            operations.iter().map(|operation| operation.call.requests()).sum::<u32>()
        };
        prop_assert!(requests(Way::Auto) <= requests(Way::Platform).min(requests(Way::Scim)));
    }

    #[test]
    fn the_cheaper_way_takes_no_longer_under_a_ceiling_of_scim(world in worlds(), per_minute in 1_u32..400, scim in 1_u32..400) {
        let approved = approve(world.plan()).unwrap();
        let minutes = |way| {
            let provision = Provision { way, per_minute: Some(per_minute), scim_per_minute: Some(scim), wrapup: None };
            let operations = compile(&approved, &provision);
            let all: u32 = operations.iter().map(|operation| operation.call.requests()).sum();
            let over_scim = operations.iter().filter(|operation| operation.call.service() == Service::Scim).count();
            (f64::from(all) / f64::from(per_minute)).max(over_scim as f64 / f64::from(scim))
        };
        prop_assert!(minutes(Way::Auto) <= minutes(Way::Platform) + 1e-9);
    }

    #[test]
    fn a_run_survives_its_json(world in worlds(), provision in provisions()) {
        let plan = world.plan();
        let operations = compile(&approve(plan).unwrap(), &provision);
        let read: Vec<Operation> = serde_json::from_str(&serde_json::to_string(&operations).unwrap()).unwrap();
        prop_assert_eq!(read, operations);
    }
}

/// Every way to write accounts, with and without a ceiling of SCIM's own.
fn provisions() -> impl Strategy<Value = Provision> {
    let ways = prop_oneof![Just(Way::Platform), Just(Way::Scim), Just(Way::Auto)];
    (ways, proptest::option::of(1_u32..400), proptest::option::of(1_u32..400)).prop_map(
        |(way, per_minute, scim_per_minute)| Provision { way, per_minute, scim_per_minute, wrapup: None },
    )
}

/// Crowds are slow to make, and their sizes are all that matters.
fn few() -> ProptestConfig {
    ProptestConfig { cases: 24, ..seeds() }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn a_crowd_is_compiled_into_full_batches(people in 1_usize..260, groups in 1_usize..4, provision in provisions()) {
        let plan = crowd(people, groups).plan();
        let operations = compile(&approve(plan.clone()).unwrap(), &provision);
        check_compiled(&plan, &operations)?;
        let queues = operations.iter().filter(|operation| matches!(operation.call, Call::AddQueueMembers { .. })).count();
        let teams = operations.iter().filter(|operation| matches!(operation.call, Call::AddGroupMembers { .. })).count();
        prop_assert_eq!(queues, people.div_ceil(100));
        prop_assert_eq!(teams, people.div_ceil(50));
    }
}

/// Linked people who all get a queue, a tenant group, and roles by their place in the row.
fn crowd(people: usize, kinds: usize) -> World {
    let mut world = World::new();
    let rule = |name: &str, title: &str, grants: &[&str]| RuleText {
        name: Located::new(name, name),
        groups: Vec::new(),
        titles: vec![title.into()],
        departments: Vec::new(),
        attributes: BTreeMap::new(),
        everyone: false,
        templates: Vec::new(),
        grants: grants.iter().map(|grant| Located::new(*grant, name)).collect(),
    };
    world.text.rules.push(rule("all", "*", &["queue:Billing", "group:Team", "skill:Network=2"]));
    for (at, role) in
        ["role:Agent@Support", "role:Supervisor@*", "role:Employee"].into_iter().enumerate().take(kinds)
    {
        world.text.rules.push(rule(role, &format!("T{at}*"), &[role]));
    }
    let home = world.estate.snapshot.catalogue.home().unwrap();
    for at in 0..people {
        let name = format!("p{at}");
        let mut record = record(&name);
        record.title = Some(format!("T{}", at % kinds));
        world.batch("corp-ad").records.push(record);
        if at % 3 > 0 {
            let id = account(&name);
            let linked = Link {
                person: person("corp-ad", &name),
                account: id,
                origin: LinkOrigin::ExternalId,
                since: world.as_of,
                display_name: name.clone(),
            };
            let blank = Account::new(id, AccountState::Active, 1, home);
            world.estate.snapshot.accounts.insert(id, blank);
            world.estate.links.insert(linked.person.clone(), linked);
        }
    }
    world
}

fn check_compiled(plan: &Plan, operations: &[Operation]) -> Result<(), TestCaseError> {
    let mut carried: Vec<u32> = operations.iter().flat_map(|operation| operation.changes.clone()).collect();
    carried.sort_unstable();
    prop_assert_eq!(carried, (0..plan.body.changes.len() as u32).collect::<Vec<_>>());
    prop_assert!(operations.windows(2).all(|pair| pair[0].stage <= pair[1].stage && pair[0].id < pair[1].id));
    for operation in operations {
        prop_assert!(operation.call.members() <= limit(&operation.call), "{operation:?}");
        let whole = operation.call.members() == 1 || operation.call.creates().is_some();
        prop_assert!(whole || operation.call.members() == operation.changes.len());
        prop_assert!(!operation.changes.is_empty(), "{operation:?}");
        check_stage(plan, operation)?;
    }
    check_grants(plan, operations)
}

/// The batch limits of the endpoints, in members.
fn limit(call: &Call) -> usize {
    match call {
        Call::AddQueueMembers { .. } | Call::RemoveQueueMembers { .. } | Call::GrantRole { .. } => 100,
        Call::AddGroupMembers { .. }
        | Call::RemoveGroupMembers { .. }
        | Call::MoveToDivision { .. }
        | Call::SetSkills { .. }
        | Call::SetLanguages { .. } => 50,
        Call::AddGrants { .. } | Call::RemoveGrants { .. } => usize::MAX,
        // Fifty skills, fifty languages, every field, division, manager and external id.
        Call::AmendAccount { .. } => 50 + 50 + Field::ALL.len() + 3,
        // In pieces: the account, and the rest.
        Call::ProvisionAccount { .. } => 2,
        // An account whose routing status follows its presence stands there twice.
        Call::Leave(Leave::SetPresence { .. }) => 2 * PRESENCES_MAX,
        Call::Leave(Leave::ReleaseLicences { .. }) => LICENCES_MAX,
        Call::Leave(_)
        | Call::CreateAccount { .. }
        | Call::SetState { .. }
        | Call::AddExternalId { .. }
        | Call::UpdateProfile { .. }
        | Call::RemoveSkill { .. }
        | Call::RemoveLanguage { .. } => 1,
    }
}

/// Gains go before losses, losses before departures, and nothing needs an account that a later stage makes.
fn check_stage(plan: &Plan, operation: &Operation) -> Result<(), TestCaseError> {
    let changes = || operation.changes.iter().map(|number| &plan.body.changes[*number as usize]);
    let removes = changes().any(Change::is_removal);
    let departs = changes().any(|change| change.slot == Slot::Account && change.is_removal());
    let needs_creation = changes().any(|change| change.subject.account.is_none());
    let expected = match (removes, departs) {
        (_, true) => operation.stage == Stage::Departures,
        (true, false) => operation.stage == Stage::Losses,
        (false, false) => operation.stage < Stage::Losses,
    };
    prop_assert!(expected, "{operation:?}");
    let creates = operation.call.creates().is_some();
    prop_assert!(creates || !needs_creation || operation.stage > Stage::Accounts, "{operation:?}");
    Ok(())
}

/// One call for each account, or one for each role and hundred accounts, would do: never more than the better of both.
fn check_grants(plan: &Plan, operations: &[Operation]) -> Result<(), TestCaseError> {
    let mut by_account: BTreeMap<AccountRef, usize> = BTreeMap::new();
    let mut by_role: BTreeMap<&Slot, usize> = BTreeMap::new();
    for change in plan
        .body
        .changes
        .iter()
        .filter(|change| matches!(change.slot, Slot::Role(_)) && change.after.is_some())
    {
        let who = change
            .subject
            .account
            .map_or_else(|| AccountRef::CreatedFor(change.subject.person.clone()), AccountRef::Known);
        *by_account.entry(who).or_default() += 1;
        *by_role.entry(&change.slot).or_default() += 1;
    }
    let grants = operations
        .iter()
        .filter(|operation| matches!(operation.call, Call::GrantRole { .. } | Call::AddGrants { .. }))
        .count();
    let roles: usize = by_role.values().map(|accounts| accounts.div_ceil(100)).sum();
    prop_assert!(
        grants <= by_account.len().min(roles),
        "{grants} calls for {} accounts and {roles} roles",
        by_account.len()
    );
    Ok(())
}
