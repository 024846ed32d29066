//! Accounts over SCIM, in both families of paths: made, amended, put to sleep, and found again.

use crate::calls::{ANA, BEN, takes_effect};
use crate::faults::script;
use crate::world::{World, config, person};
use muster_connectors::genesys::{Client, Config, ScimFamily, read_names, scim_service};
use muster_core::entitlement::{Field, Level};
use muster_core::id::AccountId;
use muster_core::operation::{AccountRef, Api, Call, Finding, Outcome, Part, Remaining};
use muster_core::tenant::AccountState;
use muster_simulator::{Fault, Scripted, UserId, UserState};

const AUTHORITY: &str = "ad:objectGUID";
const KEY: &str = "762c4376-6006-4577-a1e8-0f227d811790";

fn level(level: f64) -> Level {
    level.try_into().unwrap()
}

fn text(field: Field, had: bool, text: Option<&str>) -> Part {
    Part::Field { field, had, text: text.map(str::to_owned) }
}

fn skill(world: &World, name: &str, had: bool, of: Option<f64>) -> Part {
    Part::Skill { skill: world.skill(name), name: name.into(), had, level: of.map(level) }
}

fn language(world: &World, name: &str, had: bool, of: Option<f64>) -> Part {
    Part::Language { language: world.language(name), name: name.into(), had, level: of.map(level) }
}

fn key() -> Part {
    Part::ExternalId { authority: AUTHORITY.into(), key: KEY.into() }
}

pub(crate) fn provision(world: &World) -> Call {
    Call::ProvisionAccount {
        person: person("zoe"),
        mail: "zoe@example.org".into(),
        name: "Zoe Ueda".into(),
        division: world.division("Support"),
        division_name: "Support".into(),
        parts: vec![
            text(Field::Title, false, Some("Agent")),
            text(Field::Department, false, Some("Care")),
            text(Field::EmployeeNumber, false, Some("4711")),
            text(Field::WorkPhone, false, Some("+4930111")),
            text(Field::MobilePhone, false, Some("+49170222")),
            Part::Manager { manager: AccountRef::Known(world.account(ANA)) },
            key(),
            skill(world, "Fraud", false, Some(3.5)),
            language(world, "Deutsch", false, Some(5.0)),
        ],
    }
}

fn amend(account: AccountId, parts: Vec<Part>, version: Option<i64>) -> Call {
    Call::AmendAccount { account: AccountRef::Known(account), parts, version }
}

fn clients(world: &World) -> [Client; 2] {
    [ScimFamily::V2, ScimFamily::V1].map(|scim| Client::new(Config { scim, ..config() }, world.clone()))
}

#[tokio::test(start_paused = true)]
async fn one_call_makes_a_whole_account() {
    for at in [0, 1] {
        let world = World::company(30);
        let client = &clients(&world)[at];
        let writes = |world: &World| world.with(|tenant| tenant.calls().writes());
        let before = writes(&world);
        let effect = takes_effect(client, &provision(&world)).await;
        // The search of the probes is a POST, too.
        assert!(writes(&world) - before <= 3);
        let id = effect.account.unwrap();
        let user = world.user(id);
        assert_eq!(effect.version, Some(user.version as i64));
        assert_eq!((user.name.as_str(), user.title.as_deref()), ("Zoe Ueda", Some("Agent")));
        assert_eq!((user.state, user.department.as_deref()), (UserState::Active, Some("Care")));
        assert_eq!(user.employer_info.employee_id.as_deref(), Some("4711"));
        assert_eq!(user.division.uuid(), world.division("Support").0);
        assert_eq!(user.manager.map(|id| id.uuid()), Some(world.account(ANA).0));
        assert_eq!((user.skills.len(), user.languages.len()), (1, 1));
        assert!(user.external_ids.iter().any(|id| id.authority == AUTHORITY && id.key == KEY));
        assert_eq!(user.addresses.iter().filter(|one| one.address.is_some()).count(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn every_part_can_be_amended_and_taken_back() {
    for at in [0, 1] {
        let world = World::company(30);
        let client = &clients(&world)[at];
        let id = takes_effect(client, &provision(&world)).await.account.unwrap();
        let parts = vec![
            Part::Division { division: world.division("Billing"), name: "Billing".into() },
            text(Field::Name, true, Some("Zoe \"Zed\" Ueda")),
            text(Field::Title, true, Some("Lead")),
            text(Field::Department, true, None),
            text(Field::EmployeeNumber, true, Some("4712")),
            text(Field::WorkPhone, true, Some("+4930333")),
            text(Field::MobilePhone, true, None),
            Part::Manager { manager: AccountRef::Known(world.account(BEN)) },
            skill(&world, "Fraud", true, Some(1.0)),
            skill(&world, "Network", false, Some(2.0)),
            language(&world, "Deutsch", true, None),
        ];
        let version = world.user(id).version as i64;
        let effect = takes_effect(client, &amend(id, parts, Some(version))).await;
        let user = world.user(id);
        assert_eq!(effect.version, Some(user.version as i64));
        assert_eq!((user.name.as_str(), user.title.as_deref()), ("Zoe \"Zed\" Ueda", Some("Lead")));
        assert_eq!(user.department.as_deref().unwrap_or_default(), "");
        assert_eq!(user.employer_info.employee_id.as_deref(), Some("4712"));
        assert_eq!(user.division.uuid(), world.division("Billing").0);
        assert_eq!((user.skills.len(), user.languages.len()), (2, 0));
        let numbers: Vec<_> = user.addresses.iter().filter_map(|one| one.address.as_deref()).collect();
        assert_eq!(numbers, ["+4930333"]);
    }
}

#[tokio::test(start_paused = true)]
async fn accounts_sleep_and_wake_and_groups_gain_and_lose_over_scim() {
    for at in [0, 1] {
        let world = World::company(30);
        let client = &clients(&world)[at];
        let ana = world.account(ANA);
        let group = world.group("Group 0001");
        world.with(|tenant| {
            tenant.edit(|state| state.groups.values_mut().for_each(|group| group.members.clear()));
        });
        for (state, seen) in
            [(AccountState::Inactive, UserState::Inactive), (AccountState::Active, UserState::Active)]
        {
            let version = world.user(ana).version as i64;
            let call = Call::SetState { account: ana, state, version, api: Api::Scim };
            assert_eq!(takes_effect(client, &call).await.version, Some(world.user(ana).version as i64));
            assert_eq!(world.user(ana).state, seen);
        }
        let accounts = vec![AccountRef::Known(ana), AccountRef::Known(world.account(BEN))];
        takes_effect(client, &Call::AddGroupMembers { group, accounts, version: 77, api: Api::Scim }).await;
        let accounts = vec![ana, world.account(BEN)];
        takes_effect(client, &Call::RemoveGroupMembers { group, accounts, api: Api::Scim }).await;
        let calls = client.calls().by_endpoint;
        assert!(
            !calls.keys().any(|name| name.contains("/api/v2/groups")),
            "SCIM reads its groups: {calls:?}"
        );
    }
}

/// Somebody else's member is neither taken for ours nor lost.
#[tokio::test(start_paused = true)]
async fn a_group_is_looked_at_over_scim_with_its_members_and_version() {
    for at in [0, 1] {
        let world = World::company(30);
        let client = &clients(&world)[at];
        let (ana, ben, group) = (world.account(ANA), world.account(BEN), world.group("Group 0001"));
        let id = muster_simulator::GroupId::from(group.0);
        world.with(|tenant| {
            tenant.edit(|state| {
                let group = state.groups.get_mut(&id).unwrap();
                group.members = [UserId::from(ben.0)].into();
                group.version = 41;
            });
        });
        let accounts = vec![AccountRef::Known(ana), AccountRef::Known(ben)];
        let add = Call::AddGroupMembers { group, accounts, version: 1, api: Api::Scim };
        let before = client.calls().total;
        let Finding::NotYet { version: Some(41), remaining } = client.probe(&add).await else { panic!() };
        assert_eq!(remaining, Remaining::Accounts(vec![AccountRef::Known(ana)]));
        assert_eq!(client.calls().total - before, 1);
        let remove = Call::RemoveGroupMembers { group, accounts: vec![ana], api: Api::Scim };
        assert!(matches!(client.probe(&remove).await, Finding::AlreadySo(_)));
        world.with(|tenant| tenant.edit(|state| drop(state.groups.remove(&id))));
        assert!(matches!(client.probe(&add).await, Finding::Gone(_)));
        assert!(matches!(client.probe(&remove).await, Finding::AlreadySo(_)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stale_etag_is_a_conflict_that_a_probe_resolves() {
    let world = World::company(30);
    let client = world.client();
    let ana = world.account(ANA);
    world.with(|tenant| tenant.edit(|state| state.users.get_mut(&UserId::from(ana.0)).unwrap().version = 9));
    let call = |version| amend(ana, vec![text(Field::Title, true, Some("Lead"))], Some(version));
    let Outcome::Conflict(refusal) = client.send(&call(8)).await else { panic!("the version is stale") };
    assert_eq!((refusal.status, refusal.code.as_str()), (400, "invalidVers"));
    let Finding::NotYet { version: Some(9), .. } = client.probe(&call(8)).await else { panic!() };
    assert!(matches!(client.send(&call(9)).await, Outcome::Applied(_)));
}

// SCIM cannot replace what is not there: the probe says what is, and only what is left is sent again.
#[tokio::test(start_paused = true)]
async fn a_probe_names_the_parts_that_are_left_and_what_there_is_of_them() {
    let world = World::company(30);
    let client = world.client();
    let ana = world.account(ANA);
    let fraud = world.skill("Fraud");
    let version = Some(world.user(ana).version as i64);
    world.with(|tenant| {
        tenant.behaviour_mut().scim.value_paths_create = false;
        tenant.edit(|state| {
            let user = state.users.get_mut(&UserId::from(ana.0)).unwrap();
            user.title = Some("Lead".into());
            user.skills.remove(&fraud.0.into());
        });
    });
    let part = |had| skill(&world, "Fraud", had, Some(2.0));
    let call = amend(ana, vec![text(Field::Title, true, Some("Lead")), part(true)], version);
    assert!(matches!(client.send(&call).await, Outcome::Conflict(_)));
    let Finding::NotYet { version, remaining } = client.probe(&call).await else { panic!("it is not so") };
    assert_eq!(remaining, Remaining::Parts(vec![part(false)]));
    let again = amend(ana, vec![part(false)], version);
    takes_effect(&client, &again).await;
    assert!(world.user(ana).skills.contains_key(&fraud.0.into()));
}

#[tokio::test(start_paused = true)]
async fn what_scim_does_not_know_is_refused_by_name_and_nothing_happens() {
    let world = World::company(30);
    let client = world.client();
    let ana = world.account(ANA);
    let before = world.user(ana);
    let unknown = Part::Skill {
        skill: world.skill("Fraud"),
        name: "Frawd".into(),
        had: false,
        level: Some(level(2.0)),
    };
    let call = amend(ana, vec![text(Field::Title, true, Some("Lead")), unknown], None);
    let Outcome::Refused(refusal) = client.send(&call).await else { panic!("there is no such skill") };
    assert_eq!(refusal.code, "invalidValue");
    assert!(refusal.message.contains("Frawd"), "{}", refusal.message);
    assert!(refusal.correlation.is_some());
    assert_eq!(world.user(ana), before, "all or nothing");
}

#[tokio::test(start_paused = true)]
async fn a_lost_creation_is_found_by_its_key() {
    let world = World::company(30);
    let client = world.client();
    script(&world, [Scripted::first("POST", "/api/v2/scim/v2/users", Fault::LostReply)]);
    let call = provision(&world);
    assert!(matches!(client.send(&call).await, Outcome::Unknown { .. }));
    let Finding::AlreadySo(effect) = client.probe(&call).await else { panic!("it is there") };
    assert_eq!(effect.account, Some(world.account("zoe@example.org")));
}

#[tokio::test(start_paused = true)]
async fn an_account_with_our_mail_and_not_our_key_is_another_s() {
    let world = World::company(30);
    let client = world.client();
    let (ana, call) = (world.account(ANA), provision(&world));
    world.with(|tenant| {
        tenant.edit(|state| {
            state.users.get_mut(&UserId::from(ana.0)).unwrap().email = "zoe@example.org".into()
        });
    });
    assert!(matches!(client.send(&call).await, Outcome::Conflict(_)));
    let Finding::Gone(refusal) = client.probe(&call).await else { panic!("it is not ours") };
    assert!(refusal.message.contains(&ana.to_string()), "{}", refusal.message);
}

#[tokio::test(start_paused = true)]
async fn the_service_says_what_it_can_and_shows_its_ceiling() {
    let world = World::company(3);
    world.with(|tenant| tenant.limits_mut().services.insert(muster_simulator::Service::Scim, 40));
    for client in clients(&world) {
        read_names(&client).await.unwrap();
        let service = scim_service(&client).await.unwrap();
        assert!(service.patch && service.etag);
        assert_eq!(client.ceilings().get("scim"), Some(&40));
    }
}
