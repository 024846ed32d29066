//! Ways to die: a store and a transport that break off at the `n`-th boundary and stay broken, as a killed process does.

use bytes::Bytes;
use muster_connectors::genesys::{Body, Condition, Exchange, Reply, Request, Transport, TransportError};
use muster_core::audit::{AuditEntry, AuditEvent};
use muster_core::departure::{Departure, Order};
use muster_core::entitlement::Kind;
use muster_core::guard::Approval;
use muster_core::id::{PersonId, RunId, SourceId};
use muster_core::journal::{JournalEntry, Run};
use muster_core::person::{Ledger, LedgerEntry, Link};
use muster_core::policy::{Assignment, Assignments};
use muster_core::replica::{DirectoryEvent, ReplicaChange, ReplicaRow};
use muster_core::time::Timestamp;
use muster_core::workers::WorkerRow;
use muster_simulator::{Delivery, Tenant, UserId};
use muster_store::{
    AssignedList, AuditHead, AuditQuery, Bookkeeping, Ceiling, InboxEntry, InboxQuery, RunRecord, RunSummary,
    SettledDelivery, SourceBaseline, StateName, Store, StoreError, Withdrawal, WorkerBooks, WorkerFile,
};
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Counts boundaries down to death.
#[derive(Default)]
pub struct Fate {
    left: AtomicU64,
    dead: AtomicBool,
}

impl Fate {
    /// Death at the `n`-th boundary, from 1; 0 is never.
    pub fn at(n: u64) -> Arc<Self> {
        Arc::new(Self {
            left: AtomicU64::new(if n == 0 { u64::MAX } else { n }),
            dead: AtomicBool::new(false),
        })
    }

    /// Passes a boundary; true once dead.
    fn pass(&self) -> bool {
        if self.dead.load(Ordering::SeqCst) {
            return true;
        }
        let dies = self.left.fetch_sub(1, Ordering::SeqCst) == 1;
        if dies {
            self.dead.store(true, Ordering::SeqCst);
        }
        dies
    }

    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }
}

/// Accounts that the tenant does not find for a while after their creation, whoever asks.
#[derive(Default)]
pub struct Newborns {
    lag: Duration,
    until: Mutex<BTreeMap<String, tokio::time::Instant>>,
}

impl Newborns {
    pub fn hidden_for(lag: Duration) -> Arc<Self> {
        Arc::new(Self { lag, until: Mutex::default() })
    }

    fn hides(&self, request: &Request) -> bool {
        let body = if let Body::Json(value) = &request.body { value.to_string() } else { String::new() };
        let now = tokio::time::Instant::now();
        let until = self.until.lock().unwrap();
        let mut hidden = until.iter().filter(|(_, until)| **until > now).map(|(id, _)| id);
        hidden.any(|id| request.path_and_query.contains(id) || body.contains(id))
    }

    fn note(&self, tenant: &Tenant, known: &[UserId]) {
        let until = tokio::time::Instant::now() + self.lag;
        let new = tenant.state_ref().users.keys().filter(|id| !known.contains(id));
        let mut all = self.until.lock().unwrap();
        new.for_each(|id| _ = all.entry(id.to_string()).or_insert(until));
    }
}

/// A door behind which newborns are not found.
pub struct Nursery {
    pub door: InProcess,
    pub newborns: Arc<Newborns>,
}

impl Transport for Nursery {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            if self.newborns.lag.is_zero() {
                return self.door.exchange(request).await;
            }
            if self.newborns.hides(request) && !self.door.fate.is_dead() {
                let body = r#"{"code": "not.found", "message": "No such user", "status": 404}"#;
                return Ok(Reply::new(404, body));
            }
            let known: Vec<UserId> =
                self.door.tenant.lock().unwrap().state_ref().users.keys().copied().collect();
            let reply = self.door.exchange(request).await;
            self.newborns.note(&self.door.tenant.lock().unwrap(), &known);
            reply
        })
    }
}

/// The in-memory tenant behind the client's door.
pub struct InProcess {
    pub tenant: Arc<Mutex<Tenant>>,
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub fate: Arc<Fate>,
}

impl Transport for InProcess {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            if self.fate.pass() {
                return Err(TransportError::NotSent("the process died before the call".into()));
            }
            let delivery = self.tenant.lock().unwrap().deliver(&plain(request), (self.clock)());
            if self.fate.pass() {
                return Err(TransportError::Lost("the process died before the reply".into()));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            match delivery {
                Delivery::Reply(reply) | Delivery::Slow { reply, .. } => Ok(told(reply)),
                Delivery::Lost { happened } => {
                    Err(TransportError::Lost(format!("connection reset ({happened})")))
                }
                Delivery::Truncated { .. } => Err(TransportError::Lost("the reply broke off".into())),
            }
        })
    }
}

/// The request as the tenant takes it.
pub fn plain(request: &Request) -> http::Request<bytes::Bytes> {
    let mut builder = http::Request::builder().method(request.method.clone()).uri(&request.path_and_query);
    if let Some(authorization) = &request.authorization {
        builder = builder.header("authorization", authorization.expose_secret());
    }
    if let Some((name, value)) = request.condition.map(Condition::header) {
        builder = builder.header(name, value);
    }
    let (kind, body) = match &request.body {
        Body::None => (None, Vec::new()),
        Body::Json(value) => (Some("application/json"), serde_json::to_vec(value).unwrap()),
        Body::Form(text) => (Some("application/x-www-form-urlencoded"), text.clone().into_bytes()),
    };
    if let Some(kind) = kind {
        builder = builder.header("content-type", kind);
    }
    builder.body(body.into()).unwrap()
}

/// The reply as the client takes it.
pub fn told(reply: http::Response<bytes::Bytes>) -> Reply {
    let (head, body) = reply.into_parts();
    head.headers.iter().fold(Reply::new(head.status.as_u16(), body), |reply, (name, value)| {
        reply.with_header(name.as_str(), value.to_str().unwrap_or_default())
    })
}

/// A store that dies before or after a change.
pub struct MortalStore {
    pub inner: Box<dyn Store>,
    pub fate: Arc<Fate>,
}

fn died<T>() -> Result<T, StoreError> {
    Err(StoreError::Database { cause: "the process died".into() })
}

macro_rules! mortal {
    ($($name:ident($($arg:ident: $of:ty),*) -> $out:ty;)*) => {$(
        fn $name(&mut self, $($arg: $of),*) -> Result<$out, StoreError> {
            if self.fate.pass() {
                return died();
            }
            let done = self.inner.$name($($arg),*)?;
            if self.fate.pass() { died() } else { Ok(done) }
        }
    )*};
}

macro_rules! immortal {
    ($($name:ident($($arg:ident: $of:ty),*) -> $out:ty;)*) => {$(
        fn $name(&mut self, $($arg: $of),*) -> Result<$out, StoreError> {
            if self.fate.is_dead() { died() } else { self.inner.$name($($arg),*) }
        }
    )*};
}

impl Store for MortalStore {
    mortal! {
        remember_links(links: &[Link]) -> ();
        forget_link(person: &PersonId) -> bool;
        begin_run(run: &Run, links: &[Link]) -> ();
        start(run: RunId, entries: &[JournalEntry]) -> ();
        settle(run: RunId, entries: &[JournalEntry], books: &Bookkeeping) -> ();
        close_run(run: RunId, at: Timestamp, audit: &[AuditEvent], summary: &RunSummary) -> ();
        remember_complete(baseline: &SourceBaseline) -> ();
        remember_approval(approval: &Approval) -> ();
        remember_order(order: &Order) -> ();
        take_back_order(person: &PersonId) -> bool;
        remember_assignments(assignments: &[Assignment]) -> u64;
        withdraw_assignments(withdrawal: &Withdrawal) -> u64;
        remember_ceilings(ceilings: &[Ceiling]) -> ();
        remember_replica(source: &SourceId, change: &ReplicaChange) -> ();
        remember_events(events: &[DirectoryEvent]) -> ();
        forget_events_before(time: Timestamp) -> u64;
        remember_service_status(status: &str) -> ();
        remember_workers(source: &SourceId, books: &WorkerBooks<'_>) -> ();
        settle_deliveries(at: Timestamp, settled: &[SettledDelivery]) -> ();
        retry_delivery(number: u64) -> bool;
        forget_bodies_before(time: Timestamp) -> u64;
    }
    immortal! {
        links() -> Vec<Link>;
        ledger() -> Vec<LedgerEntry>;
        owned() -> Ledger;
        open_run() -> Option<Run>;
        journal(run: RunId) -> Vec<JournalEntry>;
        runs(limit: u64) -> Vec<RunRecord>;
        run(run: RunId) -> Option<Run>;
        audit(query: &AuditQuery) -> Vec<AuditEntry>;
        audit_head() -> AuditHead;
        removals_since(since: Timestamp) -> BTreeMap<Kind, u64>;
        last_complete(source: &SourceId) -> Option<SourceBaseline>;
        approvals() -> Vec<Approval>;
        departures() -> Vec<Departure>;
        orders() -> Vec<Order>;
        assignments() -> Assignments;
        assignments_stamp() -> u64;
        assigned_lists() -> Vec<AssignedList>;
        ceilings() -> Vec<Ceiling>;
        replica(source: &SourceId, show: &mut dyn FnMut(ReplicaRow<'_>)) -> bool;
        events_of(person: &PersonId, limit: u64) -> Vec<DirectoryEvent>;
        service_status() -> Option<String>;
        workers(source: &SourceId, show: &mut dyn FnMut(WorkerRow<'_>)) -> ();
        worker_files(source: &SourceId) -> Vec<WorkerFile>;
        deliveries(query: &InboxQuery) -> Vec<InboxEntry>;
        delivery_body(number: u64) -> Option<Bytes>;
        inbox_counts() -> BTreeMap<(SourceId, StateName), u64>;
        waiting_deliveries(limit: u64) -> Vec<(u64, muster_store::Delivery)>;
    }
}
