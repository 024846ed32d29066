//! Access tokens: minting, expiry, and ending them.

use crate::errors::Refusal;
use crate::limits::{Limits, Windows};
use crate::model::ids::{ClientId, UserId, derive};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Tokens in force, and the ceilings they are held to.
#[derive(Clone, Default)]
pub(crate) struct Tokens {
    /// Ceilings in force.
    pub(crate) limits: Limits,
    /// How full the windows are.
    pub(crate) windows: Windows,
    /// Secrets by client.
    pub(crate) secrets: BTreeMap<ClientId, String>,
    /// Secrets that were replaced, and until when they still work.
    pub(crate) old_secrets: BTreeMap<ClientId, (String, Timestamp)>,
    /// Users who are logged in.
    pub(crate) sessions: BTreeSet<UserId>,
    /// How often the tokens of a user were ended.
    pub(crate) deletions: BTreeMap<UserId, u32>,
    issued: BTreeMap<String, Token>,
    minted: u64,
}

#[derive(Clone)]
struct Token {
    client: ClientId,
    expires_at: Timestamp,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("minted", &self.minted).finish_non_exhaustive()
    }
}

impl Tokens {
    /// No tokens yet.
    pub(crate) fn new(secrets: BTreeMap<ClientId, String>) -> Self {
        Self { secrets, ..Self::default() }
    }

    /// Whether this is the client's secret, or its former one while that still works.
    pub(crate) fn is_secret(&self, client: ClientId, secret: &str, now: Timestamp) -> bool {
        let former = self.old_secrets.get(&client);
        self.secrets.get(&client).is_some_and(|known| known == secret)
            || former.is_some_and(|(known, until)| known == secret && now < *until)
    }

    /// Mints a token for `client` that lives `validity_s` seconds.
    pub(crate) fn mint(&mut self, client: ClientId, validity_s: u32, now: Timestamp) -> String {
        self.minted += 1;
        let secret = self.secrets.get(&client).map_or("", String::as_str);
        let text = format!("{client} {secret} {}", self.minted);
        let token = derive("token", &text).simple().to_string();
        self.issued.retain(|_, token| token.expires_at > now);
        let expires_at = now + SignedDuration::from_secs(i64::from(validity_s));
        self.issued.insert(token.clone(), Token { client, expires_at });
        token
    }

    /// Whose token this is; refused when unknown or expired.
    pub(crate) fn holder(&self, token: &str, now: Timestamp) -> Result<ClientId, Refusal> {
        match self.issued.get(token) {
            Some(known) if known.expires_at > now => Ok(known.client),
            _ => Err(Refusal::unauthorised("bad.credentials", "Invalid login credentials.")),
        }
    }

    /// Ends all tokens of one client.
    pub(crate) fn end_of(&mut self, client: ClientId) {
        self.issued.retain(|_, token| token.client != client);
    }

    /// Ends one token.
    pub(crate) fn end(&mut self, token: &str) {
        self.issued.remove(token);
    }

    /// Ends all tokens of all clients at once, as an incident would.
    pub(crate) fn end_all(&mut self) {
        self.issued.clear();
    }
}
