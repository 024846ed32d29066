//! The one way to the tenant: every call takes a slot of the budget, carries the shared token and is counted.

mod config;
mod memory;
mod probe;
mod read;
mod send;

pub use config::{Clock, Config};

use crate::genesys::counter::{Calls, Counter};
use crate::genesys::governor::{Budget, Lane, Pacer};
use crate::genesys::redact::without_token;
use crate::genesys::retry::Retry;
use crate::genesys::token::{REFUSALS_MAX, TokenError, Tokens};
use crate::genesys::wire::{Reply, Request, Transport, TransportError};
use memory::Memory;
use muster_core::id::AccountId;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A client of one organisation. Clones share token, budget and counter.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    transport: Arc<dyn Transport>,
    tokens: Tokens,
    pacer: Pacer,
    retry: Retry,
    counter: Counter,
    memory: Memory,
}

/// Why one exchange brought no reply.
pub(crate) enum Failure {
    Token(Arc<TokenError>),
    Transport(TransportError),
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.0.config).finish()
    }
}

impl Client {
    /// A client that speaks through `transport`. Nothing is sent yet.
    pub fn new(config: Config, transport: impl Transport) -> Self {
        let transport: Arc<dyn Transport> = Arc::new(transport);
        Self(Arc::new(Inner {
            tokens: Tokens::new(config.credentials.clone(), config.token_lead, transport.clone()),
            pacer: Pacer::new(config.governor.clone()),
            retry: Retry::new(config.seed),
            counter: Counter::default(),
            memory: Memory::default(),
            transport,
            config,
        }))
    }

    /// The state of the budget.
    pub fn budget(&self) -> Budget {
        self.0.pacer.budget()
    }

    /// Ceilings per minute of single services that are lower than the token's: learned in this process, or known from
    /// [`GovernorConfig::known`]. Worth keeping for the next process, because some are only learned by a 429.
    ///
    /// [`GovernorConfig::known`]: crate::genesys::GovernorConfig::known
    pub fn ceilings(&self) -> BTreeMap<String, u32> {
        self.0.pacer.ceilings()
    }

    /// How long so many calls of each family ([`Request::family`]) will take from now, by what is known of the budget.
    pub fn forecast(&self, calls: &BTreeMap<&'static str, u64>) -> Duration {
        self.0.pacer.forecast(calls)
    }

    /// The calls so far.
    pub fn calls(&self) -> Calls {
        self.0.counter.calls()
    }

    /// Tells of an account that an earlier process created so long ago: the tenant may not show it everywhere yet.
    pub fn created_earlier(&self, account: AccountId, ago: Duration) {
        self.0.memory.created(account, ago);
    }

    /// Why nothing can be sent any more with this client, once that is so (credentials refused for good).
    pub async fn stopped(&self) -> Option<Arc<TokenError>> {
        self.0.tokens.stopped().await
    }

    /// How many holders of a role come in one page, once that is known.
    pub(crate) fn holders_page(&self) -> Option<usize> {
        self.0.memory.holders_page()
    }

    /// Remembers how many holders of a role come in one page.
    pub(crate) fn learn_holders_page(&self, size: usize) {
        self.0.memory.learn_holders_page(size);
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// One attempt with a slot and a token. A 401 is answered by a new token and a replay, which is safe because nothing
    /// happened, until the tenant refused so many in a row that nobody gets one any more.
    async fn exchange(&self, mut request: Request) -> Result<Reply, Failure> {
        for _ in 1..REFUSALS_MAX {
            let reply = self.exchange_once(&mut request).await?;
            if reply.status != 401 {
                return Ok(reply);
            }
        }
        self.exchange_once(&mut request).await
    }

    async fn exchange_once(&self, request: &mut Request) -> Result<Reply, Failure> {
        let inner = &*self.0;
        // Whoever has no token does not stand in the way of those who have.
        inner.tokens.bearer().await.map_err(Failure::Token)?;
        let slot = inner.pacer.slot(Lane::of(request)).await;
        let bearer = match inner.tokens.bearer().await {
            Ok(bearer) => bearer,
            Err(error) => {
                slot.withdraw();
                return Err(Failure::Token(error));
            }
        };
        request.authorization = Some(bearer.header.clone());
        inner.counter.count(request);
        let result = inner.transport.exchange(request).await;
        slot.settle(result.as_ref().ok());
        let reply = without_token(result.map_err(Failure::Transport)?, &bearer.header);
        let correlation = reply.correlation.as_deref();
        tracing::debug!(http.status = reply.status, correlation, "{}", request.name());
        if reply.status == 401 {
            inner.tokens.refused(bearer.generation).await;
        } else {
            inner.tokens.accepted();
        }
        Ok(reply)
    }
}
