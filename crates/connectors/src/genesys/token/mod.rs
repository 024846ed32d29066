//! The access token: fetched with the client's credentials, shared by all workers, renewed ahead of its expiry.
//!
//! The first worker that meets a token within its last `lead` starts a task that fetches the next one, and goes on
//! with the present one, as do all others. Only where there is no living token do workers wait, all for one fetch.
//! A process that sends nothing fetches nothing.

mod error;
mod fetch;
mod lifetime;
mod state;

pub use error::TokenError;
pub(crate) use state::REFUSALS_MAX;

use super::wire::Transport;
use futures_util::FutureExt;
use secrecy::SecretString;
use state::{Flight, Found, State};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

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

/// The token of one client. Any number of workers may ask.
#[derive(Debug)]
pub(crate) struct Tokens(Arc<Inner>);

struct Inner {
    credentials: Credentials,
    lead: Duration,
    transport: Arc<dyn Transport>,
    state: Mutex<State>,
}

impl Tokens {
    /// Nothing is fetched yet. `lead` is how long before its expiry a token is renewed.
    pub(crate) fn new(credentials: Credentials, lead: Duration, transport: Arc<dyn Transport>) -> Self {
        Self(Arc::new(Inner { credentials, lead, transport, state: Mutex::new(State::default()) }))
    }

    /// A token that lives. Waits only where there is none.
    pub(crate) async fn bearer(&self) -> Result<Bearer, Arc<TokenError>> {
        let mut waited = false;
        loop {
            let flight = match self.look() {
                (Found::Token(bearer) | Found::Ageing(bearer), _) => return Ok(bearer),
                (Found::Failed(error), _) => return Err(error),
                (Found::Over(at, error), _) => {
                    tokio::time::sleep_until(at).await;
                    return Err(error);
                }
                (Found::Nothing, flight) => flight,
            };
            if waited {
                // The fetch that we waited for ended without a word: its runtime is gone, or it panicked.
                return Err(Arc::new(TokenError::Unavailable { attempts: 1, reason: "broken off".into() }));
            }
            if let Some(flight) = flight {
                flight.landed.await;
                waited =
                    flight.task.is_finished() && matches!(self.0.lock().look(Instant::now()), Found::Nothing);
            }
        }
    }

    /// The tenant took a token: whatever was refused before was an accident.
    pub(crate) fn accepted(&self) {
        self.0.lock().accepted();
    }

    /// The tenant answered 401 to the token of `generation`. The third in a row is answered after a pause, and the
    /// last: nobody gets a token any more.
    pub(crate) async fn refused(&self, generation: u64) {
        let stop_at = self.0.lock().refused(generation, Instant::now());
        if let Some(stop_at) = stop_at {
            tokio::time::sleep_until(stop_at).await;
        }
    }

    /// Why no token will ever be had again, once that is so.
    pub(crate) async fn stopped(&self) -> Option<Arc<TokenError>> {
        let Found::Over(at, error) = self.0.lock().look(Instant::now()) else {
            return None;
        };
        tokio::time::sleep_until(at).await;
        Some(error)
    }

    /// What there is; starts a fetch where one is due and none is on its way.
    fn look(&self) -> (Found, Option<Flight>) {
        let mut state = self.0.lock();
        let found = state.look(Instant::now());
        let is_due = matches!(found, Found::Ageing(_) | Found::Nothing);
        let flight = is_due.then(|| state.flight().unwrap_or_else(|| self.take_off(&mut state)));
        (found, flight)
    }

    fn take_off(&self, state: &mut State) -> Flight {
        let inner = self.0.clone();
        let task = tokio::spawn(async move {
            let fetched = fetch::fetch(&*inner.transport, &inner.credentials).await;
            inner.lock().land(fetched, inner.lead);
        });
        let flight = Flight { task: task.abort_handle(), landed: task.map(|_| ()).boxed().shared() };
        state.fly(flight.clone());
        flight
    }
}

impl Drop for Tokens {
    fn drop(&mut self) {
        if let Some(flight) = self.0.lock().flight() {
            flight.task.abort();
        }
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("credentials", &self.credentials)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
