//! The transport over HTTPS.

mod failure;

use super::region::Endpoints;
use super::wire::{Body, Condition, Exchange, Host, Reply, Request, Transport, TransportError};
use failure::{chain, no_reply};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// How to reach the API.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// The addresses.
    pub endpoints: Endpoints,
    /// A further certificate authority to trust, in PEM, besides those of the system.
    pub ca_pem: Option<Vec<u8>>,
    /// How long a connection may take to come up; 10 s by default.
    pub connect_timeout: Duration,
    /// How long a request may take from first to last byte; 60 s by default.
    pub deadline: Duration,
}

impl HttpConfig {
    /// The usual deadlines, and the certificate authorities and proxy of the system.
    pub fn new(endpoints: Endpoints) -> Self {
        Self {
            endpoints,
            ca_pem: None,
            connect_timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(60),
        }
    }
}

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The configured certificate authority is not readable.
    #[error("the certificate authority for Genesys Cloud is no readable PEM")]
    Authority(#[source] reqwest::Error),
    /// Anything else.
    #[error("could not set up the HTTPS client")]
    Build(#[source] reqwest::Error),
}

/// The transport over HTTPS (and plain HTTP on this machine).
#[derive(Debug)]
pub struct HttpTransport {
    endpoints: Endpoints,
    client: reqwest::Client,
}

impl HttpTransport {
    /// Sets up the client; nothing is sent. Uses the system's proxy and certificate authorities.
    ///
    /// Installs rustls' ring provider for the process where none is installed yet.
    pub fn new(config: HttpConfig) -> Result<Self, HttpError> {
        // An error means that a provider is there already, which is all we want.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
            // A client that repeats requests on its own would break the journal's "at most once".
            .retry(reqwest::retry::never())
            // A redirect of the API is a defect or an attack; following it would carry the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .gzip(true)
            // Shorter than the gateway's patience: a call on a connection that it just closed would count as lost.
            .pool_idle_timeout(Duration::from_secs(25))
            .connect_timeout(config.connect_timeout)
            .timeout(config.deadline);
        if config.endpoints.are_local() {
            builder = builder.no_proxy();
        }
        if let Some(pem) = &config.ca_pem {
            let extra = reqwest::Certificate::from_pem_bundle(pem).map_err(HttpError::Authority)?;
            builder = builder.tls_certs_merge(extra);
        }
        Ok(Self { endpoints: config.endpoints, client: builder.build().map_err(HttpError::Build)? })
    }

    fn base(&self, host: Host) -> &str {
        match host {
            Host::Api => &self.endpoints.api,
            Host::Login => &self.endpoints.login,
        }
    }

    fn build(&self, request: &Request) -> reqwest::RequestBuilder {
        let base = self.base(request.host);
        let url = format!("{base}{}", request.path_and_query);
        let mut builder = self.client.request(request.method.clone(), url);
        builder = builder.header(ACCEPT, "application/json");
        if let Some(value) = request.authorization.as_ref().and_then(sensitive) {
            builder = builder.header(AUTHORIZATION, value);
        }
        if let Some((name, value)) = request.condition.map(Condition::header) {
            builder = builder.header(name, value);
        }
        match &request.body {
            Body::None => builder,
            Body::Json(value) => builder.json(value),
            Body::Form(text) => {
                builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(text.clone())
            }
        }
    }
}

impl Transport for HttpTransport {
    fn exchange<'a>(&'a self, request: &'a Request) -> Exchange<'a> {
        Box::pin(async move {
            let host = self.base(request.host);
            let sent = self.build(request).send().await;
            let response = sent.map_err(|error| no_reply(&error, host))?;
            let mut reply = Reply { status: response.status().as_u16(), ..Reply::default() };
            for (name, value) in response.headers() {
                if let Ok(text) = value.to_str() {
                    reply = reply.with_header(name.as_str(), text);
                }
            }
            reply.body = response.bytes().await.map_err(|error| TransportError::Lost(chain(&error, host)))?;
            Ok(reply)
        })
    }
}

fn sensitive(secret: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose_secret()).ok()?;
    value.set_sensitive(true);
    Some(value)
}
