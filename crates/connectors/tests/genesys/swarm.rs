//! A naive driver in all weathers: whatever goes wrong on the way, the tenant ends as it does when nothing goes wrong.

use crate::calls::{ANA, BEN, CEM, everything_for};
use crate::world::{World, person};
use muster_connectors::genesys::Client;
use muster_core::entitlement::StationUse;
use muster_core::id::{AccountId, GroupId, SkillId, WrapupCodeId};
use muster_core::operation::{AccountRef, Api, Call, Effect, Finding, Leave, Outcome};
use muster_core::tenant::AccountState;
use muster_simulator::{Behaviour, Chances, Faults, Lag, StaleVersion, State, UserId, UserState};
use std::collections::BTreeMap;
use std::time::Duration;

/// Attempts for one call; with these chances of a fault, more would be a defect.
const ATTEMPTS_MAX: u32 = 60;

fn weather(seed: u64) -> Faults {
    Faults {
        seed,
        chances: Chances {
            error_500: 0.04,
            error_503: 0.04,
            error_504: 0.04,
            error_408: 0.04,
            lost_reply: 0.06,
            lost_request: 0.04,
            truncated: 0.04,
            throttle_burst: 0.02,
            login_too: true,
            ..Chances::default()
        },
        ..Faults::default()
    }
}

/// What may be so or otherwise in the real platform, by seed.
fn behaviour(seed: u64) -> Behaviour {
    let even = seed.is_multiple_of(2);
    Behaviour {
        stale_version: if even { StaleVersion::BadRequest } else { StaleVersion::Conflict },
        removing_absent_is_404: even,
        group_version_required: true,
        done_status: if even { 200 } else { 204 },
        lag: Lag {
            group_members_ms: if even { 3_000 } else { 0 },
            queue_members_ms: 2_000,
            grants_ms: 4_000,
            search_ms: if even { 5_000 } else { 0 },
            conversations_ms: if even { 2_000 } else { 0 },
            ..Lag::default()
        },
        ..Behaviour::default()
    }
}

fn creation(world: &World) -> Call {
    Call::CreateAccount {
        person: person("zoe"),
        mail: "zoe@example.org".into(),
        name: "Zoe Ueda".into(),
        division: world.division("Support"),
        profile: BTreeMap::new(),
    }
}

/// What follows once Zoe is there: she gains everything, Ana loses something of each kind.
fn calls(world: &World, zoe: AccountId) -> Vec<Call> {
    let ana = world.account(ANA);
    let state = world.state();
    let mut groups = state.groups.iter();
    let (group, _) = groups.find(|(_, g)| g.members.contains(&ana.0.into())).unwrap();
    let skill = world.user(ana).skills.into_keys().next().unwrap();
    let mut calls = everything_for(AccountRef::Known(zoe), world);
    calls.extend([
        Call::RemoveGroupMembers { group: GroupId(group.uuid()), accounts: vec![ana], api: Api::Platform },
        Call::RemoveSkill { account: ana, skill: SkillId(skill.uuid()) },
        Call::SetState { account: ana, state: AccountState::Inactive, version: 1, api: Api::Platform },
    ]);
    calls
}

/// Sends one call until it is so.
async fn settle(client: &Client, mut call: Call) -> Effect {
    for _ in 0..ATTEMPTS_MAX {
        match client.send(&call).await {
            Outcome::Applied(effect) | Outcome::AlreadySo(effect) => return effect,
            Outcome::Throttled { wait_ms } => tokio::time::sleep(Duration::from_millis(wait_ms)).await,
            Outcome::Transient(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            Outcome::Conflict(_) | Outcome::Unknown { .. } => {
                tokio::time::sleep(Duration::from_secs(1)).await;
                match client.probe(&call).await {
                    Finding::AlreadySo(effect) => return effect,
                    Finding::NotYet { version, .. } => call = renewed(call, version),
                    Finding::Unclear { .. } => {}
                    Finding::Gone(refusal) => panic!("{call:?} is about something that is gone: {refusal:?}"),
                }
            }
            Outcome::Refused(refusal) => panic!("{call:?} was refused: {refusal:?}"),
        }
    }
    panic!("{call:?} was not settled in {ATTEMPTS_MAX} attempts");
}

/// The call with the version that a probe saw.
fn renewed(mut call: Call, seen: Option<i64>) -> Call {
    match &mut call {
        Call::SetState { version, .. } | Call::AddGroupMembers { version, .. } => {
            *version = seen.unwrap_or(*version);
        }
        Call::UpdateProfile { version, .. } => *version = seen.or(*version),
        _ => {}
    }
    call
}

/// The end, and how many faults there were on the way.
async fn end_state(faults: Faults, behaviour: Behaviour) -> (State, u64) {
    let world = World::company(30);
    world.with(|tenant| {
        *tenant.behaviour_mut() = behaviour;
        tenant.set_faults(faults);
    });
    let client = world.client();
    let zoe = settle(&client, creation(&world)).await.account.unwrap();
    for call in calls(&world, zoe) {
        settle(&client, call).await;
    }
    let struck = world.with(|tenant| tenant.calls().faults);
    (forgetting_versions(world.state()), struck)
}

/// A call that took effect twice raises a version twice, and nothing else may differ.
fn forgetting_versions(mut state: State) -> State {
    state.users.values_mut().for_each(|user| user.version = 0);
    state.groups.values_mut().for_each(|group| group.version = 0);
    state
}

#[tokio::test(start_paused = true)]
async fn the_end_is_the_same_in_all_weathers() {
    let mut struck = 0;
    for seed in 0..100 {
        let (fair, _) = end_state(Faults::default(), behaviour(seed)).await;
        let zoes = fair.users.values().filter(|user| user.email == "zoe@example.org").count();
        let active = fair.users.values().filter(|user| user.state == UserState::Active).count();
        assert_eq!((zoes, active), (1, 30));
        let (foul, faults) = end_state(weather(seed), behaviour(seed)).await;
        assert_eq!(fair, foul, "seed {seed}");
        struck += faults;
    }
    assert!(struck > 100, "only {struck} faults: the weather was too good to prove anything");
}

/// Everything about Cem's departure, in the order in which a run sends it.
fn departure(world: &World) -> Vec<Call> {
    let (cem, ben) = (world.account(CEM), world.account(BEN));
    let account = cem;
    let [first, second, third] = ["first", "second", "third"].map(|name| world.talk(name, cem));
    let (queue, presence) = (world.queue("Queue 0002"), world.presence("Offline"));
    let wrapup = Some(WrapupCodeId(uuid::Uuid::from_u128(9)));
    let calls = [
        Leave::SetPresence { accounts: vec![cem, ben], presence },
        Leave::SetOffQueue { account },
        Leave::TransferToUser { conversation: first.0, participant: first.1, to: ben },
        Leave::TransferToQueue { conversation: second.0, participant: second.1, queue },
        Leave::Disconnect { conversation: third.0, participant: third.1, wrapup },
        Leave::EndTokens { account },
        Leave::ReleaseStation { account, station: StationUse::Associated },
        Leave::ReleaseStation { account, station: StationUse::Default },
        Leave::ReleaseLicences { accounts: vec![cem], licence: "wallboardUser".into() },
        Leave::DeleteAccount { account },
    ];
    calls.into_iter().map(Call::Leave).collect()
}

/// The tenant after it, with what happened in each conversation and without when.
async fn departed(faults: Faults, behaviour: Behaviour) -> (State, Vec<String>, u64) {
    let world = crate::departing::world();
    let calls = departure(&world);
    world.with(|tenant| {
        *tenant.behaviour_mut() = behaviour;
        tenant.set_faults(faults);
    });
    let client = world.client();
    for call in calls {
        settle(&client, call).await;
    }
    let cem = UserId::from(world.account(CEM).0);
    let (struck, stranded, logged_in) =
        world.with(|tenant| (tenant.calls().faults, tenant.stranded(), tenant.is_signed_in(cem)));
    assert_eq!((stranded, logged_in), (Vec::new(), false), "nobody is left alone, and Cem is out");
    let mut state = forgetting_versions(world.state());
    let talks = std::mem::take(&mut state.conversations);
    let parts = talks.iter().flat_map(|(id, talk)| talk.participants.iter().map(move |part| (id, part)));
    let told = parts.map(|(id, part)| {
        let (who, queue, stage) = (part.user, part.queue, part.stage);
        format!("{id} {:?} {who:?} {queue:?} {stage:?} {:?}", part.purpose, part.wrapup)
    });
    (state, told.collect(), struck)
}

#[tokio::test(start_paused = true)]
async fn a_departure_ends_the_same_in_all_weathers() {
    let mut struck = 0;
    for seed in 0..100 {
        let (fair, talks, _) = departed(Faults::default(), behaviour(seed)).await;
        let (foul, others, faults) = departed(weather(seed), behaviour(seed)).await;
        assert_eq!((fair, talks), (foul, others), "seed {seed}");
        struck += faults;
    }
    assert!(struck > 100, "only {struck} faults: the weather was too good to prove anything");
}
