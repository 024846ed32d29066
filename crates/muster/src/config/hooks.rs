//! `[hooks]`: where HR systems may push to, and how much.

use super::section::Section;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Where nothing else is said: this machine alone.
const LISTEN: &str = "127.0.0.1:8443";

/// Where HR systems may push to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HooksSettings {
    /// Where we listen.
    pub(crate) listen: SocketAddr,
    /// Certificate and key; `None`: no TLS, which is only allowed on a loopback address.
    pub(crate) tls: Option<TlsFiles>,
    /// The largest body in bytes; 1 KiB to 10 MiB.
    pub(crate) body_max: usize,
    /// How long what was said in settled deliveries is kept; a day to ten years.
    pub(crate) keep_bodies: Duration,
}

/// The files that TLS needs, all in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// Our certificate and those between it and its authority.
    pub(crate) certificate: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
    /// The authorities of clients' certificates; `None`: no client is asked for one.
    pub(crate) client_authorities: Option<PathBuf>,
}

/// Reads the section; `None` where it is not written.
pub(super) fn read(root: &Section<'_>) -> Option<HooksSettings> {
    let section = root.section("hooks");
    let listen = listen(&section);
    let tls = tls(&section);
    let body_max_kb = section.number("body_max_kb", 1..=10_240, 256);
    let keep_days = section.number("keep_bodies_days", 1..=3650, 30);
    if let Some(address) =
        listen.filter(|address| !address.ip().is_loopback() && !section.has("tls_certificate_file"))
    {
        let sentence = format!(
            "`listen` is {address}, which others can reach: that needs `tls_certificate_file` and `tls_key_file`, or an \
             address of this machine alone such as \"{LISTEN}\" behind a proxy"
        );
        section.document.problem_key(&section.key_span("listen"), sentence);
    }
    let written = section.is_written();
    section.finish();
    written.then_some(HooksSettings {
        listen: listen?,
        tls,
        body_max: usize::try_from(body_max_kb * 1024).unwrap_or(usize::MAX),
        keep_bodies: Duration::from_secs(86_400 * keep_days),
    })
}

fn listen(section: &Section<'_>) -> Option<SocketAddr> {
    let text = section.text("listen").map_or_else(|| LISTEN.to_owned(), |text| text.text);
    match text.parse() {
        Ok(address) => Some(address),
        Err(_) => {
            let span = section.value("listen")?.span();
            section.refuse(
                &span,
                format!("`listen` must be an address and a port, such as \"{LISTEN}\" or \"0.0.0.0:8443\""),
            );
            None
        }
    }
}

fn tls(section: &Section<'_>) -> Option<TlsFiles> {
    let certificate = section.path("tls_certificate_file");
    let key = section.path("tls_key_file");
    let client_authorities = section.path("client_ca_file");
    let needs = |has: &str, lacks: &str| {
        if section.has(has) && !section.has(lacks) {
            let sentence = format!("`{has}` needs `{lacks}` beside it");
            section.document.problem_key(&section.key_span(has), sentence);
        }
    };
    needs("tls_certificate_file", "tls_key_file");
    needs("tls_key_file", "tls_certificate_file");
    needs("client_ca_file", "tls_certificate_file");
    Some(TlsFiles { certificate: certificate?, key: key?, client_authorities })
}
