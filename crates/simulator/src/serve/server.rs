//! Serves a tenant over HTTP on one socket: API and login share it.

use crate::clock::{Clock, SettableClock};
use crate::faults::Delivery;
use crate::tenant::Tenant;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Sleep;

/// A tenant that a server and a test share.
pub type SharedTenant = Arc<Mutex<Tenant>>;

/// A running server. Dropping it ends it.
#[derive(Debug)]
pub struct SimulatorHandle {
    /// `http://127.0.0.1:port`, for both API and login.
    pub base_url: String,
    address: SocketAddr,
    tenant: SharedTenant,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

impl SimulatorHandle {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The tenant, locked: keep the guard short, the server waits for it.
    pub fn tenant(&self) -> MutexGuard<'_, Tenant> {
        locked(&self.tenant)
    }

    /// Stops listening, breaks open connections, and waits until that is done.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        let _ = (&mut self.task).await;
    }

    /// Waits until the server ends by itself, which it never does before `shutdown`.
    pub async fn wait(&mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for SimulatorHandle {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Serves `tenant` on `listener`, with the time from `clock`. Must be called within a tokio runtime.
pub fn serve(tenant: SharedTenant, listener: TcpListener, clock: impl Clock) -> io::Result<SimulatorHandle> {
    Serving::default().start(tenant, listener, clock)
}

/// How a tenant is served, apart from how it behaves.
#[derive(Clone)]
pub struct Serving {
    keep: Arc<dyn Fn(&Tenant) + Send + Sync>,
    delay: Duration,
}

impl Default for Serving {
    fn default() -> Self {
        Self { keep: Arc::new(|_| {}), delay: Duration::ZERO }
    }
}

impl Serving {
    /// Calls `keep` with the tenant after each call that may have changed it, before the reply leaves.
    pub fn keeping(self, keep: impl Fn(&Tenant) + Send + Sync + 'static) -> Self {
        Self { keep: Arc::new(keep), ..self }
    }

    /// Lets every reply of the API leave this much later. That is no fault, and stays whatever the faults are.
    pub fn taking(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Serves the API. Must be called within a tokio runtime.
    pub fn start(
        self,
        tenant: SharedTenant,
        listener: TcpListener,
        clock: impl Clock,
    ) -> io::Result<SimulatorHandle> {
        start(Shared { tenant, clock: Arc::new(clock), serving: self, control: None }, listener)
    }

    /// The same, with the control endpoint under `/simulator`, which needs no token: for loopback only.
    pub fn start_controlled(
        self,
        tenant: SharedTenant,
        listener: TcpListener,
        clock: SettableClock,
    ) -> io::Result<SimulatorHandle> {
        let control = Some(clock.clone());
        start(Shared { tenant, clock: Arc::new(clock), serving: self, control }, listener)
    }
}

fn start(shared: Shared, listener: TcpListener) -> io::Result<SimulatorHandle> {
    let address = listener.local_addr()?;
    let tenant = shared.tenant.clone();
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(accept(listener, shared, stopped));
    Ok(SimulatorHandle { base_url: format!("http://{address}"), address, tenant, stop, task })
}

#[derive(Clone)]
struct Shared {
    tenant: SharedTenant,
    clock: Arc<dyn Clock>,
    serving: Serving,
    /// The clock that the control endpoint sets; `None`: there is no control endpoint.
    control: Option<SettableClock>,
}

async fn accept(listener: TcpListener, shared: Shared, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, shared.clone()))),
                // Out of file handles, most likely: wait for some to come free.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, shared: Shared) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, shared.clone()));
    // An error here is a caller that hung up, or a fault that closed the connection on purpose.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, shared: Shared) -> io::Result<Response<Reply>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let request = Request::from_parts(head, body);
    if let Some(reply) = control(&shared, &request) {
        return Ok(reply.map(Reply::whole));
    }
    let now = shared.clock.now();
    let delivery = deliver(&shared, &request, now);
    if !shared.serving.delay.is_zero() {
        tokio::time::sleep(shared.serving.delay).await;
    }
    match delivery {
        Delivery::Reply(reply) => Ok(reply.map(Reply::whole)),
        Delivery::Slow { reply, delay_ms } => {
            tokio::time::sleep(Duration::from_millis(u64::from(delay_ms))).await;
            Ok(reply.map(Reply::whole))
        }
        Delivery::Lost { .. } => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
        Delivery::Truncated { reply, full_length } => Ok(reply.map(|part| Reply::cut(part, full_length))),
    }
}

fn control(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let clock = shared.control.as_ref()?;
    let mut tenant = locked(&shared.tenant);
    let reply = crate::control::answer(&mut tenant, clock, request)?;
    if request.method() != http::Method::GET && reply.status().is_success() {
        (shared.serving.keep)(&tenant);
    }
    Some(reply)
}

fn deliver(shared: &Shared, request: &Request<Bytes>, now: jiff::Timestamp) -> Delivery {
    let mut tenant = locked(&shared.tenant);
    let writes = tenant.calls().writes();
    let delivery = tenant.deliver(request, now);
    if tenant.calls().writes() > writes {
        (shared.serving.keep)(&tenant);
    }
    delivery
}

fn locked(tenant: &SharedTenant) -> MutexGuard<'_, Tenant> {
    tenant.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long what was sent gets to reach the caller before the connection breaks.
const BREAK_AFTER: Duration = Duration::from_millis(20);

/// A body that may promise more than it gives.
struct Reply {
    part: Option<Bytes>,
    promised: usize,
    breaks: Option<Pin<Box<Sleep>>>,
}

impl Reply {
    fn whole(body: Bytes) -> Self {
        Self { promised: body.len(), part: Some(body), breaks: None }
    }

    fn cut(part: Bytes, promised: usize) -> Self {
        Self { part: Some(part), promised, breaks: Some(Box::pin(tokio::time::sleep(BREAK_AFTER))) }
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(part) = self.part.take().filter(|part| !part.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        let Some(wait) = &mut self.breaks else {
            return Poll::Ready(None);
        };
        match wait.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::ConnectionReset)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.breaks.is_none() && self.part.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        let left = if self.part.is_some() { self.promised } else { 0 };
        SizeHint::with_exact(left as u64)
    }
}
