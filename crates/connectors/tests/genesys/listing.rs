//! Listings that end early, change while they are read, or hold nonsense.

use crate::world::{World, config};
use muster_connectors::genesys::{Client, Exchange, ReadScope, Request, Transport, read_tenant};
use muster_core::id::{AccountId, QueueId};
use muster_core::record::Coverage;
use muster_core::tenant::{AccountState, TenantSnapshot};
use muster_simulator::{
    Behaviour, Fault, Faults, Limits, QueueMember, Scripted, Seed, SeedUser, State, Tenant, UserId, UserState,
};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

/// So many accounts, all inactive and with nothing, with a wall behind the 10 000th or without.
fn inactive(people: usize, wall_for_any_state: bool) -> World {
    let mut seed = Seed::company(people);
    seed.users = seed.users.into_iter().map(|user| asleep(&user)).collect();
    let tenant = Tenant::from_seed(&seed).unwrap().with_limits(Limits::unlimited());
    World::new(tenant.with_behaviour(Behaviour { wall_for_any_state, ..Behaviour::default() }))
}

fn asleep(user: &SeedUser) -> SeedUser {
    let (name, email) = (user.name.clone(), user.email.clone());
    SeedUser { name, email, state: UserState::Inactive, ..SeedUser::default() }
}

/// Reads so many accounts and returns the calls by page number and by cursor.
async fn read_all(people: usize, wall: bool) -> (u64, u64) {
    let world = inactive(people, wall);
    let client = world.client();
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert_eq!(read.coverage, Coverage::Complete);
    let ids: BTreeSet<AccountId> = world.state().users.keys().map(|id| AccountId(id.uuid())).collect();
    assert_eq!(ids.len(), people);
    assert!(read.accounts.keys().eq(&ids));
    assert!(read.accounts.values().all(|account| account.state == AccountState::Inactive));
    let calls = client.calls().by_endpoint;
    (calls["GET /api/v2/users"], calls.get("GET /api/v2/users/query").copied().unwrap_or(0))
}

#[tokio::test(start_paused = true)]
async fn without_a_wall_everybody_is_read_by_page_number() {
    for (people, pages) in [(9_999, 20), (10_000, 20), (10_001, 21), (12_345, 25)] {
        assert_eq!(read_all(people, false).await, (pages, 0), "{people} people");
    }
}

#[tokio::test(start_paused = true)]
async fn up_to_the_wall_everybody_is_read_by_page_number() {
    for people in [9_999, 10_000] {
        assert_eq!(read_all(people, true).await, (20, 0), "{people} people");
    }
}

/// By page number go the first page, the one behind the wall, and the count at the end.
#[tokio::test(start_paused = true)]
async fn behind_the_wall_everybody_is_read_by_cursor() {
    for (people, pages) in [(10_001, 21), (12_345, 25)] {
        assert_eq!(read_all(people, true).await, (3, pages), "{people} people");
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_wall_without_the_right_to_a_cursor_the_listing_is_a_part() {
    let world = inactive(10_600, true);
    let fault = Scripted::first("GET", "/api/v2/users/query", Fault::Status(403)).times(10);
    world.with(|tenant| tenant.set_faults(Faults { scripted: vec![fault], ..Faults::default() }));
    let read = read_tenant(&world.client(), &ReadScope::default()).await.unwrap();
    assert_eq!(read.accounts.len(), 10_000);
    let Coverage::Partial { missing } = read.coverage else { panic!("600 accounts are missing") };
    assert!(missing[0].starts_with("the tenant stopped listing accounts after 10000 ("), "{missing:?}");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_does_not_bring_everybody_is_noticed() {
    let world = inactive(10_600, true);
    let fault = Scripted::first("GET", "/api/v2/users/query", Fault::EmptyList).nth(3);
    world.with(|tenant| tenant.set_faults(Faults { scripted: vec![fault.clone()], ..Faults::default() }));
    let read = read_tenant(&world.client(), &ReadScope::default()).await.unwrap();
    assert_eq!((read.coverage, read.accounts.len()), (Coverage::Complete, 10_600));
    world.with(|tenant| tenant.set_faults(Faults { scripted: vec![fault.times(1000)], ..Faults::default() }));
    let read = read_tenant(&world.client(), &ReadScope::default()).await.unwrap();
    assert!(!read.coverage.is_complete(), "it is empty from the third page on, again and again");
}

/// Lets other hands change the tenant after each of the first `times` replies to `template`.
struct Meddling {
    world: World,
    template: &'static str,
    times: u32,
    seen: AtomicU32,
    hands: Hands,
}

/// What other hands do the n-th time.
type Hands = fn(&mut State, u32);

impl Transport for Meddling {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let reply = self.world.exchange(request).await;
            if request.template == self.template {
                let seen = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
                if seen <= self.times {
                    self.world.with(|tenant| tenant.edit(|state| (self.hands)(state, seen)));
                }
            }
            reply
        })
    }
}

/// A tenant whose every listing has several pages: 1 200 accounts with a role, 350 of them in the first queue, 600
/// groups.
fn large() -> World {
    let world = World::company(1_200);
    world.with(|tenant| {
        *tenant.limits_mut() = Limits::unlimited();
        tenant.edit(|state| {
            let members: Vec<UserId> = state.users.keys().copied().take(350).collect();
            let queue = state.queues.values_mut().next().unwrap();
            queue.members =
                members.into_iter().map(|id| (id, QueueMember { joined: true, ring: 1 })).collect();
            let mut group = state.groups.values().next().unwrap().clone();
            group.members.clear();
            let more = (0..600)
                .map(|number| (muster_simulator::GroupId::named(&format!("more {number}")), group.clone()));
            state.groups.extend(more.collect::<Vec<_>>());
        });
    });
    world
}

fn scope(world: &World) -> ReadScope {
    let queue = *world.state().queues.keys().next().unwrap();
    let (roles, queues) = ([world.role("employee")].into(), [QueueId(queue.uuid())].into());
    ReadScope { roles, queues, ..ReadScope::default() }
}

async fn read_while(template: &'static str, times: u32, hands: Hands) -> (TenantSnapshot, World) {
    let world = large();
    let meddling = Meddling { world: world.clone(), template, times, seen: 0.into(), hands };
    let read = read_tenant(&Client::new(config(), meddling), &scope(&world)).await.unwrap();
    (read, world)
}

fn first_user(state: &mut State) -> &mut muster_simulator::User {
    state.users.values_mut().next().unwrap()
}

fn an_account_comes(state: &mut State, nth: u32) {
    let user = first_user(state).clone();
    state.users.insert(UserId::named(&nth.to_string()), user);
}

fn an_account_goes(state: &mut State, _: u32) {
    state.users.pop_first();
}

fn a_grant_comes(state: &mut State, nth: u32) {
    let grants = first_user(state).grants.clone();
    let without = state.users.values_mut().filter(|user| user.grants.is_empty()).nth(nth as usize % 7);
    without.unwrap().grants = grants;
}

/// The holder with the lowest id loses all grants, and all who follow move up by one place.
fn a_grant_goes(state: &mut State, _: u32) {
    state.users.values_mut().find(|user| !user.grants.is_empty()).unwrap().grants.clear();
}

fn a_member_comes(state: &mut State, nth: u32) {
    let outside = state.users.keys().copied().nth(800 + nth as usize).unwrap();
    let queue = state.queues.values_mut().next().unwrap();
    queue.members.insert(outside, QueueMember { joined: true, ring: 1 });
}

fn a_member_goes(state: &mut State, _: u32) {
    state.queues.values_mut().next().unwrap().members.pop_first();
}

fn a_group_comes(state: &mut State, nth: u32) {
    let group = state.groups.values().next_back().unwrap().clone();
    state.groups.insert(muster_simulator::GroupId::named(&format!("new {nth}")), group);
}

fn a_group_goes(state: &mut State, _: u32) {
    state.groups.pop_first();
}

const USERS: &str = "/api/v2/users";
const HOLDERS: &str = "/api/v2/authorization/roles/{roleId}/subjectgrants";
const MEMBERS: &str = "/api/v2/routing/queues/{queueId}/members";
const GROUPS: &str = "/api/v2/groups";

/// What was read is what the tenant holds at the end.
fn assert_last_state(read: &TenantSnapshot, world: &World) {
    let state = world.state();
    let accounts: BTreeSet<_> = state.users.keys().map(|id| id.uuid()).collect();
    assert_eq!(read.accounts.keys().map(|id| id.0).collect::<BTreeSet<_>>(), accounts);
    assert_eq!(read.catalogue.groups.len(), state.groups.len());
    let (queue, role) = (state.queues.values().next().unwrap(), world.role("employee"));
    for (id, user) in &state.users {
        let account = &read.accounts[&AccountId(id.uuid())];
        assert_eq!(!account.queues.is_empty(), queue.members.contains_key(id), "{id}");
        let holds = user.grants.iter().any(|grant| grant.role.uuid() == role.0);
        assert_eq!(!account.roles.is_empty(), holds, "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_changes_while_it_is_read_is_read_again() {
    let worlds: [(&str, Hands); 6] = [
        (USERS, an_account_comes),
        (USERS, an_account_goes),
        (HOLDERS, a_grant_goes),
        (MEMBERS, a_member_goes),
        (GROUPS, a_group_comes),
        (GROUPS, a_group_goes),
    ];
    for (number, (template, hands)) in worlds.into_iter().enumerate() {
        for times in [1, 2] {
            let (read, world) = read_while(template, times, hands).await;
            assert_eq!(read.coverage, Coverage::Complete, "{number}: {template}, {times} times");
            assert_last_state(&read, &world);
            assert_eq!((read.roles_read.len(), read.queues_read.len()), (1, 1));
        }
    }
}

/// Who comes at the end of a listing moves nobody, so the listing is whole, with them or without.
#[tokio::test(start_paused = true)]
async fn who_joins_while_the_listing_is_read_costs_nobody_else() {
    for (template, hands) in [(MEMBERS, a_member_comes as Hands), (HOLDERS, a_grant_comes)] {
        let world = large();
        world.with(|tenant| {
            tenant.edit(|state| state.users.values_mut().rev().take(10).for_each(|user| user.grants.clear()));
        });
        let before = world.state();
        let meddling = Meddling { world: world.clone(), template, times: 2, seen: 0.into(), hands };
        let read = read_tenant(&Client::new(config(), meddling), &scope(&world)).await.unwrap();
        assert_eq!(read.coverage, Coverage::Complete, "{template}");
        let queue = before.queues.values().next().unwrap();
        for (id, user) in &before.users {
            let account = &read.accounts[&AccountId(id.uuid())];
            assert!(!queue.members.contains_key(id) || !account.queues.is_empty());
            assert!(user.grants.is_empty() || !account.roles.is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_never_holds_still_is_believed_only_in_part() {
    let worlds: [(&str, Hands, &str); 6] = [
        (USERS, an_account_comes, "the number of accounts moved from "),
        (USERS, an_account_goes, "the number of accounts moved from "),
        (HOLDERS, a_grant_goes, "the number of holders of role "),
        (MEMBERS, a_member_goes, "the members of queue "),
        (GROUPS, a_group_comes, "the number of groups moved from "),
        (GROUPS, a_group_goes, "the number of groups moved from "),
    ];
    for (template, hands, sentence) in worlds {
        let (read, _) = read_while(template, u32::MAX, hands).await;
        let Coverage::Partial { missing } = &read.coverage else {
            panic!("nobody knows whether {template} is whole");
        };
        assert!(missing.iter().any(|one| one.starts_with(sentence)), "{template}: {missing:?}");
        assert!(template != HOLDERS || read.roles_read.is_empty(), "absence is not believed");
        assert!(template != MEMBERS || read.queues_read.is_empty(), "absence is not believed");
    }
}

/// Answers the listing with one account that makes no sense.
struct Garbled(World);

impl Transport for Garbled {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let mut reply = self.0.exchange(request).await?;
            if request.template == "/api/v2/users" {
                let mut page: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
                page["entities"][3]["id"] = "no id".into();
                reply.body = page.to_string().into();
            }
            Ok(reply)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_makes_no_sense_does_not_stop_the_others() {
    let client = Client::new(config(), Garbled(World::company(20)));
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert_eq!(read.accounts.len(), 19);
    let expected = vec!["1 of the accounts could not be understood".to_owned()];
    assert_eq!(read.coverage, Coverage::Partial { missing: expected });
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users"], 1, "another read would bring the same");
}

/// Answers with a group that makes no sense, whoever is asked about.
struct OddGroup(World);

impl Transport for OddGroup {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let mut reply = self.0.exchange(request).await?;
            let mut body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            let of_listing = body["entities"].get_mut(3).and_then(|user| user.get_mut("groups"));
            if let Some(groups) = of_listing {
                *groups = serde_json::json!([{"id": "no id"}]);
                reply.body = body.to_string().into();
            }
            Ok(reply)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_membership_that_makes_no_sense_is_asked_for_once_more() {
    let world = World::company(20);
    let client = Client::new(config(), OddGroup(world.clone()));
    let read = read_tenant(&client, &ReadScope::default()).await.unwrap();
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users/{userId}"], 1);
    let state = world.state();
    for (id, account) in &read.accounts {
        let groups = state.groups.values().filter(|group| group.members.contains(&UserId::from(id.0)));
        assert_eq!(account.groups.len(), groups.count());
        assert!(account.unread.is_empty());
    }
}

/// Leaves the counts out of every listing.
struct Uncounted(World);

impl Transport for Uncounted {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let mut reply = self.0.exchange(request).await?;
            if let Ok(serde_json::Value::Object(mut page)) = serde_json::from_slice(&reply.body) {
                page.remove("total");
                page.remove("pageCount");
                reply.body = serde_json::Value::Object(page).to_string().into();
            }
            Ok(reply)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn listings_without_a_count_are_read_to_their_end() {
    let world = World::company(1_020);
    let scope = ReadScope { roles: [world.role("employee")].into(), ..ReadScope::default() };
    let client = Client::new(config(), Uncounted(world));
    let read = read_tenant(&client, &scope).await.unwrap();
    assert_eq!(read.coverage, Coverage::Complete);
    assert_eq!(read.accounts.len(), 1_020);
    let holders = read.accounts.values().filter(|account| !account.roles.is_empty());
    assert!(holders.count() > 900);
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_gives_fewer_holders_in_a_page_is_read_all_the_same() {
    for refusal in [true, false] {
        let world = large();
        let capped = Capped { world: world.clone(), refusal };
        let client = Client::new(config(), capped);
        let read = read_tenant(&client, &scope(&world)).await.unwrap();
        assert_eq!(read.coverage, Coverage::Complete);
        assert_last_state(&read, &world);
        assert_eq!(client.calls().by_endpoint[&format!("GET {HOLDERS}")], 13, "one in vain");
    }
}

/// Gives at most 100 holders of a role in a page, whatever is asked for: refuses more, or gives fewer.
struct Capped {
    world: World,
    refusal: bool,
}

impl Transport for Capped {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let mut request = request.clone();
            if request.template == HOLDERS && request.path_and_query.contains("pageSize=500") {
                let size = if self.refusal { "pageSize=501" } else { "pageSize=100" };
                request.path_and_query = request.path_and_query.replace("pageSize=500", size);
            }
            self.world.exchange(&request).await
        })
    }
}
