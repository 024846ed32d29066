//! TLS to the server, always verified.

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Whether the connection may use TLS: not through a socket of this machine, and not where the URL says no.
pub(super) fn is_wanted(config: &Config) -> bool {
    let leaves = config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)));
    leaves && config.get_ssl_mode() != SslMode::Disable
}

/// Trusts the authorities of the system. One that cannot be read is left out: it can only make fewer servers trusted.
pub(super) fn connector() -> Result<MakeRustlsConnect, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Whether connecting failed because the server's certificate is not trusted.
pub(super) fn is_distrust(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    causes.any(|cause| {
        let within = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = within.and_then(|error| error.downcast_ref::<rustls::Error>());
        matches!(tls.or(cause.downcast_ref()), Some(rustls::Error::InvalidCertificate(_)))
    })
}
