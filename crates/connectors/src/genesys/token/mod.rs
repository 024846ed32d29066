//! The access token: fetched with the client's credentials, shared by all workers, renewed ahead of its expiry.

mod error;
mod fetch;
mod lifetime;

pub use error::TokenError;

use super::wire::Transport;
use fetch::Fetched;
use lifetime::renew_at;
use secrecy::SecretString;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Fresh tokens that the tenant may refuse in a row before we stop.
const REFUSALS_MAX: u32 = 3;
/// The pause before stopping, so that a restart loop does not hammer the tenant.
const PAUSE_BEFORE_STOP: Duration = Duration::from_secs(5);
/// How long a failure stands for everybody who waited meanwhile: they need not all find out for themselves.
const FAILURE_STANDS: Duration = Duration::from_secs(5);
/// How long a token that is still good goes on being used after its renewal failed.
const RENEWAL_RETRY: Duration = Duration::from_secs(10);

/// Who we are: an OAuth client with the grant type Client Credentials.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client's id.
    pub client_id: String,
    /// Its secret; never printed.
    pub client_secret: SecretString,
}

/// A token as the client uses it.
#[derive(Clone, Debug)]
pub(crate) struct Bearer {
    /// The value of the `Authorization` header.
    pub(crate) header: SecretString,
    /// Which of our tokens it is, so that a refusal is blamed on the right one.
    pub(crate) generation: u64,
}

/// The token of one client. Any number of workers may ask; one of them fetches, the others wait for it.
#[derive(Debug)]
pub(crate) struct Tokens {
    credentials: Credentials,
    lead: Duration,
    state: Mutex<State>,
    refused_in_a_row: AtomicU32,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    generation: u64,
    over: Option<Arc<TokenError>>,
    failed: Option<(Instant, Arc<TokenError>)>,
}

#[derive(Debug)]
struct Held {
    bearer: Bearer,
    renew_at: Instant,
    expires_at: Instant,
}

impl Tokens {
    /// Nothing is fetched yet. `lead` is how long before its expiry a token is renewed.
    pub(crate) fn new(credentials: Credentials, lead: Duration) -> Self {
        Self { credentials, lead, state: Mutex::new(State::default()), refused_in_a_row: AtomicU32::new(0) }
    }

    /// A token that is good for now.
    pub(crate) async fn bearer(&self, transport: &dyn Transport) -> Result<Bearer, Arc<TokenError>> {
        let mut state = self.state.lock().await;
        if let Some(error) = &state.over {
            return Err(error.clone());
        }
        let now = Instant::now();
        if let Some(held) = state.held.as_ref().filter(|held| now < held.renew_at) {
            return Ok(held.bearer.clone());
        }
        if let Some((_, error)) = state.failed.as_ref().filter(|(at, _)| now < *at + FAILURE_STANDS) {
            return Err(error.clone());
        }
        match fetch::fetch(transport, &self.credentials).await {
            Ok(fetched) => Ok(state.hold(fetched, self.lead)),
            Err(error) => state.without(Arc::new(error)),
        }
    }

    /// The tenant took a token: whatever was refused before was an accident.
    pub(crate) fn accepted(&self) {
        self.refused_in_a_row.store(0, Ordering::Relaxed);
    }

    /// The tenant answered 401 to the token of `generation`. Workers that were refused with the same token count once.
    pub(crate) async fn refused(&self, generation: u64) {
        let mut state = self.state.lock().await;
        let is_held = |held: &Held| held.bearer.generation == generation;
        if !state.held.as_ref().is_some_and(is_held) {
            return;
        }
        state.held = None;
        let refusals = self.refused_in_a_row.fetch_add(1, Ordering::Relaxed) + 1;
        if refusals >= REFUSALS_MAX {
            // The lock stays held: while we pause, nobody else may try either.
            tokio::time::sleep(PAUSE_BEFORE_STOP).await;
            state.over = Some(Arc::new(TokenError::KeepsBeingRefused { times: refusals }));
        }
    }

    /// Why no token will ever be had again, once that is so.
    pub(crate) async fn stopped(&self) -> Option<Arc<TokenError>> {
        self.state.lock().await.over.clone()
    }
}

impl State {
    fn hold(&mut self, fetched: Fetched, lead: Duration) -> Bearer {
        self.generation += 1;
        let bearer = Bearer { header: fetched.header, generation: self.generation };
        self.failed = None;
        self.held = Some(Held {
            bearer: bearer.clone(),
            renew_at: renew_at(fetched.asked_at, fetched.lifetime, lead),
            expires_at: fetched.asked_at + fetched.lifetime,
        });
        bearer
    }

    /// What to do without a new token: go on with the old one while it lives, otherwise fail.
    fn without(&mut self, error: Arc<TokenError>) -> Result<Bearer, Arc<TokenError>> {
        let now = Instant::now();
        if let Some(held) = self.held.as_mut().filter(|held| now < held.expires_at) {
            tracing::warn!("could not renew the token, going on with the present one: {error}");
            held.renew_at = now + RENEWAL_RETRY;
            return Ok(held.bearer.clone());
        }
        self.failed = Some((now, error.clone()));
        if error.is_permanent() {
            self.over = Some(error.clone());
        }
        Err(error)
    }
}

#[cfg(test)]
mod tests;
