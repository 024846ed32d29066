//! What correlation asks.

use crate::world::World;
use muster_connectors::genesys::{AccountScope, Client, ReadScope, evidence, read_tenant};
use muster_core::correlate::Questions;
use muster_core::id::Anchor;
use muster_core::record::Coverage;
use muster_core::tenant::{AccountState, TenantSnapshot};
use muster_simulator::{Limits, Seed, Tenant, UserState};
use std::collections::BTreeSet;

const AUTHORITY: &str = "ad:objectGUID";

fn mail(number: usize) -> String {
    format!("person{number:05}@example.org")
}

/// Ten people of whom number 1 carries `key-1`, number 2 a key of somebody else's authority, and 3 is deleted.
fn world() -> World {
    let mut seed = Seed::company(10);
    seed.users[1].external_ids = [(AUTHORITY.into(), "key-1".into())].into();
    seed.users[2].external_ids = [("other".into(), "key-2".into())].into();
    seed.users[3].state = UserState::Deleted;
    World::new(Tenant::from_seed(&seed).unwrap())
}

/// A snapshot that does not list the deleted account, as real listings may not.
async fn snapshot(client: &Client) -> TenantSnapshot {
    let scope = ReadScope { accounts: AccountScope::All, ..ReadScope::default() };
    let mut snapshot = read_tenant(client, &scope).await.unwrap();
    snapshot.accounts.retain(|_, account| account.state != AccountState::Deleted);
    snapshot
}

fn anchors(keys: &[&str]) -> BTreeSet<Anchor> {
    keys.iter().map(Anchor::new).collect()
}

#[tokio::test(start_paused = true)]
async fn one_key_is_looked_up() {
    let (world, keys) = (world(), anchors(&["key-1"]));
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let questions =
        Questions { keys, unlinked: snapshot.accounts.keys().copied().collect(), ..Questions::default() };
    let found = evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
    let ana = world.account(&mail(1));
    assert_eq!(found.by_external_id, [(Anchor::new("key-1"), ana)].into());
    assert_eq!(found.external_ids_of[&ana], anchors(&["key-1"]));
    let calls = client.calls().by_endpoint;
    assert_eq!(calls["GET /api/v2/users/externalid/{authorityName}/{externalKey}"], 1);
    assert!(!calls.contains_key("GET /api/v2/users/{userId}/externalid"));
    assert!(!calls.contains_key("GET /api/v2/scim/v2/users"));
}

#[tokio::test(start_paused = true)]
async fn one_unlinked_account_is_asked_instead_of_many_keys() {
    let world = world();
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let ana = world.account(&mail(1));
    let questions = Questions {
        keys: (0..500).map(|number| Anchor::new(format!("key-{number}"))).collect(),
        unlinked: [ana].into(),
        ..Questions::default()
    };
    let found = evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
    assert_eq!(found.by_external_id, [(Anchor::new("key-1"), ana)].into());
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users/{userId}/externalid"], 1);
}

fn strangers(number: usize) -> BTreeSet<String> {
    (0..number).map(|number| format!("nobody{number}@example.org")).collect()
}

const SEARCH: &str = "POST /api/v2/users/search";

/// Numbers 3 (deleted), 4 (listed), and many whom nobody knows.
fn mails() -> Questions {
    let mut mails = strangers(120);
    mails.extend([mail(3), mail(4), "person0000@example.org".into()]);
    Questions { mails, ..Questions::default() }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_account_is_found_among_the_deleted_ones_with_one_call() {
    let world = world();
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let before = client.calls().total;
    let found = evidence(&client, AUTHORITY, &mails(), &snapshot).await.unwrap();
    let deleted = world.account(&mail(3));
    assert_eq!(found.accounts.keys().copied().collect::<Vec<_>>(), [deleted]);
    assert_eq!(found.accounts[&deleted].state, AccountState::Deleted);
    // One for the deleted accounts, one for the key of the one that was found.
    assert_eq!(client.calls().total - before, 2);
    assert!(!client.calls().by_endpoint.contains_key(SEARCH));
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_shows_deleted_accounts_leaves_nothing_to_search() {
    let world = world();
    let client = world.client();
    let scope = ReadScope { accounts: AccountScope::All, ..ReadScope::default() };
    let snapshot = read_tenant(&client, &scope).await.unwrap();
    let before = client.calls().total;
    let found = evidence(&client, AUTHORITY, &mails(), &snapshot).await.unwrap();
    assert_eq!((found.accounts.len(), client.calls().total - before), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_is_not_whole_is_searched_by_mail() {
    let world = world();
    let client = world.client();
    let missing = vec!["a page".to_owned()];
    let snapshot = TenantSnapshot { coverage: Coverage::Partial { missing }, ..snapshot(&client).await };
    let found = evidence(&client, AUTHORITY, &mails(), &snapshot).await.unwrap();
    let deleted = world.account(&mail(3));
    assert_eq!(found.accounts.keys().copied().collect::<Vec<_>>(), [deleted]);
    assert_eq!(found.accounts[&deleted].state, AccountState::Deleted);
    assert_eq!(client.calls().by_endpoint[SEARCH], 3);
}

/// 1 200 deleted accounts are three calls; two mails are one.
#[tokio::test(start_paused = true)]
async fn few_mails_are_searched_where_many_accounts_are_deleted() {
    let mut seed = Seed::company(1_210);
    seed.users.iter_mut().skip(10).for_each(|user| user.state = UserState::Deleted);
    let world = World::new(Tenant::from_seed(&seed).unwrap());
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let few = Questions { mails: [mail(500), mail(2_000)].into(), ..Questions::default() };
    let found = evidence(&client, AUTHORITY, &few, &snapshot).await.unwrap();
    assert_eq!(found.accounts.keys().copied().collect::<Vec<_>>(), [world.account(&mail(500))]);
    assert_eq!(client.calls().by_endpoint[SEARCH], 1);
    let mut many = strangers(500);
    many.extend([mail(500), mail(1_100)]);
    let many = Questions { mails: many, ..Questions::default() };
    let before = client.calls().by_endpoint["GET /api/v2/users"];
    assert_eq!(evidence(&client, AUTHORITY, &many, &snapshot).await.unwrap().accounts.len(), 2);
    assert_eq!(client.calls().by_endpoint[SEARCH], 1, "none more");
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users"] - before, 3);
}

/// Newcomers, accounts in the tenant, calls.
#[tokio::test(start_paused = true)]
async fn newcomers_cost_no_call_each_while_the_tenant_is_almost_empty() {
    for (accounts, calls) in [(0, 1), (1, 2), (50, 3), (499, 7), (2_000, 22)] {
        let seed = Seed::company(accounts);
        let world = World::new(Tenant::from_seed(&seed).unwrap().with_limits(Limits::unlimited()));
        let client = world.client();
        let snapshot = snapshot(&client).await;
        let questions = Questions {
            keys: (0..500).map(|number| Anchor::new(format!("key-{number}"))).collect(),
            mails: strangers(500),
            unlinked: snapshot.accounts.keys().copied().collect(),
            ..Questions::default()
        };
        let before = client.calls().total;
        evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
        assert_eq!(client.calls().total - before, calls, "500 newcomers, {accounts} accounts");
    }
}

#[tokio::test(start_paused = true)]
async fn no_question_takes_no_call() {
    let world = world();
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let before = client.calls();
    evidence(&client, AUTHORITY, &Questions::default(), &snapshot).await.unwrap();
    assert_eq!(client.calls(), before);
}
