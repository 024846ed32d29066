//! `POST /oauth/token`, with its own error form and its own way to say "not so fast".

use super::Credentials;
use super::error::TokenError;
use super::lifetime::lifetime;
use crate::genesys::redact::{HIDDEN, without_credentials};
use crate::genesys::wire::{Body, Host, Reply, Request, Transport, TransportError};
use data_encoding::BASE64;
use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;

/// How often a token is asked for before giving up for now.
const ATTEMPTS_MAX: u32 = 6;
/// How long to wait after "rate limit exceeded", which comes without `Retry-After`.
const RATE_WAIT: Duration = Duration::from_secs(10);

/// A token as it came.
pub(super) struct Fetched {
    pub(super) header: SecretString,
    /// When it was asked for: its life began no earlier.
    pub(super) asked_at: Instant,
    pub(super) lifetime: Duration,
}

/// What one answer means.
enum Verdict {
    Token { header: SecretString, lifetime: Duration },
    Wait(Duration),
    Again(String),
    Fail(TokenError),
}

/// Asks for a token until there is one or trying is pointless. Asking twice harms nobody.
pub(super) async fn fetch(
    transport: &dyn Transport,
    credentials: &Credentials,
) -> Result<Fetched, TokenError> {
    let request = request(credentials);
    let mut last = String::from("too many token requests");
    for attempt in 0..ATTEMPTS_MAX {
        let asked_at = Instant::now();
        let wait = match verdict(transport.exchange(&request).await, credentials) {
            Verdict::Token { header, lifetime } => {
                return Ok(Fetched { header, asked_at, lifetime });
            }
            Verdict::Fail(error) => return Err(error),
            Verdict::Wait(wait) => wait,
            Verdict::Again(reason) => {
                last = reason;
                Duration::from_millis(500 << attempt)
            }
        };
        if attempt + 1 < ATTEMPTS_MAX {
            tokio::time::sleep(wait).await;
        }
    }
    Err(TokenError::Unavailable { attempts: ATTEMPTS_MAX, reason: last })
}

fn request(credentials: &Credentials) -> Request {
    let basic = format!("Basic {}", basic(credentials).expose_secret());
    Request {
        method: Method::POST,
        host: Host::Login,
        template: "/oauth/token",
        path_and_query: "/oauth/token".into(),
        body: Body::Form("grant_type=client_credentials".into()),
        condition: None,
        authorization: Some(SecretString::from(basic)),
    }
}

/// Id and secret as they travel.
fn basic(credentials: &Credentials) -> SecretString {
    let Credentials { client_id, client_secret } = credentials;
    let pair = SecretString::from(format!("{client_id}:{}", client_secret.expose_secret()));
    SecretString::from(BASE64.encode(pair.expose_secret().as_bytes()))
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: u64,
}

/// The OAuth error form, which is not the platform's.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Denied {
    error: String,
    error_description: String,
    description: String,
}

impl Denied {
    fn words(&self) -> &str {
        if self.error_description.is_empty() { &self.description } else { &self.error_description }
    }

    fn is_about_rate(&self) -> bool {
        self.words().to_ascii_lowercase().starts_with("rate limit exceeded")
    }
}

fn verdict(answer: Result<Reply, TransportError>, credentials: &Credentials) -> Verdict {
    let reply = match answer {
        Ok(reply) => reply,
        Err(TransportError::Untrusted(reason)) => return Verdict::Fail(TokenError::Untrusted(reason)),
        Err(error @ (TransportError::NotSent(_) | TransportError::Lost(_))) => {
            return Verdict::Again(error.to_string());
        }
    };
    match reply.status {
        200..=299 => granted(&reply),
        429 => Verdict::Wait(reply.told_wait().unwrap_or(RATE_WAIT)),
        408 | 500..=599 => Verdict::Again(format!("status {}", reply.status)),
        status => denied(&reply, status, credentials),
    }
}

fn granted(reply: &Reply) -> Verdict {
    match serde_json::from_slice::<Granted>(&reply.body) {
        Ok(token) => Verdict::Token {
            header: SecretString::from(format!("Bearer {}", token.access_token.expose_secret())),
            lifetime: lifetime(token.expires_in),
        },
        // The parser's words might quote the token, so they are not passed on.
        Err(_) => Verdict::Fail(TokenError::NotGenesys { status: reply.status }),
    }
}

fn denied(reply: &Reply, status: u16, credentials: &Credentials) -> Verdict {
    match serde_json::from_slice::<Denied>(&reply.body) {
        Ok(denied) if denied.is_about_rate() => Verdict::Wait(RATE_WAIT),
        Ok(denied) if !denied.error.is_empty() => Verdict::Fail(TokenError::Refused {
            client_id: credentials.client_id.clone(),
            description: without_secret(denied.words(), credentials),
            code: without_secret(&denied.error, credentials),
        }),
        Ok(_) | Err(_) => Verdict::Fail(TokenError::NotGenesys { status }),
    }
}

/// Words of somebody else, who may repeat what they were sent.
fn without_secret(words: &str, credentials: &Credentials) -> String {
    let secret = credentials.client_secret.expose_secret();
    let hidden = words.replace(basic(credentials).expose_secret(), HIDDEN);
    let hidden = if secret.is_empty() { hidden } else { hidden.replace(secret, HIDDEN) };
    without_credentials(&hidden)
}
