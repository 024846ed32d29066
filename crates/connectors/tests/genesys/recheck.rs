//! Asking again about what is to be taken away or forgotten.

use crate::world::World;
use muster_connectors::genesys::{Answers, Asked, recheck};
use muster_core::entitlement::{DivisionScope, Level, RoleAt, Slot, Value};
use muster_core::id::{AccountId, GroupId, LanguageId, SkillId};
use muster_simulator::{Fault, Faults, GroupId as SimulatedGroup, Scripted, State, UserId, UserState};
use std::collections::{BTreeMap, BTreeSet};

type Held = BTreeMap<AccountId, BTreeMap<Slot, Value>>;

fn level(number: f64) -> Value {
    Value::Level(Level::try_from(number).unwrap())
}

/// Two people in two groups, one of them in both, each with one skill and one language; and what they hold of these.
fn world() -> (World, [AccountId; 2], [GroupId; 2], Held) {
    let world = World::company(20);
    let people = [0, 1].map(|number| world.account(&format!("person{number:05}@example.org")));
    let groups = [0, 1].map(|number| world.group(&format!("Group {number:04}")));
    edit(&world, |state| {
        member_of(state, groups[0]).extend(people.map(|account| UserId::from(account.0)));
        member_of(state, groups[1]).insert(UserId::from(people[0].0));
    });
    let mut held: Held = people.map(|account| (account, levels(&world, account))).into();
    for (account, group) in [(people[0], groups[0]), (people[1], groups[0]), (people[0], groups[1])] {
        held.get_mut(&account).unwrap().insert(Slot::Group { group }, Value::Held);
    }
    (world, people, groups, held)
}

fn levels(world: &World, account: AccountId) -> BTreeMap<Slot, Value> {
    let user = world.user(account);
    let skills = user.skills.iter().map(|(id, has)| (Slot::Skill { skill: SkillId(id.uuid()) }, level(*has)));
    let languages = user
        .languages
        .iter()
        .map(|(id, has)| (Slot::Language { language: LanguageId(id.uuid()) }, level(*has)));
    skills.chain(languages).collect()
}

fn edit(world: &World, change: impl FnOnce(&mut State)) {
    world.with(|tenant| tenant.edit(change));
}

fn member_of(state: &mut State, group: GroupId) -> &mut BTreeSet<UserId> {
    &mut state.groups.get_mut(&SimulatedGroup::from(group.0)).unwrap().members
}

fn asked(held: &Held) -> Asked {
    held.iter().map(|(account, slots)| (*account, slots.keys().cloned().collect())).collect()
}

/// The answers without the errors.
fn told(answers: &Answers) -> Vec<(AccountId, Slot, Option<Value>)> {
    let good = answers.iter().filter_map(|((account, slot), answer)| {
        Some((*account, slot.clone(), answer.as_ref().ok()?.clone()))
    });
    good.collect()
}

fn everything(held: &Held) -> Vec<(AccountId, Slot, Option<Value>)> {
    let all = held
        .iter()
        .flat_map(|(account, slots)| slots.iter().map(move |(slot, value)| (account, slot, value)));
    all.map(|(account, slot, value)| (*account, slot.clone(), Some(value.clone()))).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_held_is_confirmed_with_one_call_for_each_group_and_each_list() {
    let (world, _, _, held) = world();
    let client = world.client();
    assert_eq!(told(&recheck(&client, &asked(&held)).await), everything(&held));
    let calls = client.calls().by_endpoint;
    assert_eq!(calls["GET /api/v2/groups/{groupId}/individuals"], 2, "three memberships of two groups");
    assert_eq!(calls["GET /api/v2/users/{userId}/routingskills"], 2);
    assert_eq!(calls["GET /api/v2/users/{userId}/routinglanguages"], 2);
    assert_eq!(client.calls().total, 6);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_is_asked_no_call_is_made() {
    let (world, people, ..) = world();
    let client = world.client();
    assert_eq!(recheck(&client, &Asked::new()).await.len(), 0);
    let facts: Asked = [(people[0], [Slot::Account, Slot::Manager, Slot::Division].into())].into();
    assert_eq!(recheck(&client, &facts).await.len(), 0);
    assert_eq!(client.calls().total, 0);
}

#[tokio::test(start_paused = true)]
async fn roles_and_queues_are_told_too() {
    let (world, people, ..) = world();
    let user = world.user(people[0]);
    let agent = user.grants.iter().find(|grant| grant.role.uuid() == world.role("Agent").0).unwrap();
    let muster_simulator::Scope::Division(division) = agent.scope else { panic!("agents have a division") };
    let at = |division| Slot::Role(RoleAt { role: world.role("Agent"), division });
    let role = at(DivisionScope::In(muster_core::id::DivisionId(division.uuid())));
    let elsewhere = at(DivisionScope::All);
    let state = world.state();
    let queues = state.queues.iter().map(|(id, queue)| {
        let slot = Slot::Queue { queue: muster_core::id::QueueId(id.uuid()) };
        (slot, queue.members.contains_key(&UserId::from(people[0].0)).then_some(Value::Held))
    });
    let mut expected: BTreeMap<Slot, Option<Value>> = queues.collect();
    expected.extend([(role, Some(Value::Held)), (elsewhere, None)]);
    let client = world.client();
    let answers = recheck(&client, &[(people[0], expected.keys().cloned().collect())].into()).await;
    let found: BTreeMap<Slot, Option<Value>> =
        told(&answers).into_iter().map(|(_, slot, is)| (slot, is)).collect();
    assert_eq!(found, expected);
    assert_eq!(client.calls().total, 1 + state.queues.len() as u64);
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_or_different_is_told() {
    let (world, people, groups, held) = world();
    edit(&world, |state| {
        member_of(state, groups[0]).remove(&UserId::from(people[0].0));
        state.users.get_mut(&UserId::from(people[0].0)).unwrap().skills.clear();
        let levels = &mut state.users.get_mut(&UserId::from(people[1].0)).unwrap().skills;
        levels.values_mut().for_each(|level| *level = 1.5);
    });
    let answers = recheck(&world.client(), &asked(&held)).await;
    for (account, slots) in &held {
        for (slot, before) in slots {
            let first = *account == people[0];
            let expected = match slot {
                Slot::Group { group } if first && *group == groups[0] => None,
                Slot::Skill { .. } => (!first).then(|| level(1.5)),
                _ => Some(before.clone()),
            };
            assert_eq!(answers[&(*account, slot.clone())].as_ref().unwrap(), &expected, "{slot:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_tells_nothing_and_does_not_stop_the_others() {
    let (world, people, groups, held) = world();
    let fault = |path: &str| Scripted::first("GET", path, Fault::Status(503)).times(1000);
    let scripted = vec![
        fault(&format!("/api/v2/users/{}/routinglanguages", people[0])),
        fault(&format!("/api/v2/groups/{}/individuals", groups[0])),
    ];
    world.with(|tenant| tenant.set_faults(Faults { scripted, ..Faults::default() }));
    let answers = recheck(&world.client(), &asked(&held)).await;
    let failed = |account: AccountId, slot: &Slot| match slot {
        Slot::Group { group } => *group == groups[0],
        Slot::Language { .. } => account == people[0],
        _ => false,
    };
    for ((account, slot), answer) in &answers {
        assert_eq!(answer.is_err(), failed(*account, slot), "{slot:?}: {answer:?}");
    }
    assert_eq!(answers.values().filter(|answer| answer.is_err()).count(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_exist_any_more_holds_nothing() {
    let (world, people, groups, held) = world();
    edit(&world, |state| {
        state.groups.remove(&SimulatedGroup::from(groups[1].0));
        state.users.get_mut(&UserId::from(people[1].0)).unwrap().state = UserState::Deleted;
    });
    let answers = recheck(&world.client(), &asked(&held)).await;
    let gone =
        |account: AccountId, slot: &Slot| account == people[1] || *slot == Slot::Group { group: groups[1] };
    for ((account, slot), answer) in &answers {
        assert_eq!(answer.as_ref().unwrap().is_none(), gone(*account, slot), "{slot:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_cannot_be_reached_tells_nothing() {
    let (world, .., held) = world();
    let fault = Scripted { method: None, ..Scripted::first("GET", "/", Fault::LostRequest).times(100_000) };
    world.with(|tenant| tenant.set_faults(Faults { scripted: vec![fault], ..Faults::default() }));
    let answers = recheck(&world.client(), &asked(&held)).await;
    assert_eq!(answers.len(), held.values().map(BTreeMap::len).sum::<usize>());
    assert!(answers.values().all(Result::is_err), "{answers:?}");
}

#[tokio::test(start_paused = true)]
async fn many_skills_are_looked_for_on_all_pages() {
    let (world, people, ..) = world();
    let named = |number: usize| muster_simulator::SkillId::named(&format!("skill {number}"));
    let skills: Vec<muster_simulator::SkillId> = (0..70).map(named).collect();
    edit(&world, |state| {
        let some = state.skills.values().next().unwrap().clone();
        state.skills.extend(skills.iter().map(|id| (*id, some.clone())));
        let user = state.users.get_mut(&UserId::from(people[0].0)).unwrap();
        user.skills = skills.iter().map(|id| (*id, 2.0)).collect();
    });
    let slots = skills.iter().map(|id| (Slot::Skill { skill: SkillId(id.uuid()) }, level(2.0)));
    let held: Held = [(people[0], slots.collect())].into();
    let client = world.client();
    assert_eq!(told(&recheck(&client, &asked(&held)).await), everything(&held));
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users/{userId}/routingskills"], 2);
}
