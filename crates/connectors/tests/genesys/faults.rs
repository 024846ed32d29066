//! What goes wrong on the way.

use crate::world::{World, person};
use muster_connectors::genesys::{ReadScope, TenantError, read_tenant};
use muster_core::operation::{AccountRef, Api, Call, Finding, Outcome};
use muster_core::tenant::AccountState;
use muster_simulator::{Fault, Faults, Scripted};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

pub(crate) fn script(world: &World, faults: impl IntoIterator<Item = Scripted>) {
    let faults = Faults { scripted: faults.into_iter().collect(), ..Faults::default() };
    world.with(|tenant| tenant.set_faults(faults));
}

pub(crate) fn creation(world: &World) -> Call {
    Call::CreateAccount {
        person: person("zoe"),
        mail: "zoe@example.org".into(),
        name: "Zoe Ueda".into(),
        division: world.division("Support"),
        profile: BTreeMap::new(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_creation_whose_reply_is_lost_is_found_by_its_probe() {
    for fault in [Fault::LostReply, Fault::Truncated, Fault::StatusAfterEffect(503)] {
        let world = World::company(10);
        script(&world, [Scripted::first("POST", "/api/v2/users", fault)]);
        let client = world.client();
        let call = creation(&world);
        assert!(matches!(client.send(&call).await, Outcome::Unknown { .. }));
        let Finding::AlreadySo(effect) = client.probe(&call).await else {
            panic!("the account is there");
        };
        assert_eq!(effect.account, Some(world.account("zoe@example.org")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_never_arrived_is_not_found() {
    let world = World::company(10);
    script(&world, [Scripted::first("POST", "/api/v2/users", Fault::LostRequest)]);
    let client = world.client();
    let call = creation(&world);
    assert!(matches!(client.send(&call).await, Outcome::Unknown { .. }));
    assert!(matches!(client.probe(&call).await, Finding::NotYet { .. }));
    assert!(matches!(client.send(&call).await, Outcome::Applied(_)));
}

#[tokio::test(start_paused = true)]
async fn a_repeatable_call_that_failed_may_simply_be_sent_again() {
    let world = World::company(10);
    script(&world, [Scripted::first("PATCH", "/api/v2/users", Fault::Status(503))]);
    let client = world.client();
    let call = Call::SetState {
        account: world.account("person00001@example.org"),
        state: AccountState::Inactive,
        version: 1,
        api: Api::Platform,
    };
    assert!(matches!(client.send(&call).await, Outcome::Transient(_)));
    assert!(matches!(client.send(&call).await, Outcome::Applied(_)));
}

#[tokio::test(start_paused = true)]
async fn a_429_is_no_attempt_and_says_how_long() {
    let world = World::company(10);
    script(&world, [Scripted::first("POST", "/api/v2/users", Fault::Throttled(17))]);
    let client = world.client();
    let call = creation(&world);
    let outcome = client.send(&call).await;
    assert_eq!(outcome, Outcome::Throttled { wait_ms: 17_000 });
    let start = Instant::now();
    assert!(matches!(client.send(&call).await, Outcome::Applied(_)));
    assert!(start.elapsed() >= Duration::from_secs(17), "{:?}", start.elapsed());
    assert_eq!(client.budget().throttled, 1);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_role_that_is_not_visible_yet_is_worth_another_try() {
    let world = World::company(10);
    script(&world, [Scripted::first("POST", "/api/v2/authorization/roles/", Fault::Status(404))]);
    let client = world.client();
    let call = Call::GrantRole {
        role: world.role("Supervisor"),
        division: muster_core::entitlement::DivisionScope::All,
        accounts: vec![AccountRef::Known(world.account("person00001@example.org"))],
    };
    assert!(matches!(client.send(&call).await, Outcome::Transient(_)));
    assert!(matches!(client.send(&call).await, Outcome::Applied(_)));
}

#[tokio::test(start_paused = true)]
async fn an_account_that_does_not_exist_is_refused() {
    let world = World::company(10);
    let client = world.client();
    let call = Call::SetState {
        account: "00000000-0000-4000-8000-000000000001".parse().unwrap(),
        state: AccountState::Active,
        version: 1,
        api: Api::Platform,
    };
    assert!(matches!(client.send(&call).await, Outcome::Refused(_)));
    assert!(matches!(client.probe(&call).await, Finding::Gone(_)));
}

#[tokio::test(start_paused = true)]
async fn reading_survives_bad_weather() {
    let world = World::company(600);
    let mut faults = Faults { seed: 3, ..Faults::default() };
    faults.chances.error_500 = 0.05;
    faults.chances.error_503 = 0.05;
    faults.chances.lost_reply = 0.05;
    faults.chances.truncated = 0.05;
    faults.chances.throttle_burst = 0.02;
    world.with(|tenant| tenant.set_faults(faults));
    let scope = ReadScope { roles: [world.role("Agent")].into(), ..ReadScope::default() };
    let read = read_tenant(&world.client(), &scope).await.unwrap();
    assert!(read.coverage.is_complete());
    assert_eq!(read.accounts.len(), 600);
    assert!(read.accounts.values().any(|account| !account.roles.is_empty()));
    assert!(world.with(|tenant| tenant.calls().faults) > 0);
}

#[tokio::test(start_paused = true)]
async fn a_page_too_large_for_the_gateway_is_halved() {
    let world = World::company(600);
    script(&world, [Scripted::first("GET", "/api/v2/users", Fault::Status(504)).times(3)]);
    let client = world.client();
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert!(read.coverage.is_complete());
    assert_eq!(read.accounts.len(), 600);
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users"], 3 + 3);
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_down_fails_the_read_with_a_sentence() {
    let world = World::company(10);
    script(&world, [Scripted::first("GET", "/api/v2/groups", Fault::Status(503)).times(100)]);
    let error = read_tenant(&world.client(), &ReadScope::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "GET /api/v2/groups failed 6 times, last with status 503");
    assert!(error.hint().contains("correlation id"), "{}", error.hint());
}

#[tokio::test(start_paused = true)]
async fn a_missing_permission_is_named() {
    let world = World::company(10);
    world.with(|tenant| {
        tenant.edit(|state| {
            for role in state.roles.values_mut() {
                role.permissions.remove("routing:skill:view");
            }
        });
    });
    let error = read_tenant(&world.client(), &ReadScope::default()).await.unwrap_err();
    assert!(matches!(error, TenantError::NotPermitted { .. }), "{error}");
    assert!(error.hint().contains("routing:skill:view"), "{}", error.hint());
}

#[tokio::test(start_paused = true)]
async fn many_workers_together_stay_inside_the_budget() {
    let world = World::company(20);
    let client = world.client();
    let skill = world.skill("Fraud");
    let account = AccountRef::Known(world.account("person00001@example.org"));
    let work = (0..25).map(|worker: u32| {
        let (client, account) = (client.clone(), account.clone());
        tokio::spawn(async move {
            for step in 0..40 {
                let level = f64::from((worker + step) % 6);
                let call = Call::SetSkills {
                    account: account.clone(),
                    skills: [(skill, level.try_into().unwrap())].into(),
                };
                let outcome = client.send(&call).await;
                assert!(matches!(outcome, Outcome::Applied(_)), "{outcome:?}");
            }
        })
    });
    let start = Instant::now();
    for worker in work.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    assert_eq!(world.with(|tenant| tenant.calls().throttled), 0);
    assert!((2.5..4.0).contains(&minutes), "1000 calls at 270 a minute took {minutes} minutes");
}

#[tokio::test(start_paused = true)]
async fn an_account_may_be_invisible_for_ten_minutes_after_its_creation() {
    let world = World::company(10);
    let client = world.client();
    let Outcome::Applied(effect) = client.send(&creation(&world)).await else {
        panic!("nothing is in the way");
    };
    let skills = |account| Call::SetSkills {
        account: AccountRef::Known(account),
        skills: [(world.skill("Fraud"), 3.0.try_into().unwrap())].into(),
    };
    let [new, old] = [effect.account.unwrap(), world.account("person00001@example.org")].map(skills);
    let not_found =
        ["GET", "PATCH"].map(|method| Scripted::first(method, "/api/v2/users", Fault::Status(404)).times(3));
    script(&world, not_found);
    assert!(matches!(client.send(&new).await, Outcome::Transient(_)));
    assert!(matches!(client.probe(&new).await, Finding::NotYet { .. }));
    assert!(matches!(client.send(&old).await, Outcome::Refused(_)));
    assert!(matches!(client.probe(&old).await, Finding::Gone(_)));
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(matches!(client.send(&new).await, Outcome::Refused(_)));
    assert!(matches!(client.probe(&new).await, Finding::Gone(_)));
}
