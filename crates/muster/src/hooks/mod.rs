//! The hooks of `muster serve`: HR systems push, and what they pushed is durable before it is answered. Nothing is
//! decided here: the service is woken and takes it from the inbox.
//!
//! `route` answers a request, `gate` knows who may push to which source, `keeper` writes what came into the inbox, many
//! deliveries in one transaction, and `listen` accepts connections.

mod answer;
mod bucket;
mod gate;
mod keeper;
mod listen;
mod route;
mod scim;
mod tally;
mod tls;

pub(crate) use gate::Gate;
pub(crate) use tally::HooksStatus;
#[cfg(test)]
pub(crate) use tally::{HookStatus, TurnedAway};

use crate::config::{Config, SourceKind};
use crate::error::{Exit, Failure};
use keeper::Keeper;
use muster_core::id::SourceId;
use muster_store::Location;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tally::Tally;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// Hooks that are open. Dropping them closes them.
pub(crate) struct Hooks {
    /// Where we listen.
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    listening: tokio::task::JoinHandle<()>,
}

/// What every request needs.
struct Shared {
    gates: BTreeMap<SourceId, Gate>,
    keeper: Keeper,
    tally: Tally,
    body_max: usize,
    /// `http` or `https`.
    scheme: &'static str,
    /// Held while a pushed user is read and written again.
    scim: tokio::sync::Mutex<()>,
}

impl Hooks {
    /// Opens the hooks that are configured; `None` where there are none. The store must have been led by this release. `rang` is
    /// notified when something new waits in the inbox.
    ///
    /// # Errors
    /// When a secret, a certificate or the address cannot be had.
    pub(crate) async fn open(
        config: &Config,
        store: &Location,
        rang: Arc<Notify>,
    ) -> Result<Option<Self>, Failure> {
        let Some(settings) = &config.hooks else { return Ok(None) };
        let tls = settings.tls.as_ref().map(tls::Acceptor::new).transpose()?;
        let shared = Arc::new(Shared {
            gates: gates(config)?,
            keeper: Keeper::start(store.clone(), rang)?,
            tally: Tally::default(),
            body_max: settings.body_max,
            scheme: if tls.is_some() { "https" } else { "http" },
            scim: tokio::sync::Mutex::default(),
        });
        let bound = TcpListener::bind(settings.listen).await;
        let refused = |cause| {
            Failure::new(Exit::Input, format!("the hooks cannot listen on {}", settings.listen))
                .because(cause)
                .next("name another address in `listen` of [hooks], or end what listens there")
        };
        let listener = bound.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let router = route::router(shared.clone());
        let listening = tokio::spawn(listen::accept(listener, tls, router));
        Ok(Some(Self { address, shared, listening }))
    }

    /// Where they are, as a URL.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}/hooks/hr/", self.shared.scheme, self.address)
    }

    /// What came so far.
    pub(crate) fn status(&self) -> HooksStatus {
        self.shared.tally.status(self.url(), self.shared.gates.keys())
    }
}

impl Drop for Hooks {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn gates(config: &Config) -> Result<BTreeMap<SourceId, Gate>, Failure> {
    let mut gates = BTreeMap::new();
    for source in &config.sources {
        if let SourceKind::Hr(hr) = &source.kind
            && let Some(hook) = &hr.hook
        {
            gates.insert(source.name.clone(), Gate::new(hook)?);
        }
    }
    Ok(gates)
}
