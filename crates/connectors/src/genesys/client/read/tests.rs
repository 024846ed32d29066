//! Reads against a scripted tenant, on a paused clock.

use super::*;
use crate::genesys::client::Config;
use crate::genesys::token::Credentials;
use crate::genesys::wire::{Exchange, Transport};
use secrecy::ExposeSecret;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::Instant;

/// Gives out tokens, and answers reads from a list; when it is used up, with 200.
struct Script(Mutex<VecDeque<Result<Reply, TransportError>>>);

impl Transport for Script {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        let token = r#"{"access_token":"t","expires_in":86400}"#;
        let next = match request.template {
            "/oauth/token" => Ok(Reply::new(200, token)),
            _ => self.0.lock().unwrap().pop_front().unwrap_or_else(|| Ok(Reply::new(200, "{}"))),
        };
        Box::pin(async { next })
    }
}

fn client(script: impl IntoIterator<Item = Result<Reply, TransportError>>) -> Client {
    let credentials = Credentials { client_id: "me".into(), client_secret: "hush".into() };
    let config = Config { seed: 7, ..Config::new(credentials) };
    Client::new(config, Script(Mutex::new(script.into_iter().collect())))
}

async fn read(client: &Client) -> Result<Reply, TenantError> {
    client.fetch(Request::get("/api/v2/groups", "/api/v2/groups")).await
}

fn status(status: u16) -> Result<Reply, TransportError> {
    Ok(Reply::new(status, ""))
}

#[tokio::test(start_paused = true)]
async fn whatever_passes_is_tried_again() {
    let lost = || Err(TransportError::Lost("the body broke off".into()));
    let client = client([status(408), status(500), lost(), status(503), status(429)]);
    assert_eq!(read(&client).await.unwrap().status, 200);
    assert_eq!(client.calls().total, 6);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_is_not() {
    for answer in [400, 403, 404, 409, 501] {
        let client = client([status(answer)]);
        assert_eq!(read(&client).await.unwrap().status, answer);
        assert_eq!(client.calls().total, 1);
    }
    let client = client([Err(TransportError::Untrusted("who is this".into()))]);
    assert!(matches!(read(&client).await, Err(TenantError::Untrusted { .. })));
    assert_eq!(client.calls().total, 1);
}

#[tokio::test(start_paused = true)]
async fn a_503_may_say_how_long() {
    let busy = Reply { retry_after: Some(Duration::from_secs(42)), ..Reply::new(503, "") };
    let (client, start) = (client([Ok(busy)]), Instant::now());
    read(&client).await.unwrap();
    assert!((42_000..=42_500).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_row_of_429_is_waited_out_and_counts_as_no_failure() {
    let client = client(
        (0..7).map(|_| Ok(Reply { retry_after: Some(Duration::from_secs(1)), ..Reply::new(429, "") })),
    );
    assert_eq!(read(&client).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_down_is_given_up_sooner_until_it_is_back() {
    let client = client((0..16).map(|_| status(503)));
    for attempts in [6, 6, 2, 2] {
        let before = client.calls().total;
        read(&client).await.unwrap_err();
        assert_eq!(client.calls().total - before, attempts);
    }
    read(&client).await.unwrap();
    assert_eq!(client.0.retry.attempts("groups", 6), 6);
}

async fn names(client: &Client) -> Result<Vec<String>, TenantError> {
    client.get(Request::get("/api/v2/groups", "/api/v2/groups")).await
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_cut_or_of_a_proxy_is_asked_for_again_a_few_times() {
    let answer = |body: &'static str| Ok(Reply::new(200, body));
    let client = client([answer(r#"["a","b"#), answer("<html>busy</html>"), answer(r#"["a"]"#)]);
    assert_eq!(names(&client).await.unwrap(), ["a"]);
    assert_eq!(client.calls().total, 3);
    let endless = self::client((0..9).map(|_| answer("")));
    assert!(matches!(names(&endless).await, Err(TenantError::NotGenesys { .. })));
    assert_eq!(endless.calls().total, 3);
}

#[tokio::test(start_paused = true)]
async fn json_of_another_form_stays_what_it_is() {
    let client = client([Ok(Reply::new(200, r#"{"a":1}"#))]);
    assert!(matches!(names(&client).await, Err(TenantError::NotGenesys { .. })));
    assert_eq!(client.calls().total, 1);
}

#[tokio::test(start_paused = true)]
async fn three_refused_tokens_in_a_row_end_a_lone_read_after_a_pause() {
    let (client, start) = (client((0..9).map(|_| status(401))), Instant::now());
    let error = names(&client).await.unwrap_err();
    assert!(matches!(error, TenantError::Unauthorised { .. }), "{error}");
    assert!(start.elapsed() >= Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(client.calls().total, 3);
    assert!(matches!(names(&client).await, Err(TenantError::Token(_))));
    assert_eq!(client.calls().total, 3, "nothing more is sent");
}

#[tokio::test(start_paused = true)]
async fn two_refused_tokens_are_an_accident() {
    let client = client([status(401), status(401), Ok(Reply::new(200, "[]"))]);
    assert_eq!(names(&client).await.unwrap(), [""; 0]);
}

/// Says back what it was sent, as some proxies do.
struct Parrot(u16);

const TOKEN: &str = "OsUyKIv0hMvFJ-MmyGTd_vTDGxmZqvr4";

impl Transport for Parrot {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        let header = request.authorization.as_ref().unwrap().expose_secret();
        let reply = match request.template {
            "/oauth/token" => Reply::new(200, format!(r#"{{"access_token":"{TOKEN}","expires_in":86400}}"#)),
            _ if self.0 == 200 => Reply::new(200, format!(r#""you said {TOKEN}""#)),
            _ => Reply::new(self.0, format!(r#"{{"message":"not {header}","code":"{TOKEN}"}}"#)),
        };
        Box::pin(async { Ok(reply) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_said_back_is_in_no_error() {
    for status in [200, 400, 403, 404, 409] {
        let credentials = Credentials { client_id: "me".into(), client_secret: "hush".into() };
        let client = Client::new(Config::new(credentials), Parrot(status));
        let error = names(&client).await.unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(said.contains("***") && !said.contains(TOKEN), "{said}");
    }
}
