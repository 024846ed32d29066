//! An LDAP server that says what a test wants it to say, for everything that a healthy server never does.

use crate::messages::{done, encode, entry, result};
use futures_util::{SinkExt, StreamExt};
use ldap3_proto::LdapCodec;
use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::*;
use muster_connectors::directory::Entry;
use muster_connectors::ldap::{LdapConfig, Limits, Security};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::Framed;

pub(crate) const BASE: &str = "DC=lab,DC=example,DC=com";

/// What the server does next.
pub(crate) enum Act {
    /// Sends a message in answer to the request.
    Say(LdapOp),
    /// Sends a message with controls.
    With(LdapOp, Vec<LdapControl>),
    /// Sends a message in pieces of seven bytes, each in a packet of its own.
    Drip(LdapOp),
    /// Sends a message under another id.
    Under(i32, LdapOp),
    /// Sends raw bytes.
    Raw(Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Closes the connection.
    Close,
    /// Never says anything again.
    Hang,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) op: LdapOp,
    pub(crate) controls: Vec<LdapControl>,
}

impl Asked {
    /// The search, if it is one.
    pub(crate) fn search(&self) -> Option<&LdapSearchRequest> {
        match &self.op {
            LdapOp::SearchRequest(search) => Some(search),
            _ => None,
        }
    }

    /// Whether people (`true`) or groups (`false`) are asked for; `None` for anything else.
    pub(crate) fn asks_for_people(&self) -> Option<bool> {
        let asks_for =
            |name: &str| self.search().is_some_and(|search| search.attrs.iter().any(|asked| asked == name));
        asks_for("uSNChanged").then(|| asks_for("userAccountControl")).filter(|_| asks_for("objectClass"))
    }

    /// Flags and cookie, if it asks what changed.
    pub(crate) fn dirsync(&self) -> Option<(i64, Vec<u8>)> {
        self.controls.iter().find_map(|control| match control {
            LdapControl::AdDirsync { flags, cookie, .. } => {
                Some((*flags, cookie.clone().unwrap_or_default()))
            }
            _ => None,
        })
    }

    /// The cookie of the page that is asked for; empty for the first one.
    pub(crate) fn cookie(&self) -> Vec<u8> {
        let cookie = self.controls.iter().find_map(|control| match control {
            LdapControl::SimplePagedResults { cookie, .. } => Some(cookie.clone()),
            _ => None,
        });
        cookie.unwrap_or_default()
    }
}

/// A running server; it ends with the test's runtime.
pub(crate) struct Scripted {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    /// Starts a server that answers `script(request)`, and plays a healthy empty domain where that is `None`.
    pub(crate) async fn start(script: impl Fn(&Asked) -> Option<Vec<Act>> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (script, log) = (Arc::new(script), asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), log.clone()));
            }
        });
        Self { address, asked }
    }

    /// How to reach it, with short limits.
    pub(crate) fn config(&self) -> LdapConfig {
        let mut config = LdapConfig::new("127.0.0.1", "reader@lab.example.com", "secret".into());
        config.port = Some(self.address.port());
        config.security = Security::Plain;
        config.limits = Limits {
            connect: Duration::from_millis(500),
            answer: Duration::from_millis(500),
            read: Duration::from_secs(10),
            ..Limits::default()
        };
        config
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve<S: Fn(&Asked) -> Option<Vec<Act>>>(
    stream: TcpStream,
    script: Arc<S>,
    log: Arc<Mutex<Vec<Asked>>>,
) {
    stream.set_nodelay(true).unwrap();
    let mut framed = Framed::new(stream, LdapCodec::default());
    while let Some(Ok(message)) = framed.next().await {
        let asked = Asked { op: message.op, controls: message.ctrl };
        log.lock().unwrap().push(asked.clone());
        for act in script(&asked).unwrap_or_else(|| healthy(&asked)) {
            let say = |id, op, ctrl| LdapMsg::new_with_ctrls(id, op, ctrl);
            let sent = match act {
                Act::Say(op) => framed.send(say(message.msgid, op, vec![])).await,
                Act::With(op, controls) => framed.send(say(message.msgid, op, controls)).await,
                Act::Under(id, op) => framed.send(say(id, op, vec![])).await,
                Act::Drip(op) => drip(&mut framed, say(message.msgid, op, vec![])).await,
                Act::Raw(bytes) => framed.get_mut().write_all(&bytes).await,
                Act::Pause(time) => {
                    tokio::time::sleep(time).await;
                    Ok(())
                }
                Act::Close => return,
                Act::Hang => std::future::pending().await,
            };
            if sent.is_err() {
                return;
            }
        }
    }
}

async fn drip(framed: &mut Framed<TcpStream, LdapCodec>, message: LdapMsg) -> std::io::Result<()> {
    for piece in encode(message).chunks(7) {
        framed.get_mut().write_all(piece).await?;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

/// An empty domain that answers everything as it should.
fn healthy(asked: &Asked) -> Vec<Act> {
    match &asked.op {
        LdapOp::BindRequest(_) => {
            vec![Act::Say(LdapOp::BindResponse(LdapBindResponse {
                res: result(LdapResultCode::Success, ""),
                saslcreds: None,
            }))]
        }
        LdapOp::SearchRequest(search) if search.base.is_empty() => {
            let root = Entry::new("").with("defaultNamingContext", BASE).with("highestCommittedUSN", "4711");
            vec![entry(&root), done()]
        }
        LdapOp::SearchRequest(_) => vec![done()],
        _ => vec![],
    }
}
