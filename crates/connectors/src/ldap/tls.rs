//! TLS: whom we trust, and what a failed handshake means to a person.

use super::certificate;
use super::config::{LdapConfig, TlsVersion, Trust};
use super::error::LdapError;
use super::kerberos::server_end_point;
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection, RootCertStore,
    SupportedProtocolVersion,
};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// What protects a connection, for `doctor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// Such as `TLSv1_3`.
    pub version: String,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// When the server's certificate ends; `None` if its date could not be read.
    pub valid_until: Option<Timestamp>,
    /// What a bind can be tied to, so that it counts on this connection only.
    pub(crate) end_point: Option<Vec<u8>>,
}

/// Wraps a TCP stream and checks the server's certificate and name.
pub(crate) async fn protect(config: &LdapConfig, tcp: TcpStream) -> Result<TlsStream<TcpStream>, LdapError> {
    let name = config.certificate_name();
    let server_name =
        ServerName::try_from(name.to_owned()).map_err(|_| LdapError::ServerName { name: name.to_owned() })?;
    let connector = TlsConnector::from(Arc::new(client_config(config)?));
    connector.connect(server_name, tcp).await.map_err(|cause| explain(config, cause))
}

pub(crate) fn facts(connection: &ClientConnection) -> TlsFacts {
    let leaf = connection.peer_certificates().and_then(|chain| chain.first());
    TlsFacts {
        version: connection.protocol_version().map_or("unknown".into(), |version| format!("{version:?}")),
        cipher: connection
            .negotiated_cipher_suite()
            .map_or("unknown".into(), |suite| format!("{:?}", suite.suite())),
        valid_until: leaf.and_then(|der| certificate::valid_until(der)),
        end_point: leaf.and_then(|der| server_end_point(der)),
    }
}

fn client_config(config: &LdapConfig) -> Result<ClientConfig, LdapError> {
    let roots = match &config.trust {
        Trust::System => system_roots()?,
        Trust::CaFile(path) => roots_from_file(path)?,
    };
    // The provider is named here, so that no process-wide default has to be installed for LDAP.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions(config.tls_from))
        .map_err(|cause| LdapError::SystemRoots { cause: cause.to_string() })?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn versions(from: TlsVersion) -> &'static [&'static SupportedProtocolVersion] {
    static FROM_1_2: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];
    match from {
        TlsVersion::V1_2 => &FROM_1_2,
        TlsVersion::V1_3 => &FROM_1_2[..1],
    }
}

fn system_roots() -> Result<RootCertStore, LdapError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        let cause = found.errors.first().map_or("there are none".into(), ToString::to_string);
        return Err(LdapError::SystemRoots { cause });
    }
    Ok(roots)
}

fn roots_from_file(path: &Path) -> Result<RootCertStore, LdapError> {
    let unusable = |cause: String| LdapError::CaFile { path: path.to_owned(), cause };
    let pem = std::fs::read(path).map_err(|cause| unusable(cause.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|cause| unusable(cause.to_string()))?;
        roots.add(certificate).map_err(|cause| unusable(cause.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unusable("it holds no certificate in PEM form".into()));
    }
    Ok(roots)
}

fn explain(config: &LdapConfig, cause: std::io::Error) -> LdapError {
    let address = config.address();
    let fault = cause.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    if let Some(rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)) = fault {
        let cause = std::io::Error::other("the server speaks no version of TLS that is new enough");
        return LdapError::Tls { address, cause };
    }
    let Some(rustls::Error::InvalidCertificate(fault)) = fault else {
        return LdapError::Tls { address, cause };
    };
    match fault {
        // A bad signature is an authority of the same name with another key.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            LdapError::UnknownAuthority { address }
        }
        CertificateError::NotValidForName => wrong_name(config, "other names"),
        CertificateError::NotValidForNameContext { presented, .. } => {
            wrong_name(config, &presented.join(", "))
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => LdapError::OutOfDate { address },
        _ => LdapError::Tls { address, cause },
    }
}

fn wrong_name(config: &LdapConfig, presented: &str) -> LdapError {
    let presented = if presented.is_empty() { "no name at all" } else { presented };
    LdapError::WrongName {
        address: config.address(),
        expected: config.certificate_name().to_owned(),
        presented: presented.to_owned(),
    }
}
