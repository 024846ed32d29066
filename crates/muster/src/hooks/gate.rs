//! Who may push to a source, and how its bodies are read.

use super::bucket::Bucket;
use crate::config::{Hook, SecretSetting};
use crate::error::{Exit, Failure};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use muster_connectors::hr::{BearerTokens, Shape, SignedHeaders, SigningKeys};
use muster_core::time::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is known of the client's end of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peer {
    /// The names in its certificate, which an authority of ours vouches for; `None`: it showed none.
    pub(super) names: Option<Arc<[String]>>,
}

/// Who may push to a source. Everything that is set must hold, so that the weakest proof never opens it alone.
pub(crate) struct Gate {
    pub(super) shape: Arc<Shape>,
    keys: Option<SigningKeys>,
    tokens: Option<BearerTokens>,
    client_names: Option<Vec<String>>,
    tolerance: SignedDuration,
    bucket: Mutex<Bucket>,
}

impl Gate {
    /// Fetches the secrets of a source.
    ///
    /// # Errors
    /// When one cannot be had, or cannot be one.
    pub(crate) fn new(hook: &Hook) -> Result<Self, Failure> {
        let keys = match hook.secrets.as_slice() {
            [] => None,
            some => Some(
                SigningKeys::new(&fetched(some)?)
                    .map_err(|(at, fault)| unfit(&some[at], &fault.to_string()))?,
            ),
        };
        let tokens = match hook.tokens.as_slice() {
            [] => None,
            some => Some(
                BearerTokens::new(&fetched(some)?)
                    .map_err(|at| unfit(&some[at], "it is shorter than 16 bytes"))?,
            ),
        };
        Ok(Self {
            shape: hook.shape.clone(),
            keys,
            tokens,
            client_names: hook.client_names.clone(),
            tolerance: SignedDuration::try_from(hook.tolerance).unwrap_or(SignedDuration::from_mins(5)),
            bucket: Mutex::new(Bucket::new(hook.per_second, Instant::now())),
        })
    }

    /// Whether this request is the sender's; gives the id of the delivery where it was signed.
    ///
    /// # Errors
    /// Why it is not believed, as a sentence for the sender.
    pub(super) fn admit<'h>(
        &self,
        peer: &Peer,
        headers: &'h HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<&'h str>, String> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(wanted) = &self.client_names {
            shows_one_of(wanted, peer)?;
        }
        if self.tokens.as_ref().is_some_and(|tokens| !tokens.fits(text(AUTHORIZATION.as_str()))) {
            return Err("no token that counts stands in the header `authorization`".to_owned());
        }
        let Some(keys) = &self.keys else { return Ok(None) };
        let signed = SignedHeaders {
            id: text("webhook-id"),
            timestamp: text("webhook-timestamp"),
            signature: text("webhook-signature"),
        };
        keys.verify(signed, body, now, self.tolerance).map(Some).map_err(|why| why.to_string())
    }

    /// Counts a delivery.
    ///
    /// # Errors
    /// How long the sender should wait, where there were too many.
    pub(super) fn count(&self) -> Result<(), Duration> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now())
    }
}

fn shows_one_of(wanted: &[String], peer: &Peer) -> Result<(), String> {
    let Some(names) = &peer.names else {
        return Err("no client certificate was shown".to_owned());
    };
    let is_wanted = |name: &String| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    match wanted.is_empty() || names.iter().any(is_wanted) {
        true => Ok(()),
        false => Err("the client certificate bears none of the names that count".to_owned()),
    }
}

fn fetched(settings: &[SecretSetting]) -> Result<Vec<SecretString>, Failure> {
    settings.iter().map(|setting| Ok(setting.resolve()?)).collect()
}

fn unfit(setting: &SecretSetting, why: &str) -> Failure {
    let what = format!("`{}` ({}) from {} cannot be used: {why}", setting.key, setting.at, setting.from);
    Failure::new(Exit::Input, what)
        .next("`echo whsec_$(openssl rand -base64 32)` makes a secret, `openssl rand -hex 32` a token")
}
