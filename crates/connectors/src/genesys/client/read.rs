//! Reads: repeated until they succeed or it is pointless, because they change nothing.

use super::{Client, Failure};
use crate::genesys::error::TenantError;
use crate::genesys::retry::backoff;
use crate::genesys::wire::{Reply, Request, TransportError};
use serde::de::DeserializeOwned;

/// A request that the gateway gave up on this often is too large for it: the caller may ask for less.
const GATEWAY_ATTEMPTS: u32 = 3;

impl Client {
    /// Reads something: waits out 429, tries again after 408, 5xx and lost replies. Other statuses are the caller's.
    /// Only for requests that change nothing.
    pub(crate) async fn fetch(&self, request: Request) -> Result<Reply, TenantError> {
        let attempts = self.0.config.read_attempts.max(1);
        let mut last = None;
        for attempt in 0..attempts {
            if attempt > 0 {
                tokio::time::sleep(backoff(self.0.config.seed, attempt - 1)).await;
            }
            match self.exchange(request.clone()).await {
                Ok(reply) if is_passing(reply.status) => {
                    let error = failing(&request, attempt + 1, &reply);
                    if reply.status == 504 && attempt + 1 >= GATEWAY_ATTEMPTS {
                        return Err(error);
                    }
                    last = Some(error);
                }
                Ok(reply) => return Ok(reply),
                Err(Failure::Token(error)) => return Err(TenantError::Token(error)),
                Err(Failure::Transport(error @ TransportError::Untrusted(_))) => {
                    return Err(TenantError::of_transport(request.name(), attempt + 1, error));
                }
                Err(Failure::Transport(error)) => {
                    last = Some(TenantError::of_transport(request.name(), attempt + 1, error));
                }
            }
        }
        Err(last.unwrap_or_else(|| TenantError::NotGenesys {
            what: request.name(),
            reason: "no answer at all".into(),
        }))
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
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502..=599)
}

fn failing(request: &Request, attempts: u32, reply: &Reply) -> TenantError {
    TenantError::Failing {
        what: request.name(),
        attempts,
        status: reply.status,
        correlation: reply.correlation.clone(),
    }
}
