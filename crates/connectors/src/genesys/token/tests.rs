//! Tokens against a scripted login host, on a paused clock.

use super::*;
use crate::genesys::wire::{Body, Exchange, Reply, Request, TransportError};
use secrecy::ExposeSecret;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};

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

fn tokens(login: &Arc<Login>) -> Tokens {
    let credentials = Credentials { client_id: "me".into(), client_secret: "hush".into() };
    Tokens::new(credentials, Duration::from_secs(120), login.clone())
}

async fn header(tokens: &Tokens) -> String {
    let bearer = tokens.bearer().await.unwrap();
    bearer.header.expose_secret().to_owned()
}

/// A token at once, as a worker in the middle of a run must get one.
async fn header_at_once(tokens: &Tokens) -> String {
    let start = Instant::now();
    let header = header(tokens).await;
    assert_eq!(start.elapsed(), Duration::ZERO, "a worker waited");
    header
}

/// Lets the task that renews run to its end.
async fn meanwhile() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[tokio::test(start_paused = true)]
async fn many_workers_share_one_fetch() {
    let login = Arc::new(Login::new(86_400, []));
    let tokens = tokens(&login);
    let all = futures_util::future::join_all((0..50).map(|_| header(&tokens))).await;
    assert!(all.iter().all(|header| header == "Bearer t1"));
    assert_eq!(login.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_in_the_background_ahead_of_its_expiry() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    assert_eq!(header(&tokens).await, "Bearer t1");
    tokio::time::advance(Duration::from_millis(479_900)).await;
    assert_eq!(header_at_once(&tokens).await, "Bearer t1");
    meanwhile().await;
    assert_eq!(login.asked(), 1, "it is not time yet");
    for _ in 0..50 {
        assert_eq!(header_at_once(&tokens).await, "Bearer t1");
    }
    meanwhile().await;
    assert_eq!(login.asked(), 2, "fifty workers start one renewal");
    assert_eq!(header_at_once(&tokens).await, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn tokens_of_a_minute_last_for_half_of_it_and_nobody_waits() {
    let login = Arc::new(Login::new(60, []));
    let tokens = tokens(&login);
    header(&tokens).await;
    for second in 0..300 {
        header_at_once(&tokens).await;
        assert!(login.asked() <= 2 + second / 29, "{} after {second} s", login.asked());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(login.asked() >= 9);
}

#[tokio::test(start_paused = true)]
async fn after_a_long_sleep_everybody_waits_for_one_fetch() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    header(&tokens).await;
    tokio::time::advance(Duration::from_secs(700)).await;
    let all = futures_util::future::join_all((0..50).map(|_| header(&tokens))).await;
    assert!(all.iter().all(|header| header == "Bearer t2"));
    assert_eq!(login.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_waits_out_the_rate_limit_holds_nobody_up() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    header(&tokens).await;
    let busy = r#"{"error":"invalid_request","description":"rate limit exceeded"}"#;
    login.script.lock().unwrap().extend((0..5).map(|_| Ok(Reply::new(400, busy))));
    tokio::time::advance(Duration::from_secs(481)).await;
    for _ in 0..50 {
        assert_eq!(header_at_once(&tokens).await, "Bearer t1");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(header_at_once(&tokens).await, "Bearer t7");
}

#[test]
fn a_renewal_whose_runtime_went_away_is_started_anew() {
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    runtime().block_on(async {
        let worker = tokens.bearer();
        assert!(tokio::time::timeout(Duration::from_millis(1), worker).await.is_err());
    });
    let header = runtime().block_on(header(&tokens));
    assert_eq!(header, "Bearer t2");
}

#[tokio::test]
async fn a_renewal_ends_with_the_client() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    assert!(tokio::time::timeout(Duration::from_millis(1), tokens.bearer()).await.is_err());
    drop(tokens);
    meanwhile().await;
    assert_eq!(Arc::strong_count(&login), 1, "the task is gone and so is what it held");
}

#[tokio::test(start_paused = true)]
async fn too_many_token_requests_are_waited_out() {
    let busy = r#"{"error":"invalid_request","error_description":"rate limit exceeded for client"}"#;
    let login = Arc::new(Login::new(600, [Ok(Reply::new(400, busy))]));
    let tokens = tokens(&login);
    let start = Instant::now();
    assert_eq!(header(&tokens).await, "Bearer t2");
    assert!(start.elapsed() >= Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_fails_at_once_and_is_not_tried_again() {
    for status in [400, 401] {
        let denied = r#"{"error":"invalid_client","description":"client not found"}"#;
        let login = Arc::new(Login::new(600, [Ok(Reply::new(status, denied))]));
        let tokens = tokens(&login);
        let error = tokens.bearer().await.unwrap_err();
        assert!(error.is_permanent());
        assert!(error.to_string().contains("invalid_client"), "{error}");
        assert!(tokens.bearer().await.is_err());
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
    let login = Arc::new(Login::new(600, script));
    let tokens = tokens(&login);
    assert_eq!(header(&tokens).await, "Bearer t4");
}

#[tokio::test(start_paused = true)]
async fn those_who_waited_for_a_token_in_vain_do_not_all_try_again() {
    let login = Arc::new(Login::new(600, (0..100).map(|_| Ok(Reply::new(503, "")))));
    let tokens = tokens(&login);
    let all = futures_util::future::join_all((0..20).map(|_| tokens.bearer())).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(login.asked(), 6);
    tokio::time::advance(Duration::from_secs(5)).await;
    assert!(tokens.bearer().await.is_err());
    assert_eq!(login.asked(), 12, "later it is tried again");
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_leaves_the_present_token_in_use() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    header(&tokens).await;
    let outage = (0..6).map(|_| Ok(Reply::new(503, "")));
    login.script.lock().unwrap().extend(outage);
    tokio::time::advance(Duration::from_secs(490)).await;
    assert_eq!(header_at_once(&tokens).await, "Bearer t1");
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(login.asked(), 7, "six attempts in vain");
    assert_eq!(header_at_once(&tokens).await, "Bearer t1");
    meanwhile().await;
    assert_eq!(header_at_once(&tokens).await, "Bearer t8");
}

#[tokio::test(start_paused = true)]
async fn three_fresh_tokens_refused_in_a_row_stop_us_after_a_pause() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    for _ in 0..2 {
        let bearer = tokens.bearer().await.unwrap();
        // Five workers that were refused with the same token count once.
        for _ in 0..5 {
            tokens.refused(bearer.generation).await;
        }
    }
    assert!(tokens.stopped().await.is_none());
    let start = Instant::now();
    let bearer = tokens.bearer().await.unwrap();
    tokens.refused(bearer.generation).await;
    assert!(start.elapsed() >= Duration::from_secs(5));
    let error = tokens.bearer().await.unwrap_err();
    assert_eq!(*error, TokenError::KeepsBeingRefused { times: 3 });
    assert_eq!(login.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn neither_secret_nor_token_is_ever_printed() {
    let login = Arc::new(Login::new(600, []));
    let tokens = tokens(&login);
    assert!(tokio::time::timeout(Duration::from_millis(1), tokens.bearer()).await.is_err());
    let on_the_way = format!("{tokens:?}");
    header(&tokens).await;
    let printed = format!("{on_the_way} {tokens:?} {:?}", tokens.bearer().await);
    assert!(!printed.contains("hush") && !printed.contains("t1"), "{printed}");
    assert!(!printed.contains("bWU6aHVzaA"), "{printed}");
}

#[tokio::test(start_paused = true)]
async fn a_login_host_that_repeats_the_secret_does_not_bring_it_into_the_error() {
    let denied = r#"{"error":"invalid_client","description":"hush is not the secret of me"}"#;
    let login = Arc::new(Login::new(600, [Ok(Reply::new(400, denied))]));
    let error = tokens(&login).bearer().await.unwrap_err();
    assert!(error.to_string().contains("*** is not the secret"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hush"));
}

#[tokio::test(start_paused = true)]
async fn nor_does_one_that_repeats_the_header() {
    for said in ["bWU6aHVzaA== is wrong", "no: Authorization: Basic bWU6aHVzaA==", "basic bWU6aHVzaA"] {
        let denied = format!(r#"{{"error":"invalid_client","error_description":"{said}"}}"#);
        let login = Arc::new(Login::new(600, [Ok(Reply::new(400, denied))]));
        let error = tokens(&login).bearer().await.unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(printed.contains("***") && !printed.contains("bWU6"), "{printed}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lifetime_that_no_clock_can_hold_is_cut_to_the_longest_there_is() {
    let token = format!(r#"{{"access_token":"t","expires_in":{}}}"#, u64::MAX);
    let login = Arc::new(Login::new(600, [Ok(Reply::new(200, token))]));
    let tokens = tokens(&login);
    assert_eq!(header(&tokens).await, "Bearer t");
    tokio::time::sleep(Duration::from_secs(450 * 86_400)).await;
    assert_eq!(header(&tokens).await, "Bearer t2");
}
