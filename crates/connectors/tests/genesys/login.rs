//! Tokens that end, are refused, or are not to be had.

use crate::faults::creation;
use crate::world::{World, config};
use muster_connectors::genesys::{
    AccountScope, Client, Exchange, ReadScope, Reply, Request, TenantError, TokenError, Transport,
    read_tenant,
};
use muster_core::operation::{Finding, Outcome};
use std::time::Duration;
use tokio::time::Instant;

fn with_tokens_of(world: &World, seconds: u32) {
    world.with(|tenant| {
        tenant.edit(|state| state.clients.values_mut().for_each(|client| client.token_validity_s = seconds));
    });
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_early_is_renewed_and_the_call_replayed() {
    let world = World::company(10);
    let client = world.client();
    let call = creation(&world);
    assert!(matches!(client.probe(&call).await, Finding::NotYet { .. }));
    world.with(|tenant| tenant.end_all_tokens());
    assert!(matches!(client.send(&call).await, Outcome::Applied(_)));
    assert_eq!(world.with(|tenant| tenant.calls().by_operation["POST /oauth/token"]), 2);
}

#[tokio::test(start_paused = true)]
async fn tokens_of_a_minute_are_enough_for_a_long_run() {
    let world = World::company(10);
    with_tokens_of(&world, 60);
    let client = world.client();
    for _ in 0..20 {
        let scope = ReadScope {
            accounts: AccountScope::Only([world.account("person00001@example.org")].into()),
            ..ReadScope::default()
        };
        read_tenant(&client, &scope).await.unwrap();
        tokio::time::advance(Duration::from_secs(17)).await;
    }
    assert!(world.with(|tenant| tenant.calls().by_operation["POST /oauth/token"]) < 15);
}

/// A tenant whose login takes ten seconds.
struct Sleepy(World);

impl Transport for Sleepy {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            if request.template == "/oauth/token" {
                tokio::time::sleep(Duration::from_secs(10)).await;
            }
            self.0.exchange(request).await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_renewal_while_the_present_token_lives() {
    let world = World::company(10);
    with_tokens_of(&world, 60);
    let client = Client::new(config(), Sleepy(world.clone()));
    let me = || client.fetch(Request::get("/api/v2/tokens/me", "/api/v2/tokens/me"));
    me().await.unwrap();
    for _ in 0..300 {
        let start = Instant::now();
        let all = futures_util::future::join_all((0..4).map(|_| me())).await;
        assert!(all.iter().all(|reply| reply.as_ref().unwrap().status == 200));
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let logins = world.with(|tenant| tenant.calls().by_operation["POST /oauth/token"]);
    assert!((7..=12).contains(&logins), "{logins} logins in five minutes");
}

/// A tenant that gives out tokens and then does not accept them.
struct Deaf(World);

impl Transport for Deaf {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        if request.template == "/oauth/token" {
            return self.0.exchange(request);
        }
        Box::pin(async { Ok(Reply::new(401, r#"{"code":"bad.credentials"}"#)) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_refuses_fresh_tokens_is_left_alone_after_three() {
    let world = World::company(10);
    let client = Client::new(config(), Deaf(world.clone()));
    let call = creation(&world);
    let start = Instant::now();
    for _ in 0..10 {
        let outcome = client.send(&call).await;
        assert!(matches!(outcome, Outcome::Transient(_)), "{outcome:?}");
    }
    assert!(start.elapsed() >= Duration::from_secs(5));
    let stopped = client.stopped().await.unwrap();
    assert_eq!(*stopped, TokenError::KeepsBeingRefused { times: 3 });
    assert_eq!(client.calls().total, 3);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_a_clear_and_final_error() {
    let world = World::company(10);
    let mut config = config();
    config.credentials.client_secret = "wrong".into();
    let client = Client::new(config, world.clone());
    let error = read_tenant(&client, &ReadScope::default()).await.unwrap_err();
    let TenantError::Token(token) = &error else {
        panic!("{error}");
    };
    assert!(matches!(**token, TokenError::Refused { .. }), "{token}");
    assert!(error.hint().contains("OAuth"), "{}", error.hint());
    assert!(client.stopped().await.is_some());
    let outcome = client.send(&creation(&world)).await;
    assert!(matches!(outcome, Outcome::Transient(_)), "{outcome:?}");
    assert!(!format!("{client:?} {error:?}").contains("wrong"));
    assert_eq!(world.with(|tenant| tenant.calls().by_operation["POST /oauth/token"]), 1);
}
