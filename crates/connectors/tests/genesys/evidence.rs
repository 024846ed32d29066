//! What correlation asks.

use crate::world::World;
use muster_connectors::genesys::{AccountScope, Client, ReadScope, evidence, read_tenant};
use muster_core::correlate::Questions;
use muster_core::id::Anchor;
use muster_core::tenant::{AccountState, TenantSnapshot};
use muster_simulator::{Seed, Tenant, UserState};
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
async fn few_keys_are_looked_up_one_by_one() {
    let (world, keys) = (world(), anchors(&["key-1", "key-2"]));
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let questions =
        Questions { keys, unlinked: snapshot.accounts.keys().copied().collect(), ..Questions::default() };
    let found = evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
    let ana = world.account(&mail(1));
    assert_eq!(found.by_external_id, [(Anchor::new("key-1"), ana)].into());
    assert_eq!(found.external_ids_of[&ana], anchors(&["key-1"]));
    let calls = client.calls().by_endpoint;
    assert_eq!(calls["GET /api/v2/users/externalid/{authorityName}/{externalKey}"], 2);
    assert!(!calls.contains_key("GET /api/v2/users/{userId}/externalid"));
}

#[tokio::test(start_paused = true)]
async fn few_unlinked_accounts_are_asked_instead_of_many_keys() {
    let world = world();
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let (ana, ben) = (world.account(&mail(1)), world.account(&mail(2)));
    let questions = Questions {
        keys: (0..500).map(|number| Anchor::new(format!("key-{number}"))).collect(),
        unlinked: [ana, ben].into(),
        ..Questions::default()
    };
    let found = evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
    assert_eq!(found.by_external_id, [(Anchor::new("key-1"), ana)].into());
    assert_eq!(found.external_ids_of[&ben], BTreeSet::new());
    assert_eq!(client.calls().by_endpoint["GET /api/v2/users/{userId}/externalid"], 2);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_account_is_found_by_its_mail() {
    let world = world();
    let client = world.client();
    let snapshot = snapshot(&client).await;
    let mut mails: BTreeSet<String> = (0..120).map(|number| format!("nobody{number}@example.org")).collect();
    mails.extend([mail(3), mail(4), "person0000@example.org".into()]);
    let questions = Questions { mails, ..Questions::default() };
    let found = evidence(&client, AUTHORITY, &questions, &snapshot).await.unwrap();
    let deleted = world.account(&mail(3));
    assert_eq!(found.accounts.keys().copied().collect::<Vec<_>>(), [deleted]);
    assert_eq!(found.accounts[&deleted].state, AccountState::Deleted);
    assert_eq!(client.calls().by_endpoint["POST /api/v2/users/search"], 3);
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
