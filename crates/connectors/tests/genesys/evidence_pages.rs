//! External ids in pages, and what they cannot show one by one.

use crate::world::{World, config};
use muster_connectors::genesys::{
    Client, Exchange, ReadScope, Reply, Request, Transport, evidence, read_tenant,
};
use muster_core::correlate::{Evidence, Questions};
use muster_core::id::Anchor;
use muster_core::record::Coverage;
use muster_core::tenant::TenantSnapshot;
use muster_simulator::{Behaviour, Limits, Seed, Tenant, UserState};
use serde_json::Value;

const AUTHORITY: &str = "ad:objectGUID";
const GENESYS: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";
const SCIM: &str = "/api/v2/scim/v2/users";
const PAGES: &str = "GET /api/v2/scim/v2/users";
const BY_KEY: &str = "GET /api/v2/users/externalid/{authorityName}/{externalKey}";
const BY_ACCOUNT: &str = "GET /api/v2/users/{userId}/externalid";

/// 250 accounts: five inactive, three deleted. Every third carries a key, every seventh of the others one of another
/// system.
fn seed() -> Seed {
    let mut seed = Seed::company(250);
    for (number, user) in seed.users.iter_mut().enumerate() {
        match number {
            20 | 120 | 220 => user.state = UserState::Deleted,
            number if number % 3 == 0 => drop(user.external_ids.insert(AUTHORITY.into(), key(number))),
            number if number % 7 == 0 => drop(user.external_ids.insert("other".into(), key(number + 1))),
            _ => {}
        }
    }
    seed
}

fn key(number: usize) -> String {
    format!("key-{number:05}")
}

fn world() -> World {
    World::new(Tenant::from_seed(&seed()).unwrap().with_limits(Limits::unlimited()))
}

/// The same tenant, whose SCIM users are answered differently.
struct Altered {
    world: World,
    alter: fn(&Request, Reply) -> Reply,
}

impl Transport for Altered {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let reply = self.world.exchange(request).await?;
            Ok(if request.template == SCIM { (self.alter)(request, reply) } else { reply })
        })
    }
}

fn altered(world: &World, alter: fn(&Request, Reply) -> Reply) -> Client {
    Client::new(config(), Altered { world: world.clone(), alter })
}

fn forbidden(_: &Request, _: Reply) -> Reply {
    Reply::new(403, r#"{"code":"missing.permissions","message":"no","status":403}"#)
}

fn edited(reply: Reply, edit: impl Fn(&mut Vec<Value>)) -> Reply {
    let mut body: Value = serde_json::from_slice(&reply.body).unwrap();
    edit(body["Resources"].as_array_mut().unwrap());
    Reply { body: body.to_string().into(), ..reply }
}

/// Everybody's key is asked for, and no account is linked.
async fn asked(client: &Client) -> (TenantSnapshot, Questions) {
    let snapshot = read_tenant(client, &ReadScope::default()).await.unwrap();
    let unlinked = snapshot.accounts.keys().copied().collect();
    let keys = (0..400).map(|number| Anchor::new(key(number))).collect();
    let hits = snapshot.accounts.keys().take(90).copied().collect();
    let questions = Questions { keys, unlinked, mail_hits: hits, ..Questions::default() };
    (snapshot, questions)
}

/// What was found, and the calls that it took: pages, by key, by account.
async fn found(client: &Client) -> (Evidence, [u64; 3]) {
    let (snapshot, questions) = asked(client).await;
    let found = evidence(client, AUTHORITY, &questions, &snapshot).await.unwrap();
    let calls = client.calls().by_endpoint;
    (found, [PAGES, BY_KEY, BY_ACCOUNT].map(|name| calls.get(name).copied().unwrap_or(0)))
}

#[tokio::test(start_paused = true)]
async fn pages_find_what_asking_one_by_one_finds() {
    let world = world();
    let (singly, calls) = found(&altered(&world, forbidden)).await;
    assert_eq!(calls, [1, 0, 250], "a service that is not permitted is asked once");
    assert!(singly.by_external_id.len() > 70);
    let (in_pages, calls) = found(&world.client()).await;
    assert_eq!(
        calls,
        [4, 0, 3],
        "three pages of active accounts, one of inactive; deleted ones are not listed"
    );
    assert_eq!(in_pages, singly);
}

/// A first run: nobody is linked, and nobody carries a key of ours yet.
#[tokio::test(start_paused = true)]
async fn a_first_run_takes_one_call_for_a_hundred_accounts() {
    let seed = Seed::company(3_000);
    let tenant = Tenant::from_seed(&seed).unwrap().with_limits(Limits::unlimited());
    let client = World::new(tenant).client();
    let snapshot = read_tenant(&client, &ReadScope::default()).await.unwrap();
    let unlinked = snapshot.accounts.keys().copied().collect();
    let keys = (0..3_000).map(|number| Anchor::new(key(number))).collect();
    let questions = Questions { keys, unlinked, ..Questions::default() };
    let before = client.calls().total;
    let found = evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
    assert_eq!(client.calls().total - before, 31);
    assert_eq!((found.by_external_id.len(), found.external_ids_of.len()), (0, 3_000));
}

#[tokio::test(start_paused = true)]
async fn few_questions_are_asked_one_by_one() {
    let client = world().client();
    let (snapshot, questions) = asked(&client).await;
    let keys = questions.keys.into_iter().take(4).collect();
    let few = Questions { keys, mail_hits: Default::default(), ..questions };
    evidence(&client, AUTHORITY, &few, &snapshot).await.unwrap();
    let calls = client.calls().by_endpoint;
    assert_eq!((calls.get(PAGES), calls[BY_KEY]), (None, 4));
}

#[tokio::test(start_paused = true)]
async fn an_account_that_a_page_lacks_is_asked_singly() {
    let world = world();
    let (singly, _) = found(&altered(&world, forbidden)).await;
    let gappy = |_: &Request, reply| edited(reply, |users| users.truncate(users.len() - 1));
    let (found, calls) = found(&altered(&world, gappy)).await;
    assert_eq!(found, singly);
    assert_eq!(calls[1], 0);
    assert!((5..=9).contains(&calls[2]), "three deleted, one of each page: {calls:?}");
}

#[tokio::test(start_paused = true)]
async fn ids_that_are_left_out_where_there_are_none_count_as_none() {
    let terse = |_: &Request, reply| {
        edited(reply, |users| {
            let bare = |user: &&mut Value| user[GENESYS]["externalIds"].as_array().unwrap().is_empty();
            users
                .iter_mut()
                .filter(bare)
                .for_each(|user| drop(user.as_object_mut().unwrap().remove(GENESYS)));
        })
    };
    let world = world();
    let (singly, _) = found(&altered(&world, forbidden)).await;
    let (found, calls) = found(&altered(&world, terse)).await;
    assert_eq!((found, calls[2]), (singly, 3));
}

/// A service that shows nobody's external ids proves nothing: a person whose account has another mail would be made a
/// second time.
#[tokio::test(start_paused = true)]
async fn pages_that_never_show_external_ids_prove_nothing() {
    let mute = |_: &Request, reply| {
        edited(reply, |users| {
            users.iter_mut().for_each(|user| drop(user.as_object_mut().unwrap().remove(GENESYS)));
        })
    };
    let world = world();
    let (singly, _) = found(&altered(&world, forbidden)).await;
    let (found, calls) = found(&altered(&world, mute)).await;
    assert_eq!((found, calls), (singly, [4, 0, 250]));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_cuts_pages_too_small_is_left_at_once() {
    let mut behaviour = Behaviour::default();
    behaviour.scim.count_max = 1;
    let tenant = Tenant::from_seed(&seed()).unwrap();
    let world = World::new(tenant.with_limits(Limits::unlimited()).with_behaviour(behaviour));
    let (found, calls) = found(&world.client()).await;
    assert_eq!(calls, [2, 0, 250], "one of active accounts, one of inactive");
    assert!(found.by_external_id.len() > 70);
}

#[tokio::test(start_paused = true)]
async fn where_accounts_may_be_missing_every_key_is_asked_for() {
    let client = world().client();
    let (snapshot, questions) = asked(&client).await;
    let missing = vec!["a page".to_owned()];
    let coverage = Coverage::Partial { missing };
    evidence(&client, AUTHORITY, &questions, &TenantSnapshot { coverage, ..snapshot }).await.unwrap();
    assert_eq!(client.calls().by_endpoint[BY_KEY], 400);
}
