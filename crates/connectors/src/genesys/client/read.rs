//! Reads: repeated until they succeed or it is pointless, because they change nothing.

use super::{Client, Failure};
use crate::genesys::error::TenantError;
use crate::genesys::redact::without_credentials;
use crate::genesys::wire::{Reply, Request, TransportError};
use serde::de::DeserializeOwned;

/// A request that the gateway gave up on this often is too large for it: the caller may ask for less.
const GATEWAY_ATTEMPTS: u32 = 3;
/// How often a 2xx is tried whose body is cut, or the page of a proxy.
const GARBLED_ATTEMPTS: u32 = 3;
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

    /// Reads something and expects it to be there and to have the form `T`. What is no JSON, or only its beginning, is
    /// asked for again; JSON of another form would stay what it is.
    pub(crate) async fn get<T: DeserializeOwned>(&self, request: Request) -> Result<T, TenantError> {
        let what = request.name();
        let mut attempt = 0;
        loop {
            attempt += 1;
            let reply = self.fetch(request.clone()).await?;
            if !reply.is_success() {
                return Err(TenantError::of_reply(what, &reply));
            }
            let error = match serde_json::from_slice(&reply.body) {
                Ok(read) => return Ok(read),
                Err(error) => error,
            };
            if error.is_data() || attempt >= GARBLED_ATTEMPTS {
                return Err(TenantError::NotGenesys {
                    what,
                    reason: without_credentials(&error.to_string()),
                });
            }
            tokio::time::sleep(self.0.retry.wait(attempt, None)).await;
        }
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
mod tests;
