//! Accepts connections. A slow or hostile client holds its own connection and nothing else.

use super::gate::Peer;
use super::tls::Acceptor;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower_service::Service;

/// Connections at once. Whoever comes on top waits to be accepted.
const CONNECTIONS_MAX: usize = 1024;
/// How long TLS and the head of a request may take.
const HEAD_WAIT: Duration = Duration::from_secs(10);

/// Accepts until it is dropped, which ends all connections.
pub(super) async fn accept(listener: TcpListener, tls: Option<Acceptor>, router: Router) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    let tls = tls.map(Arc::new);
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (router, tls) = (router.clone(), tls.clone());
                connections.spawn(async move {
                    connection(stream, tls.as_deref(), router).await;
                    drop(slot);
                });
            }
            // Out of file handles, most likely: wait for some to come free.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn connection(stream: TcpStream, tls: Option<&Acceptor>, router: Router) {
    // Without it an answer in two writes waits for the other end's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return serve(stream, Peer::default(), router).await };
    match tokio::time::timeout(HEAD_WAIT, tls.accept(stream)).await {
        Ok(Ok((stream, peer))) => serve(stream, peer, router).await,
        Ok(Err(error)) => tracing::debug!("a connection to the hooks failed: {error}"),
        Err(_) => tracing::debug!("a connection to the hooks took too long"),
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, peer: Peer, router: Router) {
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(peer.clone());
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WAIT)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::debug!("a connection to the hooks broke: {error}");
    }
}
