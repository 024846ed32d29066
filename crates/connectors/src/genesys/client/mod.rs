//! The one way to the tenant: every call takes a slot of the budget, carries the shared token and is counted.

mod config;
mod memory;
mod probe;
mod read;

pub use config::{Clock, Config};

use crate::genesys::bindings::Bindings;
use crate::genesys::counter::{Calls, Counter};
use crate::genesys::governor::{Budget, Pacer};
use crate::genesys::outcome::{login_failed, outcome, preparation_failed};
use crate::genesys::profile::Present;
use crate::genesys::request::{preparation, request};
use crate::genesys::token::{TokenError, Tokens};
use crate::genesys::wire::{Reply, Request, Transport, TransportError};
use memory::Memory;
use muster_core::operation::{AccountRef, Call, Outcome};
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

    /// Sends a call once and says what came of it. Waits for a slot of the budget, never repeats a call (except after
    /// a 401, when nothing happened), and makes one `GET` first where the call replaces a list of which it changes
    /// only a part.
    pub async fn send(&self, call: &Call, bindings: &Bindings) -> Outcome {
        let bindings = self.with_memory(call, bindings);
        let outcome = self.send_knowing(call, &bindings).await;
        match &outcome {
            Outcome::Applied(effect) | Outcome::AlreadySo(effect) => self.0.memory.done(call, effect),
            Outcome::Conflict(_) => self.0.memory.conflict(call),
            Outcome::Throttled { .. }
            | Outcome::Refused(_)
            | Outcome::Transient(_)
            | Outcome::Unknown { .. } => {}
        }
        outcome
    }

    async fn send_knowing(&self, call: &Call, bindings: &Bindings) -> Outcome {
        let present = match self.prepare(call, bindings).await {
            Ok(present) => present,
            Err(outcome) => return outcome,
        };
        let request = match request(call, bindings, present.as_ref()) {
            Ok(request) => request,
            Err(unready) => return Outcome::Refused(unready.refusal()),
        };
        match self.exchange(request).await {
            Ok(reply) => outcome(call, bindings, Ok(reply)),
            Err(Failure::Transport(error)) => outcome(call, bindings, Err(error)),
            Err(Failure::Token(error)) => login_failed(&error),
        }
    }

    /// The bindings, with those accounts of the call that this client created a moment ago.
    fn with_memory(&self, call: &Call, bindings: &Bindings) -> Bindings {
        let mut bindings = bindings.clone();
        for account in accounts_of(call) {
            match account {
                AccountRef::Known(id) if self.0.memory.is_fresh(*id) => bindings.fresh(*id),
                AccountRef::Known(_) | AccountRef::CreatedFor(_) => {}
            }
        }
        bindings
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
            let bearer = inner
                .tokens
                .bearer(&*inner.transport)
                .await
                .map_err(Failure::Token)?;
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

    /// Reads what the call must know of the present, where it must know something.
    async fn prepare(&self, call: &Call, bindings: &Bindings) -> Result<Option<Present>, Outcome> {
        let Some(request) = preparation(call, bindings) else {
            return Ok(None);
        };
        let answer = match self.exchange(request).await {
            Ok(reply) => Ok(reply),
            Err(Failure::Transport(error)) => Err(error),
            Err(Failure::Token(error)) => return Err(login_failed(&error)),
        };
        match answer {
            Ok(reply) if reply.is_success() => Present::of(&reply).map(Some),
            other => Err(preparation_failed(call, bindings, other)),
        }
    }
}

/// The accounts that a call gives something to.
fn accounts_of(call: &Call) -> &[AccountRef] {
    match call {
        Call::AddExternalId { account, .. }
        | Call::UpdateProfile { account, .. }
        | Call::AddGrants { account, .. }
        | Call::SetSkills { account, .. }
        | Call::SetLanguages { account, .. } => std::slice::from_ref(account),
        Call::MoveToDivision { accounts, .. }
        | Call::GrantRole { accounts, .. }
        | Call::AddGroupMembers { accounts, .. }
        | Call::AddQueueMembers { accounts, .. } => accounts,
        Call::CreateAccount { .. }
        | Call::SetState { .. }
        | Call::RemoveGrants { .. }
        | Call::RemoveGroupMembers { .. }
        | Call::RemoveQueueMembers { .. }
        | Call::RemoveSkill { .. }
        | Call::RemoveLanguage { .. } => &[],
    }
}
