//! Reading a tenant.

use crate::world::World;
use muster_connectors::genesys::{AccountScope, Client, ReadScope, read_tenant};
use muster_core::entitlement::{Field, Kind, RoleAt};
use muster_core::id::AccountId;
use muster_core::record::Coverage;
use muster_core::sorted::SortedSet;
use muster_core::tenant::{AccountState, TenantSnapshot};
use muster_simulator::{Faults, Limits, Scope, Seed, Tenant};
use std::collections::{BTreeMap, BTreeSet};

fn everything(world: &World) -> ReadScope {
    let state = world.state();
    ReadScope {
        roles: ["employee", "Agent", "Senior Agent", "Supervisor"].map(|name| world.role(name)).into(),
        queues: state.queues.keys().map(|id| muster_core::id::QueueId(id.uuid())).collect(),
        accounts: AccountScope::All,
    }
}

/// Compares what was read with what the tenant holds, account by account.
fn assert_faithful(world: &World, scope: &ReadScope, read: &TenantSnapshot) {
    let state = world.state();
    assert_eq!(read.accounts.len(), state.users.len());
    for (id, user) in &state.users {
        let account = &read.accounts[&muster_core::id::AccountId(id.uuid())];
        assert_eq!(account.mail(), user.email);
        assert_eq!(account.name(), user.name);
        assert_eq!(account.state.to_string(), user.state.word());
        assert_eq!(account.version, user.version as i64);
        assert_eq!(account.division.0, user.division.uuid());
        assert_eq!(account.fields.get(&Field::Title), user.title.as_ref());
        let employee = user.employer_info.employee_id.as_ref();
        assert_eq!(account.fields.get(&Field::EmployeeNumber), employee);
        assert_eq!(account.manager.map(|m| m.0), user.manager.map(|m| m.uuid()));
        assert!(account.unread.is_empty());
        let managed = user.grants.iter().filter(|grant| scope.roles.iter().any(|r| r.0 == grant.role.uuid()));
        let grants: SortedSet<RoleAt> = managed
            .map(|grant| RoleAt {
                role: muster_core::id::RoleId(grant.role.uuid()),
                division: match grant.scope {
                    Scope::All => muster_core::entitlement::DivisionScope::All,
                    Scope::Division(id) => {
                        muster_core::entitlement::DivisionScope::In(muster_core::id::DivisionId(id.uuid()))
                    }
                },
            })
            .collect();
        assert_eq!(account.roles, grants);
        let groups = state.groups.iter().filter(|(_, group)| group.members.contains(id));
        assert_eq!(account.groups, groups.map(|(id, _)| muster_core::id::GroupId(id.uuid())).collect());
        let queues = state.queues.iter().filter(|(_, queue)| queue.members.contains_key(id));
        assert_eq!(account.queues, queues.map(|(id, _)| muster_core::id::QueueId(id.uuid())).collect());
        let skills = account.skills.iter().map(|(id, level)| (id.0, f64::from(*level)));
        assert!(skills.eq(user.skills.iter().map(|(id, level)| (id.uuid(), *level))));
        let languages = account.languages.iter().map(|(id, level)| (id.0, f64::from(*level)));
        assert!(languages.eq(user.languages.iter().map(|(id, level)| (id.uuid(), *level))));
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_people_take_few_calls() {
    let world = World::company(10_000);
    world.with(|tenant| *tenant.limits_mut() = Limits::unlimited());
    let (client, scope) = (world.client(), everything(&world));
    let read = read_tenant(&client, &scope).await.unwrap();
    assert_eq!(read.coverage, Coverage::Complete);
    assert_eq!(read.roles_read, scope.roles);
    assert_eq!(read.queues_read, scope.queues);
    assert_faithful(&world, &scope, &read);
    assert!(read.calls <= 250, "{} calls", read.calls);
    assert_eq!(read.calls, client.calls().total);
    assert_eq!(client.budget().throttled, 0);
}

/// Reads the names, ten queues and one account again and again: many small calls.
async fn read_often(world: &World, times: u32) -> Client {
    let client = world.client();
    let scope = ReadScope {
        accounts: AccountScope::Only([world.account("person00000@example.org")].into()),
        ..everything(world)
    };
    for _ in 0..times {
        read_tenant(&client, &scope).await.unwrap();
    }
    client
}

#[tokio::test(start_paused = true)]
async fn a_tenant_of_300_calls_a_minute_is_never_asked_too_often() {
    let world = World::company(30);
    let budget = read_often(&world, 40).await.budget();
    assert_eq!(budget.allowed, 300);
    assert!(budget.waits > 0, "the test must reach the ceiling to prove anything");
    assert_eq!(world.with(|tenant| tenant.calls().throttled), 0);
}

#[tokio::test(start_paused = true)]
async fn a_service_with_a_lower_ceiling_is_not_asked_too_often_either() {
    let world = World::company(30);
    world.with(|tenant| {
        tenant.limits_mut().services.insert(muster_simulator::Service::Routing, 40);
    });
    let budget = read_often(&world, 20).await.budget();
    assert_eq!(budget.allowed, 300);
    assert!(budget.waits > 0, "the test must reach the ceiling to prove anything");
    assert_eq!(world.with(|tenant| tenant.calls().throttled), 0);
}

#[tokio::test(start_paused = true)]
async fn names_and_the_own_client_are_read() {
    let world = World::company(20);
    let read = read_tenant(&world.client(), &everything(&world)).await.unwrap();
    assert_eq!(read.organisation_name, "Example");
    assert_eq!(read.own_client.name, "muster");
    assert!(read.own_client.permissions.contains("authorization:grant:add"));
    let catalogue = &read.catalogue;
    assert_eq!(catalogue.home(), Some(world.division("Home")));
    assert_eq!(catalogue.queues[&world.queue("Queue 0003")].name, "Queue 0003");
    assert!(catalogue.roles[&world.role("Directory Sync")].administrative);
    assert!(catalogue.roles[&world.role("admin")].administrative);
    assert!(!catalogue.roles[&world.role("Agent")].administrative);
    assert_eq!(read.group_versions[&world.group("Group 0001")], 1);
}

#[tokio::test(start_paused = true)]
async fn groups_that_hand_out_administration_are_noticed() {
    let mut seed = Seed::company(20);
    seed.groups[3].grants.push("admin@*".into());
    let world = World::new(Tenant::from_seed(&seed).unwrap());
    let mut scope = everything(&world);
    scope.roles.insert(world.role("admin"));
    let read = read_tenant(&world.client(), &scope).await.unwrap();
    assert_eq!(read.administrators_by_group, BTreeSet::from([world.group("Group 0003")]));
}

#[tokio::test(start_paused = true)]
async fn deleted_and_inactive_accounts_are_read_too() {
    let mut seed = Seed::company(60);
    seed.users[3].state = muster_simulator::UserState::Deleted;
    let world = World::new(Tenant::from_seed(&seed).unwrap());
    let read = read_tenant(&world.client(), &everything(&world)).await.unwrap();
    let state = |mail: &str| read.accounts[&world.account(mail)].state;
    assert_eq!(state("person00003@example.org"), AccountState::Deleted);
    assert_eq!(state("person00049@example.org"), AccountState::Inactive);
}

#[tokio::test(start_paused = true)]
async fn a_few_accounts_are_verified_in_a_few_calls() {
    let world = World::company(2_000);
    let client = world.client();
    let mail = |number: usize| format!("person{number:05}@example.org");
    let ids: BTreeSet<_> = (0..3).map(|number| world.account(&mail(number))).collect();
    let scope = ReadScope {
        accounts: AccountScope::Only(ids.clone()),
        queues: BTreeSet::new(),
        ..everything(&world)
    };
    let read = read_tenant(&client, &scope).await.unwrap();
    assert_eq!(read.accounts.keys().copied().collect::<BTreeSet<_>>(), ids);
    assert!(!read.coverage.is_complete(), "nothing is known about the other accounts");
    let calls = client.calls().by_endpoint;
    assert_eq!(calls["GET /api/v2/users"], 1);
    assert_eq!(calls["GET /api/v2/authorization/subjects/{subjectId}"], 3);
    let account = &read.accounts[&world.account(&mail(0))];
    assert_eq!(account.roles.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_the_listing_leaves_out_is_asked_for() {
    let world = World::company(400);
    let mut faults = Faults::default();
    faults.chances.missing_expansion = 0.05;
    world.with(|tenant| tenant.set_faults(faults));
    let (client, scope) = (world.client(), everything(&world));
    let read = read_tenant(&client, &scope).await.unwrap();
    let asked = &client.calls().by_endpoint;
    assert!(asked["GET /api/v2/users/{userId}/routingskills"] > 0);
    let unread: Vec<_> = read.accounts.values().filter(|account| !account.unread.is_empty()).collect();
    for account in read.accounts.values() {
        let user = world.user(account.id);
        assert!(account.skills.len() == user.skills.len() || account.unread.contains(&Kind::Skill));
        assert!(account.languages.len() == user.languages.len() || account.unread.contains(&Kind::Language));
        assert!(!account.groups.is_empty() || account.unread.contains(&Kind::Group));
    }
    assert!(unread.len() < 10, "{} accounts stayed partly unread", unread.len());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_claimed_about_roles_and_queues_that_do_not_exist() {
    let world = World::company(20);
    let mut scope = everything(&world);
    let nobody = "00000000-0000-4000-8000-000000000001";
    scope.roles = [world.role("Agent"), nobody.parse().unwrap()].into();
    scope.queues = [world.queue("Queue 0001"), nobody.parse().unwrap()].into();
    let read = read_tenant(&world.client(), &scope).await.unwrap();
    assert_eq!(read.roles_read, BTreeSet::from([world.role("Agent")]));
    assert_eq!(read.queues_read, BTreeSet::from([world.queue("Queue 0001")]));
    assert_eq!(read.coverage, Coverage::Complete);
}

/// By id a hundred come in a call, in pages of everybody five hundred.
#[tokio::test(start_paused = true)]
async fn many_accounts_are_verified_in_pages_of_everybody_where_those_are_fewer() {
    for (people, asked, calls) in [(600, 550, 2), (600, 150, 2), (4_000, 550, 1 + 5), (2_000, 1_900, 4)] {
        let world = World::company(people);
        let client = world.client();
        let mail = |number: usize| format!("person{number:05}@example.org");
        let known = world.state();
        let ids: BTreeMap<&str, AccountId> =
            known.users.iter().map(|(id, user)| (user.email.as_str(), AccountId(id.uuid()))).collect();
        let ids: BTreeSet<_> = (0..asked).map(|number| ids[mail(number).as_str()]).collect();
        let accounts = AccountScope::Only(ids.clone());
        let scope = ReadScope { accounts, ..ReadScope::default() };
        let read = read_tenant(&client, &scope).await.unwrap();
        assert_eq!(read.accounts.keys().copied().collect::<BTreeSet<_>>(), ids, "{asked} of {people}");
        let made = client.calls().by_endpoint["GET /api/v2/users"];
        assert!(made <= calls, "{made} calls for {asked} of {people}");
    }
}
