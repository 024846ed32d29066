//! Answers one request. The order is that of trust: what is cheap to tell comes before the body is read, and nothing is
//! kept of a request before its sender is known.

use super::Shared;
use super::answer::{Problem, accepted};
use super::gate::{Gate, Peer};
use super::keeper::NotKept;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use muster_store::{Delivery, Received};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long a body may take to arrive.
const BODY_WAIT: Duration = Duration::from_secs(30);
/// How much more than a whole body is read before the connection is closed.
const OVERRUN_MAX: usize = 1 << 20;
/// The longest id of a delivery, in bytes: it is a key in the store.
const ID_BYTES_MAX: usize = 256;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/hooks/hr/{source}", post(receive))
        .merge(super::scim::router())
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "there is nothing here").into_response() })
        .with_state(shared)
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    Path(source): Path<String>,
    request: Request,
) -> Response {
    let Some((name, gate)) = shared.gates.get_key_value(&SourceId::new(source)) else {
        shared.tally.unknown_source();
        return Problem::new(StatusCode::NOT_FOUND, "there is no such source").into_response();
    };
    let now = Timestamp::now();
    match taken_in(&shared, name, gate, request, now).await {
        Ok(response) => response,
        Err(problem) => {
            shared.tally.turned_away(name, now, problem.status.as_u16(), &problem.detail);
            problem.into_response()
        }
    }
}

/// Takes a request in. What comes back as an error was not kept.
async fn taken_in(
    shared: &Shared,
    source: &SourceId,
    gate: &Gate,
    request: Request,
    now: Timestamp,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    is_json(&parts.headers)?;
    let body = read(&parts.headers, body, shared.body_max).await?;
    let peer = parts.extensions.get::<Peer>().cloned().unwrap_or_default();
    let signed = gate.admit(&peer, &parts.headers, &body, now).map_err(Problem::unauthorised)?;
    gate.count().map_err(|wait| {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "more came than this source may send").retry_after(wait)
    })?;
    let (within, refused) = read_shape(gate, &body);
    let given = parts.headers.get("webhook-id").and_then(|value| value.to_str().ok());
    let id = id_of(signed.or(given), within)?;
    let refusal = refused.as_ref().map(|problem| problem.detail.clone());
    let delivery =
        Delivery { source: source.clone(), id: id.clone(), received_at: now, body, refused: refusal };
    let received = shared.keeper.keep(delivery).await.map_err(not_kept)?;
    let was_known = received == Received::Known;
    shared.tally.kept(source, now, was_known);
    Ok(refused.map_or_else(|| accepted(&id, was_known), Problem::into_response))
}

fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let written = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = written.split(';').map(|part| part.trim().to_ascii_lowercase());
    let kind = parts.next().unwrap_or_default();
    let is_json = kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    let is_utf8 =
        |part: String| part.strip_prefix("charset=").is_none_or(|set| set.trim_matches('"') == "utf-8");
    match is_json && parts.all(is_utf8) {
        true => Ok(()),
        false => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be `application/json` in UTF-8",
        )),
    }
}

/// Reads a body.
pub(super) async fn read(headers: &HeaderMap, body: Body, body_max: usize) -> Result<Bytes, Problem> {
    let told = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let is_large = told.is_some_and(|length| length > body_max);
    match tokio::time::timeout(BODY_WAIT, gathered(body, if is_large { 0 } else { body_max })).await {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => {
            let detail = format!("the body is larger than {} KiB", body_max / 1024);
            Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail))
        }
        Ok(Err(_)) => Err(Problem::new(StatusCode::BAD_REQUEST, "the body broke off")),
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "the body took too long to arrive")),
    }
}

/// The body, or nothing where it is too large. Some more of it is read all the same: a sender that is still writing when
/// the connection closes never sees the answer.
async fn gathered(body: Body, body_max: usize) -> Result<Option<Bytes>, axum::Error> {
    let (mut stream, mut bytes, mut read) = (body.into_data_stream(), BytesMut::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        read += chunk.len();
        match read {
            _ if read <= body_max => bytes.extend_from_slice(&chunk),
            _ if read > body_max + OVERRUN_MAX => return Ok(None),
            _ => bytes.clear(),
        }
    }
    Ok((read <= body_max).then(|| bytes.freeze()))
}

/// The id of the delivery in the body, and why the body can never count.
fn read_shape(gate: &Gate, body: &[u8]) -> (Option<String>, Option<Problem>) {
    match gate.shape.read(body) {
        Ok(reading) => {
            let refused = reading.refusal();
            let refused =
                refused.map(|fault| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, fault.to_string()));
            (reading.delivery, refused)
        }
        Err(fault) => {
            let status = match fault.is_malformed() {
                true => StatusCode::BAD_REQUEST,
                false => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (None, Some(Problem::new(status, fault.to_string())))
        }
    }
}

/// The sender's id in a header, else the one in the body, else one of ours: then the same sent twice is two deliveries.
fn id_of(given: Option<&str>, within: Option<String>) -> Result<String, Problem> {
    let id = given.map(str::to_owned).or(within).unwrap_or_else(|| format!("muster-{}", Uuid::now_v7()));
    match id.len() <= ID_BYTES_MAX && !id.trim().is_empty() && !id.chars().any(char::is_control) {
        true => Ok(id),
        false => {
            Err(Problem::new(StatusCode::BAD_REQUEST, "the id of the delivery is no text of 1 to 256 bytes"))
        }
    }
}

pub(super) fn not_kept(why: NotKept) -> Problem {
    let detail = match why {
        NotKept::Busy => "too much waits to be written",
        NotKept::Store => "what came cannot be written now",
    };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after(Duration::from_secs(5))
}
