//! The SCIM 2.0 service that Microsoft Entra ID and Okta provision users to: `/hooks/scim/SOURCE/Users` and what describes
//! it. Each change of a user becomes a delivery that holds the user whole, kept together with the user before it is
//! answered.

mod answer;
mod describe;
mod users;

use super::Shared;
use super::gate::{Gate, Peer};
use super::route::read;
use answer::Fault;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use http::{Method, StatusCode};
use muster_core::id::SourceId;
use muster_core::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a request for a source is about.
struct Asked<'a> {
    shared: &'a Shared,
    source: &'a SourceId,
    gate: &'a Gate,
    method: Method,
    /// The last part of the path, where it is not the collection itself.
    id: Option<String>,
    query: BTreeMap<String, String>,
    body: Bytes,
    /// Where the service is, for `meta.location`.
    base: String,
    now: Timestamp,
}

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/hooks/scim/{source}/{kind}", any(all))
        .route("/hooks/scim/{source}/{kind}/{id}", any(one))
}

async fn all(
    State(shared): State<Arc<Shared>>,
    Path((source, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    answered(shared, source, kind, None, request).await
}

async fn one(
    State(shared): State<Arc<Shared>>,
    Path((source, kind, id)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    answered(shared, source, kind, Some(id), request).await
}

async fn answered(
    shared: Arc<Shared>,
    source: String,
    kind: String,
    id: Option<String>,
    request: Request,
) -> Response {
    let Some((source, gate)) = shared.gates.get_key_value(&SourceId::new(source)) else {
        shared.tally.unknown_source();
        return Fault::new(StatusCode::NOT_FOUND, "there is no such source").into_response();
    };
    let now = Timestamp::now();
    match carried_out(&shared, source, gate, &kind, id, request, now).await {
        Ok(response) => response,
        Err(fault) => {
            if fault.status == StatusCode::UNAUTHORIZED || fault.status == StatusCode::TOO_MANY_REQUESTS {
                shared.tally.turned_away(source, now, fault.status.as_u16(), &fault.detail);
            }
            fault.into_response()
        }
    }
}

async fn carried_out(
    shared: &Shared,
    source: &SourceId,
    gate: &Gate,
    kind: &str,
    id: Option<String>,
    request: Request,
    now: Timestamp,
) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let body = read(&parts.headers, body, shared.body_max).await?;
    let peer = parts.extensions.get::<Peer>().cloned().unwrap_or_default();
    gate.admit(&peer, &parts.headers, &body, now).map_err(|why| Fault::new(StatusCode::UNAUTHORIZED, why))?;
    gate.count().map_err(Fault::throttled)?;
    let Query(written) = Query::<BTreeMap<String, String>>::try_from_uri(&parts.uri)
        .map_err(|_| Fault::new(StatusCode::BAD_REQUEST, "the query cannot be read"))?;
    let query = written.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    let host = parts.headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let base = format!("{}://{host}/hooks/scim/{source}", shared.scheme);
    let asked = Asked { shared, source, gate, method: parts.method, id, query, body, base, now };
    match kind {
        "Users" => users::answer(asked).await,
        _ if asked.method != Method::GET => {
            Err(Fault::new(StatusCode::METHOD_NOT_ALLOWED, "this can only be read"))
        }
        _ => describe::answer(kind, asked.id.as_deref(), &asked.base)
            .ok_or_else(|| Fault::new(StatusCode::NOT_FOUND, "there is nothing here")),
    }
}
