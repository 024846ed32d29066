//! Trust in the server.

use crate::world::config;
use muster_connectors::genesys::{Client, Endpoints, HttpConfig, HttpTransport, TenantError, TokenError};
use muster_connectors::genesys::{ReadScope, read_tenant};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What the server answers to anything.
const ANSWER: &str = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\nconnection: close\r\n\
    content-length: 26\r\n\r\n{\"error\":\"invalid_client\"}";

/// A server with a certificate of its own making; returns its address and that certificate in PEM.
async fn server() -> (String, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(ANSWER.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (address, cert.pem())
}

async fn token_error(address: &str, ca_pem: Option<String>) -> TokenError {
    let mut http = HttpConfig::new(Endpoints::explicit(address, address).unwrap());
    http.ca_pem = ca_pem.map(String::into_bytes);
    let client = Client::new(config(), HttpTransport::new(http).unwrap());
    match read_tenant(&client, &ReadScope::default()).await.unwrap_err() {
        TenantError::Token(error) => (*error).clone(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_certificate_of_nobody_we_know_is_not_trusted() {
    let (address, _) = server().await;
    let error = token_error(&address, None).await;
    assert!(matches!(error, TokenError::Untrusted(_)), "{error}");
    assert!(error.hint().contains("certificate authority"));
}

#[tokio::test]
async fn a_configured_authority_is_trusted() {
    let (address, pem) = server().await;
    let error = token_error(&address, Some(pem)).await;
    assert!(matches!(error, TokenError::Refused { .. }), "{error}");
}
