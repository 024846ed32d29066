//! Tokens against a scripted login host, on a paused clock.

use super::*;
use crate::genesys::wire::{Body, Exchange, Reply, Request, TransportError};
use secrecy::ExposeSecret;
use std::collections::VecDeque;

/// Answers from a list; when it is used up, with fresh tokens `t1`, `t2`, ... of `lifetime_s`.
struct Login {
    script: std::sync::Mutex<VecDeque<Result<Reply, TransportError>>>,
    asked: AtomicU32,
    lifetime_s: u32,
}

impl Login {
    fn new(lifetime_s: u32, script: impl IntoIterator<Item = Result<Reply, TransportError>>) -> Self {
        Self {
            script: std::sync::Mutex::new(script.into_iter().collect()),
            asked: AtomicU32::new(0),
            lifetime_s,
        }
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Transport for Login {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        assert_eq!(request.body, Body::Form("grant_type=client_credentials".into()));
        let header = request.authorization.as_ref().unwrap();
        assert_eq!(header.expose_secret(), "Basic bWU6aHVzaA==");
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let scripted = self.script.lock().unwrap().pop_front();
        let lifetime = self.lifetime_s;
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            scripted.unwrap_or_else(|| {
                let body = format!(
                    r#"{{"access_token":"t{number}","token_type":"bearer","expires_in":{lifetime}}}"#
                );
                Ok(Reply::new(200, body))
            })
        })
    }
}

fn tokens(lead_s: u64) -> Tokens {
    let credentials = Credentials { client_id: "me".into(), client_secret: "hush".into() };
    Tokens::new(credentials, Duration::from_secs(lead_s))
}

async fn header(tokens: &Tokens, login: &Login) -> String {
    let bearer = tokens.bearer(login).await.unwrap();
    bearer.header.expose_secret().to_owned()
}

#[tokio::test(start_paused = true)]
async fn many_workers_share_one_fetch() {
    let (tokens, login) = (tokens(120), Login::new(86_400, []));
    let all = futures_util::future::join_all((0..50).map(|_| header(&tokens, &login))).await;
    assert!(all.iter().all(|header| header == "Bearer t1"));
    assert_eq!(login.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_of_its_expiry() {
    let (tokens, login) = (tokens(120), Login::new(600, []));
    assert_eq!(header(&tokens, &login).await, "Bearer t1");
    tokio::time::advance(Duration::from_secs(479)).await;
    assert_eq!(header(&tokens, &login).await, "Bearer t1");
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(header(&tokens, &login).await, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn tokens_of_a_minute_last_for_half_of_it() {
    let (tokens, login) = (tokens(120), Login::new(60, []));
    for second in 0..300 {
        header(&tokens, &login).await;
        assert!(login.asked() <= 1 + second / 29, "{} after {second} s", login.asked());
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert!(login.asked() >= 9);
}

#[tokio::test(start_paused = true)]
async fn too_many_token_requests_are_waited_out() {
    let busy = r#"{"error":"invalid_request","error_description":"rate limit exceeded for client"}"#;
    let (tokens, login) = (tokens(120), Login::new(600, [Ok(Reply::new(400, busy))]));
    let start = Instant::now();
    assert_eq!(header(&tokens, &login).await, "Bearer t2");
    assert!(start.elapsed() >= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_fails_at_once_and_is_not_tried_again() {
    for status in [400, 401] {
        let denied = r#"{"error":"invalid_client","description":"client not found"}"#;
        let (tokens, login) = (tokens(120), Login::new(600, [Ok(Reply::new(status, denied))]));
        let error = tokens.bearer(&login).await.unwrap_err();
        assert!(error.is_permanent());
        assert!(error.to_string().contains("invalid_client"), "{error}");
        assert!(tokens.bearer(&login).await.is_err());
        assert_eq!(login.asked(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_host_that_is_down_is_tried_again() {
    let script = [
        Err(TransportError::NotSent("refused".into())),
        Ok(Reply::new(503, "")),
        Err(TransportError::Lost("reset".into())),
    ];
    let (tokens, login) = (tokens(120), Login::new(600, script));
    assert_eq!(header(&tokens, &login).await, "Bearer t4");
}

#[tokio::test(start_paused = true)]
async fn those_who_waited_for_a_token_in_vain_do_not_all_try_again() {
    let (tokens, login) = (tokens(120), Login::new(600, (0..100).map(|_| Ok(Reply::new(503, "")))));
    let all = futures_util::future::join_all((0..20).map(|_| tokens.bearer(&login))).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(login.asked(), 6);
    tokio::time::advance(Duration::from_secs(5)).await;
    assert!(tokens.bearer(&login).await.is_err());
    assert_eq!(login.asked(), 12, "later it is tried again");
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_leaves_the_present_token_in_use() {
    let (tokens, login) = (tokens(120), Login::new(600, []));
    header(&tokens, &login).await;
    let outage = (0..6).map(|_| Ok(Reply::new(503, "")));
    login.script.lock().unwrap().extend(outage);
    tokio::time::advance(Duration::from_secs(490)).await;
    assert_eq!(header(&tokens, &login).await, "Bearer t1");
    tokio::time::advance(Duration::from_secs(30)).await;
    assert_eq!(header(&tokens, &login).await, "Bearer t8");
}

#[tokio::test(start_paused = true)]
async fn three_fresh_tokens_refused_in_a_row_stop_us_after_a_pause() {
    let (tokens, login) = (tokens(120), Login::new(600, []));
    for _ in 0..2 {
        let bearer = tokens.bearer(&login).await.unwrap();
        // Five workers that were refused with the same token count once.
        for _ in 0..5 {
            tokens.refused(bearer.generation).await;
        }
    }
    assert!(tokens.stopped().await.is_none());
    let start = Instant::now();
    let bearer = tokens.bearer(&login).await.unwrap();
    tokens.refused(bearer.generation).await;
    assert!(start.elapsed() >= Duration::from_secs(5));
    let error = tokens.bearer(&login).await.unwrap_err();
    assert_eq!(*error, TokenError::KeepsBeingRefused { times: 3 });
    assert_eq!(login.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn neither_secret_nor_token_is_ever_printed() {
    let (tokens, login) = (tokens(120), Login::new(600, []));
    header(&tokens, &login).await;
    let printed = format!("{tokens:?}");
    assert!(!printed.contains("hush") && !printed.contains("t1"), "{printed}");
}
