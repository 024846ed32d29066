//! What is held: the present token, the flight that fetches the next one, and why there is none.

use super::Bearer;
use super::error::TokenError;
use super::fetch::Fetched;
use super::lifetime::{ends_at, renew_at};
use futures_util::future::{BoxFuture, Shared};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// Fresh tokens that the tenant may refuse in a row before we stop.
pub(crate) const REFUSALS_MAX: u32 = 3;
/// The pause before stopping, so that a restart loop does not hammer the tenant.
const PAUSE_BEFORE_STOP: Duration = Duration::from_secs(5);
/// How long a failure stands for everybody who waited meanwhile: they need not all find out for themselves.
const FAILURE_STANDS: Duration = Duration::from_secs(5);
/// How long a token that is still good goes on being used after its renewal failed.
const RENEWAL_RETRY: Duration = Duration::from_secs(10);

/// A fetch on its way; any number may wait for its end.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) task: AbortHandle,
    pub(super) landed: Shared<BoxFuture<'static, ()>>,
}

#[derive(Debug)]
struct Held {
    bearer: Bearer,
    renew_at: Instant,
    ends_at: Instant,
}

/// What one who asks for a token finds.
pub(super) enum Found {
    /// A token that lives.
    Token(Bearer),
    /// A token that lives, and it is time to fetch the next one.
    Ageing(Bearer),
    /// None, so one must be fetched.
    Nothing,
    /// None, and asking again is pointless for now.
    Failed(Arc<TokenError>),
    /// None, never again, and not before this moment shall anybody hear of it.
    Over(Instant, Arc<TokenError>),
}

#[derive(Debug, Default)]
pub(super) struct State {
    held: Option<Held>,
    flight: Option<Flight>,
    generation: u64,
    over: Option<(Instant, Arc<TokenError>)>,
    failed: Option<(Instant, Arc<TokenError>)>,
    refused_in_a_row: u32,
}

impl State {
    pub(super) fn look(&self, now: Instant) -> Found {
        if let Some((at, error)) = &self.over {
            return Found::Over(*at, error.clone());
        }
        match &self.held {
            Some(held) if now < held.renew_at => return Found::Token(held.bearer.clone()),
            Some(held) if now < held.ends_at => return Found::Ageing(held.bearer.clone()),
            Some(_) | None => {}
        }
        match &self.failed {
            Some((at, error)) if now < *at + FAILURE_STANDS => Found::Failed(error.clone()),
            Some(_) | None => Found::Nothing,
        }
    }

    /// The fetch on its way. One whose runtime is gone is none.
    pub(super) fn flight(&self) -> Option<Flight> {
        self.flight.clone().filter(|flight| !flight.task.is_finished())
    }

    pub(super) fn fly(&mut self, flight: Flight) {
        self.flight = Some(flight);
    }

    /// The fetch is over. The new token takes the place of the old one in this moment and for everybody.
    pub(super) fn land(&mut self, fetched: Result<Fetched, TokenError>, lead: Duration) {
        match fetched {
            Ok(fetched) => self.hold(fetched, lead),
            Err(error) => self.without(Arc::new(error)),
        }
    }

    /// The tenant took a token: whatever was refused before was an accident.
    pub(super) fn accepted(&mut self) {
        self.refused_in_a_row = 0;
    }

    /// The tenant answered 401 to the token of `generation`. Workers that were refused with the same token count once.
    /// Returns when to go on, where this was one too many.
    pub(super) fn refused(&mut self, generation: u64, now: Instant) -> Option<Instant> {
        self.held.take_if(|held| held.bearer.generation == generation)?;
        self.refused_in_a_row += 1;
        if self.refused_in_a_row < REFUSALS_MAX {
            return None;
        }
        let stop_at = now + PAUSE_BEFORE_STOP;
        let times = self.refused_in_a_row;
        self.over = Some((stop_at, Arc::new(TokenError::KeepsBeingRefused { times })));
        Some(stop_at)
    }

    fn hold(&mut self, fetched: Fetched, lead: Duration) {
        self.generation += 1;
        self.failed = None;
        self.held = Some(Held {
            bearer: Bearer { header: fetched.header, generation: self.generation },
            renew_at: renew_at(fetched.asked_at, fetched.lifetime, lead),
            ends_at: ends_at(fetched.asked_at, fetched.lifetime),
        });
    }

    /// What to do without a new token: go on with the old one while it lives, otherwise fail.
    fn without(&mut self, error: Arc<TokenError>) {
        let now = Instant::now();
        if let Some(held) = self.held.as_mut().filter(|held| now < held.ends_at) {
            tracing::warn!("could not renew the token, going on with the present one: {error}");
            held.renew_at = now + RENEWAL_RETRY;
            return;
        }
        if error.is_permanent() {
            self.over = Some((now, error.clone()));
        }
        self.failed = Some((now, error));
    }
}
