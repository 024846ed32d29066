//! Certificates that are not to be trusted, from a server that does nothing but TLS.

use muster_connectors::directory::ReadSpec;
use muster_connectors::ldap::{LdapConfig, LdapError, TlsVersion, Trust, read_directory};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A server with a certificate for `name` that ends with `year`. Returns its port and its certificate in PEM form.
async fn serve(name: &str, year: i32) -> (u16, String) {
    serve_with(name, year, rustls::ALL_VERSIONS).await
}

async fn serve_with(
    name: &str,
    year: i32,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> (u16, String) {
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters.not_before = date_time_ymd(2015, 1, 1);
    parameters.not_after = date_time_ymd(year, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&key).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Protected at best, and then closed: nobody speaks LDAP here.
            let _ = acceptor.accept(stream).await;
        }
    });
    (port, certificate.pem())
}

async fn failure(port: u16, trusted: &str) -> LdapError {
    failure_from(port, trusted, TlsVersion::V1_2).await
}

async fn failure_from(port: u16, trusted: &str, tls_from: TlsVersion) -> LdapError {
    let path: PathBuf = std::env::temp_dir().join(format!("muster-ca-{}-{port}.pem", std::process::id()));
    std::fs::write(&path, trusted).unwrap();
    let mut config = LdapConfig::new("127.0.0.1", "reader@example.com", "secret".into());
    config.port = Some(port);
    config.server_name = Some("dc1.example.com".into());
    config.trust = Trust::CaFile(path.clone());
    config.tls_from = tls_from;
    let error = read_directory(&config, &ReadSpec::default()).await.unwrap_err();
    std::fs::remove_file(&path).unwrap();
    error
}

#[tokio::test]
async fn a_trusted_certificate_lets_us_speak() {
    let (port, own) = serve("dc1.example.com", 2090).await;
    let error = failure(port, &own).await;
    assert!(matches!(error, LdapError::Broken { .. }), "{error}");
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let (port, own) = serve("dc1.example.com", 2020).await;
    let error = failure(port, &own).await;
    assert!(matches!(error, LdapError::OutOfDate { .. }), "{error}");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_and_both_names_are_said() {
    let (port, own) = serve("dc2.example.com", 2090).await;
    let error = failure(port, &own).await;
    let LdapError::WrongName { expected, presented, .. } = &error else { panic!("{error}") };
    assert!(expected == "dc1.example.com" && presented.contains("dc2.example.com"), "{error}");
}

#[tokio::test]
async fn an_unknown_authority_is_refused() {
    let (port, _) = serve("dc1.example.com", 2090).await;
    let (_, other) = serve("dc1.example.com", 2090).await;
    let error = failure(port, &other).await;
    assert!(matches!(error, LdapError::UnknownAuthority { .. }), "{error}");
}

#[tokio::test]
async fn a_ca_file_without_certificates_is_refused() {
    let (port, _) = serve("dc1.example.com", 2090).await;
    let error = failure(port, "nothing here").await;
    assert!(error.to_string().ends_with("it holds no certificate in PEM form"), "{error}");
}

#[tokio::test]
async fn a_server_whose_tls_is_too_old_is_refused_where_newer_is_asked_for() {
    let (port, own) = serve_with("dc1.example.com", 2090, &[&rustls::version::TLS12]).await;
    let enough = failure_from(port, &own, TlsVersion::V1_2).await;
    assert!(matches!(enough, LdapError::Broken { .. }), "{enough}");
    let too_old = failure_from(port, &own, TlsVersion::V1_3).await;
    let LdapError::Tls { cause, .. } = &too_old else { panic!("{too_old}") };
    assert_eq!(cause.to_string(), "the server speaks no version of TLS that is new enough");
}
