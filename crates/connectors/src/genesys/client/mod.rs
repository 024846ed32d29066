//! The one way to the tenant: every call takes a slot of the budget, carries the shared token and is counted.

mod config;
mod memory;
mod probe;
mod read;
mod send;

pub use config::{Clock, Config};

use crate::genesys::counter::{Calls, Counter};
use crate::genesys::governor::{Budget, Pacer};
use crate::genesys::token::{TokenError, Tokens};
use crate::genesys::wire::{Reply, Request, Transport, TransportError};
use memory::Memory;
use std::fmt;
use std::sync::Arc;

/// A client of one organisation. Clones share token, budget and counter.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    transport: Box<dyn Transport>,
    tokens: Tokens,
    pacer: Pacer,
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
        Self(Arc::new(Inner {
            tokens: Tokens::new(config.credentials.clone(), config.token_lead),
            pacer: Pacer::new(config.governor),
            counter: Counter::default(),
            memory: Memory::default(),
            transport: Box::new(transport),
            config,
        }))
    }

    /// The state of the budget.
    pub fn budget(&self) -> Budget {
        self.0.pacer.budget()
    }

    /// The calls so far.
    pub fn calls(&self) -> Calls {
        self.0.counter.calls()
    }

    /// Why nothing can be sent any more with this client, once that is so (credentials refused for good).
    pub async fn stopped(&self) -> Option<Arc<TokenError>> {
        self.0.tokens.stopped().await
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// One attempt with a slot and a token; a 401 is answered by one new token and one replay, which is safe because
    /// nothing happened.
    async fn exchange(&self, mut request: Request) -> Result<Reply, Failure> {
        let inner = &*self.0;
        let mut replayed = false;
        loop {
            let slot = inner.pacer.slot(request.family()).await;
            let bearer = inner.tokens.bearer(&*inner.transport).await.map_err(Failure::Token)?;
            request.authorization = Some(bearer.header);
            inner.counter.count(&request);
            let result = inner.transport.exchange(&request).await;
            slot.settle(result.as_ref().ok());
            let reply = result.map_err(Failure::Transport)?;
            tracing::debug!(
                http.status = reply.status,
                correlation = reply.correlation.as_deref(),
                "{}",
                request.name()
            );
            if reply.status != 401 {
                inner.tokens.accepted();
                return Ok(reply);
            }
            inner.tokens.refused(bearer.generation).await;
            if replayed {
                return Ok(reply);
            }
            replayed = true;
        }
    }
}
