//! Signatures of Standard Webhooks (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): an HMAC
//! with SHA-256 over `id.timestamp.body`, in Base64 after `v1,`. Several may be given, and several secrets may be in use, so that a
//! secret can be replaced without a gap.

use data_encoding::BASE64;
use muster_core::time::{SignedDuration, Timestamp};
use ring::hmac::{self, HMAC_SHA256, Key};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// The shortest key in bytes, as the specification has it.
const KEY_BYTES_MIN: usize = 24;
/// The longest name of a delivery: it is a key in the store.
const ID_BYTES_MAX: usize = 256;
/// More signatures than any sender needs to replace a secret.
const SIGNATURES_MAX: usize = 16;

/// The keys of the secrets in use.
pub struct SigningKeys(Vec<Key>);

/// The three headers of a signed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHeaders<'a> {
    /// `webhook-id`: the same for each attempt at one delivery.
    pub id: Option<&'a str>,
    /// `webhook-timestamp`: when it was signed, in whole seconds since 1970.
    pub timestamp: Option<&'a str>,
    /// `webhook-signature`: signatures with a space between them.
    pub signature: Option<&'a str>,
}

/// A secret that cannot be one. Says nothing of what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// Not Base64 after `whsec_`.
    #[error("it is not Base64, with or without `whsec_` before it")]
    NotBase64,
    /// Too easy to guess.
    #[error("its key has less than 24 bytes")]
    Short,
}

/// Why a request is not one of the sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// A header is missing.
    #[error("the header `{0}` is missing")]
    Missing(&'static str),
    /// A header cannot be what it should be.
    #[error("the header `{0}` cannot be read")]
    Unreadable(&'static str),
    /// It was signed too long ago: somebody may have kept it and sent it again.
    #[error("the signature is too old")]
    Stale,
    /// It was signed in the future, by the clock of this machine.
    #[error("the signature is of the future: compare the clocks")]
    Early,
    /// No signature is one of the body with any secret.
    #[error("no signature fits")]
    Wrong,
}

impl SigningKeys {
    /// Takes the secrets in use, each as `whsec_` and Base64.
    ///
    /// # Errors
    /// The position of the first secret that cannot be one, and why.
    pub fn new(secrets: &[SecretString]) -> Result<Self, (usize, BadSecret)> {
        let keys = secrets.iter().enumerate().map(|(at, secret)| key(secret).map_err(|fault| (at, fault)));
        keys.collect::<Result<_, _>>().map(Self)
    }

    /// Whether the sender signed this body for this time. The body is looked at only by the HMAC.
    ///
    /// # Errors
    /// Why it cannot be taken as the sender's.
    pub fn verify<'a>(
        &self,
        headers: SignedHeaders<'a>,
        body: &[u8],
        now: Timestamp,
        tolerance: SignedDuration,
    ) -> Result<&'a str, Unsigned> {
        let id = headers.id.ok_or(Unsigned::Missing("webhook-id"))?;
        let written = headers.timestamp.ok_or(Unsigned::Missing("webhook-timestamp"))?;
        let signatures = headers.signature.ok_or(Unsigned::Missing("webhook-signature"))?;
        // A dot in the id would let one signature be read as that of another id and time.
        if id.is_empty()
            || id.len() > ID_BYTES_MAX
            || id.contains('.')
            || !id.bytes().all(|b| b.is_ascii_graphic())
        {
            return Err(Unsigned::Unreadable("webhook-id"));
        }
        in_time(written, now, tolerance)?;
        let signed = [id.as_bytes(), b".", written.as_bytes(), b".", body].concat();
        match self.fits(signatures, &signed) {
            true => Ok(id),
            false => Err(Unsigned::Wrong),
        }
    }

    fn fits(&self, signatures: &str, signed: &[u8]) -> bool {
        let given = signatures.split(' ').take(SIGNATURES_MAX);
        let ours = given.filter_map(|signature| signature.strip_prefix("v1,"));
        let decoded = ours.filter_map(|text| BASE64.decode(text.as_bytes()).ok());
        // `ring` compares in constant time.
        decoded.into_iter().any(|tag| self.0.iter().any(|key| hmac::verify(key, signed, &tag).is_ok()))
    }
}

fn key(secret: &SecretString) -> Result<Key, BadSecret> {
    let text = secret.expose_secret().trim();
    let text = text.strip_prefix(PREFIX).unwrap_or(text);
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_| BadSecret::NotBase64)?;
    match bytes.len() < KEY_BYTES_MIN {
        true => Err(BadSecret::Short),
        false => Ok(Key::new(HMAC_SHA256, &bytes)),
    }
}

fn in_time(written: &str, now: Timestamp, tolerance: SignedDuration) -> Result<(), Unsigned> {
    let unreadable = Unsigned::Unreadable("webhook-timestamp");
    // Only what a sender writes: a sign or a leading blank would be another text for the same time.
    if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(unreadable);
    }
    let second = written.parse().map_err(|_| unreadable)?;
    let age = now.duration_since(Timestamp::from_second(second).map_err(|_| unreadable)?);
    match age {
        _ if age > tolerance => Err(Unsigned::Stale),
        _ if age < -tolerance => Err(Unsigned::Early),
        _ => Ok(()),
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({})", self.0.len())
    }
}

#[cfg(test)]
mod tests;
