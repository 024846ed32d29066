//! Tokens of senders that cannot sign.

use ring::digest::{SHA256, digest};
use ring::hmac::{self, HMAC_SHA256, Key};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// The shortest token in bytes: shorter ones can be guessed.
const BYTES_MIN: usize = 16;

/// The tokens in use. Only digests are kept.
pub struct BearerTokens(Vec<[u8; 32]>);

impl BearerTokens {
    /// Takes the tokens in use.
    ///
    /// # Errors
    /// The position of the first one that is shorter than 16 bytes.
    pub fn new(tokens: &[SecretString]) -> Result<Self, usize> {
        let short = |token: &SecretString| token.expose_secret().len() < BYTES_MIN;
        match tokens.iter().position(short) {
            Some(at) => Err(at),
            None => Ok(Self(tokens.iter().map(|token| digested(token.expose_secret())).collect())),
        }
    }

    /// Whether an `Authorization` header carries one of the tokens. Takes as long for a wrong one as for a right one.
    pub fn fits(&self, authorization: Option<&str>) -> bool {
        let Some((scheme, token)) = authorization.and_then(|text| text.split_once(' ')) else { return false };
        let given = digested(token.trim());
        let equal = |known: &[u8; 32]| is_equal(known, &given);
        scheme.eq_ignore_ascii_case("bearer") && self.0.iter().filter(|known| equal(known)).count() > 0
    }
}

fn digested(token: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    bytes
}

/// Compares by way of an HMAC, whose comparison is in constant time.
fn is_equal(known: &[u8; 32], given: &[u8; 32]) -> bool {
    let key = Key::new(HMAC_SHA256, known);
    hmac::verify(&key, b"", hmac::sign(&Key::new(HMAC_SHA256, given), b"").as_ref()).is_ok()
}

impl fmt::Debug for BearerTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BearerTokens({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_tokens_fits_and_nothing_else() {
        let tokens = BearerTokens::new(&["0123456789abcdef-old".into(), "0123456789abcdef-new".into()])
            .expect("tokens");
        for good in ["Bearer 0123456789abcdef-old", "bearer 0123456789abcdef-new"] {
            assert!(tokens.fits(Some(good)), "{good}");
        }
        let bad = [
            "",
            "Bearer",
            "Bearer ",
            "Basic 0123456789abcdef-new",
            "0123456789abcdef-new",
            "Bearer 0123456789abcdef",
        ];
        for bad in bad {
            assert!(!tokens.fits(Some(bad)), "{bad}");
        }
        assert!(!tokens.fits(None));
        assert_eq!(format!("{tokens:?}"), "BearerTokens(2)");
    }

    #[test]
    fn a_short_token_is_refused() {
        assert_eq!(BearerTokens::new(&["0123456789abcdef".into(), "short".into()]).map(|_| ()), Err(1));
    }
}
