//! The token endpoint.

use crate::model::ids::ClientId;
use crate::model::world::World;
use crate::wire::call::{Reply, parse_query};
use bytes::Bytes;
use data_encoding::BASE64;
use http::Request;
use jiff::Timestamp;
use serde_json::json;

/// `POST /oauth/token`: Basic credentials in, a bearer token out. Errors come in OAuth's own form.
pub(crate) fn token(world: &mut World, request: &Request<Bytes>, now: Timestamp) -> Reply {
    let form = parse_query(&String::from_utf8_lossy(request.body()));
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let in_form = || Some((field("client_id")?, field("client_secret")?));
    let given = basic(request).or_else(|| if world.behaviour.form_credentials { in_form() } else { None });
    let Some((id, secret)) = given else {
        return refused(
            400,
            "invalid_request",
            "client credentials are missing from the Authorization header",
        );
    };
    if !world.tokens.windows.enter_login(&world.tokens.limits.clone(), &id, now) {
        return refused(400, "invalid_request", "rate limit exceeded: too many token requests");
    }
    if field("grant_type").as_deref() != Some("client_credentials") {
        return refused(400, "unsupported_grant_type", "grant_type must be client_credentials");
    }
    match known_client(world, &id, &secret, now) {
        Some((client, validity_s)) => granted(world, client, validity_s, now),
        None => {
            let behaviour = &world.behaviour;
            let error = behaviour.wrong_secret_error.word();
            refused(behaviour.wrong_secret_status, error, "authentication failed")
        }
    }
}

fn basic(request: &Request<Bytes>) -> Option<(String, String)> {
    let header = request.headers().get("authorization")?.to_str().ok()?;
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded =
        BASE64.decode(encoded.trim().as_bytes()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

fn known_client(world: &World, id: &str, secret: &str, now: Timestamp) -> Option<(ClientId, u32)> {
    let id = ClientId::parse(id)?;
    let client = world.state.clients.get(&id).filter(|client| client.enabled)?;
    world.tokens.is_secret(id, secret, now).then_some((id, client.token_validity_s))
}

fn granted(world: &mut World, client: ClientId, validity_s: u32, now: Timestamp) -> Reply {
    let token = world.tokens.mint(client, validity_s, now);
    Reply::ok(json!({ "access_token": token, "token_type": "bearer", "expires_in": validity_s }))
}

fn refused(status: u16, error: &str, text: &str) -> Reply {
    Reply::with(status, json!({ "error": error, "description": text, "error_description": text }))
}
