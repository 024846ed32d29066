//! TLS for the hooks, with certificates of clients where they count.

use super::gate::Peer;
use crate::config::TlsFiles;
use crate::error::{Exit, Failure};
use muster_connectors::hr::certificate_names;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How often it is looked whether the files were replaced, as certificates are every few weeks.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Accepts TLS.
pub(super) struct Acceptor {
    files: TlsFiles,
    current: Mutex<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    of: Vec<Option<SystemTime>>,
    looked_at: Instant,
}

impl Acceptor {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be read, or they do not go together.
    pub(super) fn new(files: &TlsFiles) -> Result<Self, Failure> {
        let current = Current { config: config(files)?, of: changed_at(files), looked_at: Instant::now() };
        Ok(Self { files: files.clone(), current: Mutex::new(current) })
    }

    /// Speaks TLS with a client, and says what it showed.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<(TlsStream<TcpStream>, Peer)> {
        let stream = TlsAcceptor::from(self.config()).accept(stream).await?;
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let names = shown.map(|certificate| certificate_names(certificate).into());
        Ok((stream, Peer { names }))
    }

    /// What the files hold now. Files that do not go together, as in the middle of a replacement, do not count.
    fn config(&self) -> Arc<ServerConfig> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked_at.elapsed() >= LOOK_EVERY {
            current.looked_at = Instant::now();
            let of = changed_at(&self.files);
            if of != current.of {
                match config(&self.files) {
                    Ok(config) => (current.config, current.of) = (config, of),
                    Err(failure) => tracing::warn!("the old certificate stays: {}", failure.in_one_line()),
                }
            }
        }
        current.config.clone()
    }
}

fn changed_at(files: &TlsFiles) -> Vec<Option<SystemTime>> {
    let paths = [Some(&files.certificate), Some(&files.key), files.client_authorities.as_ref()];
    let changed = |path: &PathBuf| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    paths.into_iter().flatten().map(changed).collect()
}

fn config(files: &TlsFiles) -> Result<Arc<ServerConfig>, Failure> {
    let chain = certificates("tls_certificate_file", &files.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|cause| unusable("tls_key_file", &files.key, cause))?;
    let builder = ServerConfig::builder();
    let builder = match &files.client_authorities {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates("client_ca_file", path)? {
                roots.add(authority).map_err(|cause| unusable("client_ca_file", path, cause))?;
            }
            // A client without one may be one of a source that needs none.
            let verifier = WebPkiClientVerifier::builder(roots.into()).allow_unauthenticated().build();
            builder
                .with_client_cert_verifier(verifier.map_err(|cause| unusable("client_ca_file", path, cause))?)
        }
    };
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|cause| unusable("tls_certificate_file", &files.certificate, cause))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(key: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = read.map_err(|cause| unusable(key, path, cause))?;
    match found.is_empty() {
        true => Err(unusable(key, path, "it holds no certificate")),
        false => Ok(found),
    }
}

fn unusable(key: &str, path: &Path, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Failure {
    Failure::new(Exit::Input, format!("`{key}` of [hooks], {}, cannot be used", path.display()))
        .because(cause)
        .next("name files in PEM that the user who runs Muster may read: the certificate with those between it and its \
               authority, and its own key")
}
