//! A TCP proxy that cuts or holds a connection after so many bytes of the server's.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};

/// A running proxy; it ends with the test's runtime.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Bytes of the last connection that went to the client.
    bytes: AtomicUsize,
    /// The connection is cut after so many. `usize::MAX`: never.
    cut: AtomicUsize,
    once: AtomicBool,
    /// The connection is held after so many.
    hold: AtomicUsize,
    held: std::sync::Mutex<Option<oneshot::Sender<()>>>,
    lost: Notify,
}

impl Proxy {
    pub(crate) async fn start(server: (Ipv4Addr, u16)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            cut: AtomicUsize::new(usize::MAX),
            hold: AtomicUsize::new(usize::MAX),
            ..State::default()
        });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect(SocketAddr::from(server)).await {
                    tokio::spawn(pass(client, server, shared.clone()));
                }
            }
        });
        Self { port, state }
    }

    /// How many bytes the last connection brought so far.
    pub(crate) fn bytes(&self) -> usize {
        self.state.bytes.load(Ordering::SeqCst)
    }

    /// Cuts every connection after so many bytes.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.state.cut.store(bytes, Ordering::SeqCst);
    }

    /// Cuts the next connection after so many bytes, and no later one.
    pub(crate) fn cut_once_after(&self, bytes: usize) {
        self.state.once.store(true, Ordering::SeqCst);
        self.cut_after(bytes);
    }

    /// Passes so many more bytes and then nothing; the receiver learns when that is.
    pub(crate) fn hold_after(&self, more: usize) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        *self.state.held.lock().unwrap() = Some(sender);
        self.state.hold.store(self.bytes() + more, Ordering::SeqCst);
        receiver
    }

    /// Loses what was held, and its connection, as when the server's machine dies.
    pub(crate) fn lose(&self) {
        self.state.hold.store(usize::MAX, Ordering::SeqCst);
        self.state.lost.notify_one();
    }
}

async fn pass(client: TcpStream, server: TcpStream, state: Arc<State>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let upwards = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    state.bytes.store(0, Ordering::SeqCst);
    let mut buffer = vec![0; 512];
    while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
        if state.bytes.load(Ordering::SeqCst) + read > state.hold.load(Ordering::SeqCst) {
            if let Some(held) = state.held.lock().unwrap().take() {
                held.send(()).unwrap();
            }
            state.lost.notified().await;
            break;
        }
        let left = state.cut.load(Ordering::SeqCst).saturating_sub(state.bytes.load(Ordering::SeqCst));
        let passed = to_client.write_all(&buffer[..read.min(left)]).await;
        state.bytes.fetch_add(read.min(left), Ordering::SeqCst);
        if left < read || passed.is_err() {
            if state.once.swap(false, Ordering::SeqCst) {
                state.cut.store(usize::MAX, Ordering::SeqCst);
            }
            break;
        }
    }
    upwards.abort();
}
