//! Reads: repeated until they succeed or it is pointless, because they change nothing.

use super::{Client, Failure};
use crate::genesys::error::TenantError;
use crate::genesys::wire::{Reply, Request, TransportError};
use serde::de::DeserializeOwned;

/// A request that the gateway gave up on this often is too large for it: the caller may ask for less.
const GATEWAY_ATTEMPTS: u32 = 3;
/// A 429 is no failure, only a wait; after so many of them something else is wrong.
const THROTTLED_MAX: u32 = 8;

/// What one attempt brought.
enum Attempt {
    Answered(Reply),
    /// Nothing that is worth another attempt.
    Final(TenantError),
    /// Worth another attempt; with the reply, where there was one.
    Passing(TenantError, Option<Reply>),
}

impl Client {
    /// Reads something: waits out 429, tries again after 408, 5xx and lost replies. Other statuses are the caller's.
    /// Only for requests that change nothing.
    pub async fn fetch(&self, request: Request) -> Result<Reply, TenantError> {
        let (family, retry) = (request.family(), &self.0.retry);
        let (mut failures, mut throttled) = (0, 0);
        loop {
            let (error, reply) = match self.attempt(&request, failures + throttled + 1).await {
                Attempt::Answered(reply) => {
                    retry.succeeded(family);
                    return Ok(reply);
                }
                Attempt::Final(error) => return Err(error),
                Attempt::Passing(error, reply) => (error, reply),
            };
            if error.status() == Some(429) {
                throttled += 1;
            } else {
                failures += 1;
            }
            if is_too_large(&error, failures) {
                return Err(error);
            }
            let attempts = retry.attempts(family, self.0.config.read_attempts);
            if failures >= attempts || throttled >= THROTTLED_MAX {
                retry.gave_up(family);
                return Err(error);
            }
            tokio::time::sleep(retry.wait(failures.saturating_sub(1), reply.as_ref())).await;
        }
    }

    /// Reads something and expects it to be there and to have the form `T`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, request: Request) -> Result<T, TenantError> {
        let name = request.name();
        let reply = self.fetch(request).await?;
        if !reply.is_success() {
            return Err(TenantError::of_reply(name, &reply));
        }
        serde_json::from_slice(&reply.body)
            .map_err(|error| TenantError::NotGenesys { what: name, reason: error.to_string() })
    }

    async fn attempt(&self, request: &Request, attempts: u32) -> Attempt {
        match self.exchange(request.clone()).await {
            Ok(reply) if is_passing(reply.status) => {
                Attempt::Passing(failing(request, attempts, &reply), Some(reply))
            }
            Ok(reply) => Attempt::Answered(reply),
            Err(Failure::Token(error)) => Attempt::Final(TenantError::Token(error)),
            Err(Failure::Transport(error)) => {
                let untrusted = matches!(error, TransportError::Untrusted(_));
                let error = TenantError::of_transport(request.name(), attempts, error);
                if untrusted { Attempt::Final(error) } else { Attempt::Passing(error, None) }
            }
        }
    }
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502..=599)
}

fn is_too_large(error: &TenantError, attempts: u32) -> bool {
    error.status() == Some(504) && attempts >= GATEWAY_ATTEMPTS
}

fn failing(request: &Request, attempts: u32, reply: &Reply) -> TenantError {
    TenantError::Failing {
        what: request.name(),
        attempts,
        status: reply.status,
        correlation: reply.correlation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::genesys::client::Config;
    use crate::genesys::token::Credentials;
    use crate::genesys::wire::{Exchange, Transport};
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
}
