//! What is taken, stale, or changed by other hands.

use crate::calls::{ANA, BEN, creation, takes_effect};
use crate::faults::{creation as plain_creation, script};
use crate::world::World;
use muster_core::entitlement::Field;
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Api, Call, Finding, Outcome};
use muster_simulator::{Fault, Scripted, Seed, Tenant, UserId};
use std::collections::BTreeMap;

#[tokio::test(start_paused = true)]
async fn the_mail_of_somebody_else_is_not_taken() {
    for state in [muster_simulator::UserState::Active, muster_simulator::UserState::Deleted] {
        let mut seed = Seed::company(30);
        seed.users[1].email = "zoe@example.org".into();
        seed.users[1].state = state;
        seed.users.drain(2..);
        let world = World::new(Tenant::from_seed(&seed).unwrap());
        let client = world.client();
        let call = creation(world.division("Support"));
        assert!(matches!(client.send(&call).await, Outcome::Conflict(_)));
        let Finding::Gone(refusal) = client.probe(&call).await else {
            panic!("somebody else's account must not pass for ours");
        };
        let holder = world.account("zoe@example.org").to_string();
        assert!(refusal.message.contains(&holder), "{}", refusal.message);
    }
}

#[tokio::test(start_paused = true)]
async fn an_external_id_of_somebody_else_is_named() {
    let world = World::company(30);
    let client = world.client();
    let call = |mail: &str| Call::AddExternalId {
        account: AccountRef::Known(world.account(mail)),
        authority: "ad:objectGUID".into(),
        key: "k".into(),
    };
    takes_effect(&client, &call(ANA)).await;
    assert!(matches!(client.send(&call(BEN)).await, Outcome::Conflict(_)));
    let Finding::Gone(refusal) = client.probe(&call(BEN)).await else {
        panic!("the key belongs to somebody else");
    };
    assert!(refusal.message.contains(&world.account(ANA).to_string()));
}

#[tokio::test(start_paused = true)]
async fn a_stale_version_is_a_conflict_that_a_probe_resolves() {
    for form in [muster_simulator::StaleVersion::Conflict, muster_simulator::StaleVersion::BadRequest] {
        let world = World::company(30);
        world.with(|tenant| tenant.behaviour_mut().stale_version = form);
        let client = world.client();
        let id = world.account(ANA);
        world.with(|tenant| {
            tenant.edit(|state| state.users.get_mut(&UserId::from(id.0)).unwrap().version = 9);
        });
        let call = |version: i64| Call::UpdateProfile {
            account: AccountRef::Known(id),
            profile: BTreeMap::from([(Field::Title, Some("Lead".to_owned()))]),
            manager: None,
            version: Some(version),
        };
        assert!(matches!(client.send(&call(1)).await, Outcome::Conflict(_)));
        let finding = client.probe(&call(1)).await;
        assert!(matches!(finding, Finding::NotYet { version: Some(9), .. }), "{finding:?}");
        assert!(matches!(client.send(&call(9)).await, Outcome::Applied(_)));
        assert_eq!(world.user(id).title.as_deref(), Some("Lead"));
    }
}

#[tokio::test(start_paused = true)]
async fn each_part_of_a_large_batch_raises_the_version_of_its_group_by_one() {
    let world = World::company(200);
    let client = world.client();
    let group = world.group("Group 0001");
    let outside: Vec<AccountRef> = world.with(|tenant| {
        let state = tenant.state_ref();
        let members = &state.groups[&group.0.into()].members;
        let others = state.users.keys().filter(|id| !members.contains(id));
        others.map(|id| AccountRef::Known(AccountId(id.uuid()))).collect()
    });
    for (version, part) in (1..).zip(outside.chunks(50)) {
        let call = Call::AddGroupMembers { group, accounts: part.to_vec(), version, api: Api::Platform };
        let outcome = client.send(&call).await;
        assert!(matches!(outcome, Outcome::Applied(_)), "{outcome:?}");
    }
}

/// Creates an account, loses the reply, is told that the mail is taken, and looks who has it.
async fn look_for_the_taken(search_lag_ms: u32) -> (World, Finding) {
    let world = World::company(10);
    script(&world, [Scripted::first("POST", "/api/v2/users", Fault::LostReply)]);
    world.with(|tenant| tenant.behaviour_mut().lag.search_ms = search_lag_ms);
    let (client, call) = (world.client(), plain_creation(&world));
    assert!(matches!(client.send(&call).await, Outcome::Unknown { .. }));
    assert!(matches!(client.probe(&call).await, Finding::NotYet { .. }));
    assert!(matches!(client.send(&call).await, Outcome::Conflict(_)));
    let finding = client.probe(&call).await;
    (world, finding)
}

#[tokio::test(start_paused = true)]
async fn a_taken_mail_is_looked_for_until_the_index_shows_it() {
    let (world, finding) = look_for_the_taken(10_000).await;
    let Finding::AlreadySo(effect) = finding else {
        panic!("{finding:?}");
    };
    assert_eq!(effect.account, Some(world.account("zoe@example.org")));
}

#[tokio::test(start_paused = true)]
async fn a_taken_mail_that_nobody_shows_ends_the_matter() {
    let (_, finding) = look_for_the_taken(3_600_000).await;
    let Finding::Gone(refusal) = finding else {
        panic!("{finding:?}");
    };
    assert!(refusal.message.contains("shows no account"), "{}", refusal.message);
}
