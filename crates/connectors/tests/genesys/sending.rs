//! Every call there is, sent to a tenant that checks it, and read back.

use crate::calls::{ANA, BEN, creation, everything_for, takes_effect};
use crate::world::{World, config, person};
use muster_connectors::genesys::{Client, Waiting};
use muster_core::entitlement::{DivisionScope, Field, RoleAt};
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Api, Call, Finding, Outcome, Profile, Remaining};
use muster_core::tenant::AccountState;
use muster_simulator::{Contact, Seed, Service, Tenant, UserId};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_new_hire_gets_everything() {
    let world = World::company(30);
    let client = world.client();
    let support = world.division("Support");
    let effect = takes_effect(&client, &creation(support)).await;
    let id = effect.account.unwrap();
    assert_eq!(effect.version, Some(world.user(id).version as i64));

    for call in &everything_for(AccountRef::Known(id), &world) {
        takes_effect(&client, call).await;
    }
    let user = world.user(id);
    assert_eq!((user.name.as_str(), user.title.as_deref()), ("Zoe Ueda", Some("Agent")));
    let numbers: Vec<_> = user.addresses.iter().filter_map(|one| one.address.as_deref()).collect();
    assert_eq!(numbers, ["+4930111", "+49170222"]);
    assert_eq!(user.employer_info.employee_id.as_deref(), Some("4711"));
    assert_eq!(user.division.uuid(), world.division("Billing").0);
}

#[tokio::test(start_paused = true)]
async fn a_leaver_loses_everything() {
    let world = World::company(30);
    let client = world.client();
    let id = world.account(ANA);
    let user = world.user(id);
    let state = world.state();
    let group = state.groups.iter().find(|(_, g)| g.members.contains(&UserId::from(id.0))).unwrap().0;
    let queue = state.queues.iter().find(|(_, q)| q.members.contains_key(&UserId::from(id.0))).unwrap().0;
    let grants = user.grants.iter().map(|grant| RoleAt {
        role: muster_core::id::RoleId(grant.role.uuid()),
        division: grant.scope.to_string().parse().unwrap(),
    });
    let calls = [
        Call::RemoveGroupMembers {
            group: muster_core::id::GroupId(group.uuid()),
            accounts: vec![id],
            api: Api::Platform,
        },
        Call::RemoveQueueMembers { queue: muster_core::id::QueueId(queue.uuid()), accounts: vec![id] },
        Call::RemoveSkill {
            account: id,
            skill: muster_core::id::SkillId(user.skills.keys().next().unwrap().uuid()),
        },
        Call::RemoveLanguage {
            account: id,
            language: muster_core::id::LanguageId(user.languages.keys().next().unwrap().uuid()),
        },
        Call::RemoveGrants { account: id, grants: grants.collect() },
        Call::SetState {
            account: id,
            state: AccountState::Inactive,
            version: user.version as i64,
            api: Api::Platform,
        },
    ];
    for call in &calls {
        takes_effect(&client, call).await;
    }
    let after = world.user(id);
    assert_eq!(after.state, muster_simulator::UserState::Inactive);
    assert!(after.grants.is_empty() && after.skills.is_empty() && after.languages.is_empty());
}

#[tokio::test(start_paused = true)]
async fn removing_what_is_gone_is_no_failure() {
    let world = World::company(30);
    let client = world.client();
    let id = world.account(ANA);
    let skill = muster_core::id::SkillId(world.user(id).skills.keys().next().unwrap().uuid());
    let call = Call::RemoveSkill { account: id, skill };
    takes_effect(&client, &call).await;
    assert!(matches!(client.send(&call).await, Outcome::AlreadySo(_)));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_account_is_restored() {
    let mut seed = Seed::company(30);
    seed.users[1].state = muster_simulator::UserState::Deleted;
    let world = World::new(Tenant::from_seed(&seed).unwrap());
    let client = world.client();
    let id = world.account(ANA);
    let call = Call::SetState {
        account: id,
        state: AccountState::Active,
        version: world.user(id).version as i64,
        api: Api::Platform,
    };
    takes_effect(&client, &call).await;
    assert_eq!(world.user(id).state, muster_simulator::UserState::Active);
}

#[tokio::test(start_paused = true)]
async fn a_batch_probe_names_who_is_left() {
    let world = World::company(30);
    let client = world.client();
    let queue = world.queue("Queue 0001");
    let (ana, ben) = (AccountRef::Known(world.account(ANA)), AccountRef::Known(world.account(BEN)));
    world.with(|tenant| {
        tenant.edit(|state| {
            let queue = state.queues.get_mut(&queue.0.into()).unwrap();
            queue.members.clear();
            let id = UserId::from(world_id(&ana));
            queue.members.insert(id, muster_simulator::QueueMember { joined: true, ring: 1 });
        });
    });
    let call = Call::AddQueueMembers { queue, accounts: vec![ana, ben.clone()] };
    let finding = client.probe(&call).await;
    assert_eq!(finding, Finding::NotYet { version: None, remaining: Remaining::Accounts(vec![ben]) });
}

fn world_id(account: &AccountRef) -> uuid::Uuid {
    match account {
        AccountRef::Known(id) => id.0,
        AccountRef::CreatedFor(_) => unreachable!("only known accounts here"),
    }
}

#[tokio::test(start_paused = true)]
async fn many_holders_of_a_role_are_probed_by_the_list_of_holders() {
    let world = World::company(300);
    let client = world.client();
    let ids = world.with(|tenant| tenant.state_ref().users.keys().map(|id| id.uuid()).collect::<Vec<_>>());
    let call = Call::GrantRole {
        role: world.role("Supervisor"),
        division: DivisionScope::All,
        accounts: ids.into_iter().map(|id| AccountRef::Known(AccountId(id))).collect(),
    };
    takes_effect(&client, &call).await;
    assert!(client.calls().total < 15, "{:?}", client.calls());
}

#[tokio::test(start_paused = true)]
async fn a_phone_change_keeps_the_other_addresses_and_can_clear() {
    let mut seed = Seed::company(30);
    let contact = |media: &str, kind: &str, address: &str| Contact {
        address: Some(address.into()),
        media_type: media.into(),
        kind: kind.into(),
        ..Contact::default()
    };
    seed.users[1].addresses = vec![
        contact("PHONE", "WORK", "+4930111"),
        contact("PHONE", "HOME", "+4930999"),
        contact("EMAIL", "WORK2", "desk@example.org"),
    ];
    let world = World::new(Tenant::from_seed(&seed).unwrap());
    let client = world.client();
    let id = world.account(ANA);
    let change = |profile: Profile| Call::UpdateProfile {
        account: AccountRef::Known(id),
        profile,
        manager: Some(None),
        version: Some(world.user(id).version as i64),
    };
    let numbers = || -> Vec<String> {
        let user = world.user(id);
        user.addresses.into_iter().filter_map(|one| one.address).collect()
    };
    let profile = BTreeMap::from([(Field::WorkPhone, Some("+4930222".to_owned()))]);
    takes_effect(&client, &change(profile)).await;
    assert_eq!(numbers(), ["+4930222", "+4930999", "desk@example.org"]);
    assert_eq!(world.user(id).manager, None);
    let cleared = BTreeMap::from([(Field::WorkPhone, None), (Field::Title, None)]);
    takes_effect(&client, &change(cleared)).await;
    assert_eq!(numbers(), ["+4930999", "desk@example.org"]);
    assert_eq!(world.user(id).title, None);
}

#[tokio::test(start_paused = true)]
async fn a_call_about_an_account_that_was_not_created_is_not_sent() {
    let world = World::company(30);
    let client = world.client();
    for call in everything_for(AccountRef::CreatedFor(person("nobody")), &world) {
        let Outcome::Refused(sent) = client.send(&call).await else {
            panic!("{call:?} cannot have been sent");
        };
        assert!(sent.message.contains("corp-ad/nobody"), "{}", sent.message);
        let Finding::Gone(probed) = client.probe(&call).await else {
            panic!("{call:?} cannot have been asked about");
        };
        assert_eq!(probed, sent);
    }
    assert_eq!(client.calls().total, 0);
}

#[tokio::test(start_paused = true)]
async fn a_manager_who_was_not_created_is_not_set() {
    let world = World::company(10);
    let client = world.client();
    let call = Call::UpdateProfile {
        account: AccountRef::Known(world.account(ANA)),
        profile: BTreeMap::new(),
        manager: Some(Some(AccountRef::CreatedFor(person("nobody")))),
        version: Some(1),
    };
    let before = world.state();
    assert!(matches!(client.send(&call).await, Outcome::Refused(_)));
    assert!(matches!(client.probe(&call).await, Finding::Gone(_)));
    assert_eq!(world.state(), before);
}

/// Sets a skill of Ana's so often, by as many workers as one likes.
async fn set_skills(world: &World, client: &Client, calls: u32, workers: u32) {
    let skill = world.skill("Fraud");
    let account = AccountRef::Known(world.account(ANA));
    let work = (0..workers).map(|worker| {
        let account = account.clone();
        async move {
            for step in 0..calls / workers {
                let level = f64::from((worker + step) % 6).try_into().unwrap();
                let call = Call::SetSkills { account: account.clone(), skills: [(skill, level)].into() };
                let outcome = client.send(&call).await;
                if let Outcome::Throttled { wait_ms } = outcome {
                    tokio::time::sleep(Duration::from_millis(wait_ms)).await;
                }
            }
        }
    });
    futures_util::future::join_all(work).await;
}

#[tokio::test(start_paused = true)]
async fn forty_calls_are_not_slowed_down() {
    let world = World::company(30);
    let (client, start) = (world.client(), Instant::now());
    set_skills(&world, &client, 40, 4).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(client.budget().waiting, Waiting::Nothing);
}

#[tokio::test(start_paused = true)]
async fn a_hidden_ceiling_is_found_once_and_the_next_client_knows_it() {
    let world = World::company(30);
    world.with(|tenant| {
        tenant.limits_mut().services.insert(Service::Routing, 100);
        tenant.limits_mut().hidden_services.insert(Service::Routing);
    });
    let client = world.client();
    set_skills(&world, &client, 600, 8).await;
    let found = client.ceilings();
    assert!((90..=104).contains(&found["users"]), "{found:?}");
    let refused = world.with(|tenant| tenant.calls().throttled);
    assert!((1..=8).contains(&refused), "{refused} refusals: only those in flight when it was found");

    tokio::time::sleep(Duration::from_secs(120)).await;
    let mut config = config();
    config.governor.known = found;
    set_skills(&world, &Client::new(config, world.clone()), 600, 8).await;
    assert_eq!(world.with(|tenant| tenant.calls().throttled), refused);
}

#[tokio::test(start_paused = true)]
async fn the_budget_tells_what_is_waited_for() {
    let world = World::company(30);
    let client = world.client();
    let look = async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        client.budget()
    };
    let (_, budget) = futures_util::future::join(set_skills(&world, &client, 400, 8), look).await;
    assert_eq!((budget.allowed, budget.usable, budget.waiting), (300, 270, Waiting::Budget));
    assert!(budget.in_flight <= budget.in_flight_limit && budget.in_flight_limit >= 4, "{budget:?}");
}
