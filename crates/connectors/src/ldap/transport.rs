//! From a configuration to a byte stream on which LDAP can be spoken.

use super::config::{LdapConfig, Security};
use super::error::LdapError;
use super::tls::{self, TlsFacts};
use futures_util::{SinkExt, StreamExt};
use ldap3_proto::LdapCodec;
use ldap3_proto::proto::{LdapExtendedRequest, LdapMsg, LdapOp, LdapResultCode};
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};
use tokio_util::codec::Framed;

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

/// Anything LDAP can be spoken over.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A stream cut into LDAP messages.
pub(crate) type Messages = Framed<Box<dyn Stream>, LdapCodec>;

/// Connects and protects, each address of the host getting its own `limits.connect`.
pub(crate) async fn open(config: &LdapConfig) -> Result<(Messages, Option<TlsFacts>), LdapError> {
    let mut last = None;
    for address in resolve(config).await? {
        let attempt = tokio::time::timeout(config.limits.connect, open_one(config, address));
        match attempt.await {
            Ok(Ok(opened)) => return Ok(opened),
            Ok(Err(error)) => last = Some(error),
            Err(_) => {
                let limit = config.limits.connect;
                last = Some(LdapError::ConnectTimeout { address: config.address(), limit });
            }
        }
    }
    Err(last.unwrap_or_else(|| LdapError::UnknownHost {
        address: config.address(),
        cause: Error::new(ErrorKind::NotFound, "the name has no address"),
    }))
}

async fn resolve(config: &LdapConfig) -> Result<Vec<SocketAddr>, LdapError> {
    let unknown = |cause| LdapError::UnknownHost { address: config.address(), cause };
    let lookup = tokio::net::lookup_host((config.host.as_str(), config.port()));
    match tokio::time::timeout(config.limits.connect, lookup).await {
        Ok(found) => Ok(found.map_err(unknown)?.collect()),
        Err(_) => Err(unknown(Error::new(ErrorKind::TimedOut, "DNS did not answer"))),
    }
}

async fn open_one(
    config: &LdapConfig,
    address: SocketAddr,
) -> Result<(Messages, Option<TlsFacts>), LdapError> {
    let tcp =
        connect(address).await.map_err(|cause| LdapError::Connect { address: config.address(), cause })?;
    let tcp = match config.security {
        Security::Plain => return Ok((messages(config, Box::new(tcp)), None)),
        Security::Ldaps => tcp,
        Security::StartTls => start_tls(config, tcp).await?,
    };
    let protected = tls::protect(config, tcp).await?;
    let facts = tls::facts(protected.get_ref().1);
    Ok((messages(config, Box::new(protected)), Some(facts)))
}

async fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Firewalls forget silent connections without telling either end.
    socket.set_keepalive(true)?;
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn messages(config: &LdapConfig, stream: Box<dyn Stream>) -> Messages {
    Framed::new(stream, LdapCodec::new(Some(config.limits.message_bytes_max), None))
}

async fn start_tls(config: &LdapConfig, tcp: TcpStream) -> Result<TcpStream, LdapError> {
    let failed = |cause| LdapError::Tls { address: config.address(), cause };
    let mut framed = Framed::new(tcp, LdapCodec::default());
    let request = LdapExtendedRequest { name: START_TLS.into(), value: None };
    framed.send(LdapMsg::new(1, LdapOp::ExtendedRequest(request))).await.map_err(failed)?;
    let answer = framed.next().await.ok_or_else(|| failed(ErrorKind::UnexpectedEof.into()))?;
    let LdapOp::ExtendedResponse(answer) = answer.map_err(failed)?.op else {
        return Err(failed(Error::new(ErrorKind::InvalidData, "no answer to StartTLS")));
    };
    if answer.res.code != LdapResultCode::Success {
        let code = format!("{:?}", answer.res.code);
        return Err(LdapError::StartTls { address: config.address(), code, message: answer.res.message });
    }
    // Bytes after the answer were injected in plain text and would be taken for the server's.
    if !framed.read_buffer().is_empty() {
        return Err(failed(Error::new(ErrorKind::InvalidData, "plain bytes after the answer to StartTLS")));
    }
    Ok(framed.into_inner())
}
