//! What a 429 means: whose ceiling was hit, and what it is.

use crate::genesys::wire::{Rate, Reply};
use serde::Deserialize;
use std::time::Duration;

/// A 429 as the governor reads it, with what it knew at that moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused {
    pub(super) rate: Option<Rate>,
    pub(super) retry_after: Option<Duration>,
    /// The value of the body's `limit` object, where that is about calls per minute.
    pub(super) named: Option<u32>,
    /// The token's ceiling.
    pub(super) token: u32,
    /// Whether our own count of the token's calls is at its ceiling.
    pub(super) token_full: bool,
    /// Calls of the family that the window took before it refused.
    pub(super) taken: u32,
}

/// Whose ceiling was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The token's, or we cannot tell: everything pauses.
    Token,
    /// The family's; what its ceiling is was not to be learned.
    Family,
    /// The family's, and the tenant said what it is.
    Told(u32),
    /// The family's, and it took so many calls before it refused.
    Found(u32),
}

/// A service that refuses after fewer calls than this had another reason than its calls per minute.
const EVIDENCE_MIN: u32 = 20;

impl Refused {
    pub(super) fn blame(&self) -> Blame {
        if let Some(named) = self.named.filter(|named| *named < self.token) {
            return Blame::Told(named);
        }
        match self.rate {
            Some(rate) if rate.count >= rate.allowed && rate.allowed < self.token => {
                Blame::Told(rate.allowed)
            }
            Some(rate) if rate.count >= rate.allowed => Blame::Token,
            Some(_) if self.taken < EVIDENCE_MIN => Blame::Family,
            None if self.taken < EVIDENCE_MIN || self.token_full => Blame::Token,
            Some(_) | None => Blame::Found(self.taken),
        }
    }
}

#[derive(Deserialize)]
struct Body {
    limit: Option<Limit>,
}

#[derive(Deserialize)]
struct Limit {
    key: String,
    value: f64,
}

/// The ceiling that the body of a 429 names.
pub(super) fn named(reply: &Reply) -> Option<u32> {
    let limit = serde_json::from_slice::<Body>(&reply.body).ok()?.limit?;
    let is_rate = limit.key.contains("rate") && limit.key.contains("minute");
    (is_rate && limit.value >= 1.0).then_some(limit.value as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNCLEAR: Refused = Refused {
        rate: None,
        retry_after: Some(Duration::from_secs(30)),
        named: None,
        token: 300,
        token_full: false,
        taken: 100,
    };

    fn rate(count: u32, allowed: u32) -> Option<Rate> {
        Some(Rate { count, allowed, reset: Duration::from_secs(30) })
    }

    #[test]
    fn the_headers_say_whose_ceiling_it_was() {
        assert_eq!(Refused { rate: rate(300, 300), ..UNCLEAR }.blame(), Blame::Token);
        assert_eq!(Refused { rate: rate(120, 120), ..UNCLEAR }.blame(), Blame::Told(120));
        assert_eq!(Refused { rate: rate(150, 300), ..UNCLEAR }.blame(), Blame::Found(100));
        assert_eq!(Refused { rate: rate(7, 300), taken: 5, ..UNCLEAR }.blame(), Blame::Family);
    }

    #[test]
    fn without_headers_our_own_count_decides() {
        assert_eq!(UNCLEAR.blame(), Blame::Found(100));
        assert_eq!(Refused { token_full: true, ..UNCLEAR }.blame(), Blame::Token);
        assert_eq!(Refused { taken: 3, ..UNCLEAR }.blame(), Blame::Token);
    }

    #[test]
    fn the_body_may_name_the_ceiling() {
        let body =
            r#"{"code":"too.many.requests.retry.after","limit":{"key":"users.rate.per.minute","value":180}}"#;
        assert_eq!(named(&Reply::new(429, body)), Some(180));
        let other = r#"{"limit":{"key":"max.users","value":180}}"#;
        assert_eq!(named(&Reply::new(429, other)), None);
        assert_eq!(named(&Reply::new(429, "busy")), None);
        assert_eq!(Refused { named: Some(180), ..UNCLEAR }.blame(), Blame::Told(180));
    }
}
