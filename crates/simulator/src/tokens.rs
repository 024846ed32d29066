//! Access tokens: minting, expiry, and ending those of a user.

use crate::call::{Answer, Call, Reply};
use crate::errors::Refusal;
use crate::ids::{ClientId, UserId, derive};
use crate::limits::{Limits, Service, Windows};
use crate::routes::{Need, Route, route};
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/api/v2/tokens/me", Need::Nothing, Service::Platform, own_token),
    route("HEAD", "/api/v2/tokens/me", Need::Nothing, Service::Platform, own_token_head),
    route("DELETE", "/api/v2/tokens/me", Need::Nothing, Service::Platform, delete_own_token),
    route(
        "DELETE",
        "/api/v2/tokens/{userId}",
        Need::Any(&["oauth:token:delete"]),
        Service::Platform,
        delete_tokens,
    ),
];

/// Tokens in force, and the ceilings they are held to.
#[derive(Clone, Default)]
pub(crate) struct Tokens {
    /// Ceilings in force.
    pub(crate) limits: Limits,
    /// How full the windows are.
    pub(crate) windows: Windows,
    /// Secrets by client.
    pub(crate) secrets: BTreeMap<ClientId, String>,
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

    /// Ends all tokens of all clients at once, as an incident would.
    pub(crate) fn end_all(&mut self) {
        self.issued.clear();
    }
}

fn own_token(world: &mut World, call: &Call) -> Answer {
    let own = &world.state.organisation;
    let organisation = json!({ "id": own.id, "name": own.name });
    let client = world.state.clients.get(&call.client);
    Ok(Reply::ok(json!({
        "organization": organisation, "homeOrganization": organisation, "authorizedScope": [],
        "OAuthClient": {
            "id": call.client, "name": client.map_or("", |client| client.name.as_str()),
            "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active", "organization": organisation,
        },
    })))
}

fn own_token_head(_: &mut World, _: &Call) -> Answer {
    Ok(Reply::empty(200))
}

fn delete_own_token(world: &mut World, call: &Call) -> Answer {
    let bearer =
        call.header("authorization").and_then(|header| header.split_once(' ')).map(|(_, token)| token);
    if let Some(token) = bearer {
        world.tokens.issued.remove(token.trim());
    }
    Ok(Reply::empty(200))
}

fn delete_tokens(world: &mut World, call: &Call) -> Answer {
    let id = call.user_id(0)?;
    world.any_user(id)?;
    *world.tokens.deletions.entry(id).or_default() += 1;
    Ok(world.done())
}
