//! Writes replies and refusals as HTTP.

use crate::errors::Refusal;
use crate::faults::Delivery;
use crate::wire::call::{Reply, parse_query};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::Value;

/// A refusal in the form of the family that was called.
pub(crate) fn written_refusal(refusal: &Refusal, is_scim: bool, context_id: &str) -> Reply {
    let in_scim_form = is_scim && !refusal.is_from_gateway();
    let body = if in_scim_form { refusal.scim_body() } else { refusal.platform_body(context_id) };
    let mut reply = Reply::with(refusal.status.as_u16(), body);
    if let Some(seconds) = refusal.retry_after_s {
        reply = reply.header(RETRY_AFTER.as_str(), seconds.to_string());
    }
    for (name, value) in refusal.standing.iter().flat_map(|standing| standing.named()) {
        reply = reply.header(name, value);
    }
    reply
}

/// The reply with the headers that every reply carries.
pub(crate) fn finish(reply: Reply, headers: HeaderMap, is_scim: bool, is_head: bool) -> Response<Bytes> {
    let text = reply.body.map(|body| body.to_string());
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    if text.is_some() {
        let kind = if is_scim { "application/scim+json" } else { "application/json" };
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    if !is_head {
        *response.body_mut() = text.map(Bytes::from).unwrap_or_default();
    }
    response
}

/// What a fault with this status says.
pub(crate) fn fault_refusal(status: u16) -> Refusal {
    let (code, text) = match status {
        400 => ("bad.request", "The request could not be understood."),
        401 => ("bad.credentials", "Invalid login credentials."),
        403 => ("not.authorized", "You are not authorized to perform the requested action."),
        404 => ("not.found", "The requested resource was not found."),
        408 => ("request.timeout", "The request timed out."),
        409 => ("general.conflict", "The resource was changed by somebody else."),
        503 => ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
        504 => ("request.timeout", "The request timed out."),
        _ => ("internal.server.error", "The server encountered an unexpected condition."),
    };
    Refusal::new(status, code, text)
}

/// The reply to a call that a fault hit.
pub(crate) fn failure(request: &Request<Bytes>, refusal: &Refusal, context_id: &str) -> Response<Bytes> {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(context_id) {
        headers.insert("inin-correlation-id", value);
    }
    let reply = written_refusal(refusal, false, context_id);
    finish(reply, headers, false, request.method() == Method::HEAD)
}

/// Cuts the body in half. A reply without a body is lost altogether.
pub(crate) fn truncated(mut reply: Response<Bytes>) -> Delivery {
    let full_length = reply.body().len();
    if full_length == 0 {
        return Delivery::Lost { happened: true };
    }
    reply.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(full_length));
    let half = reply.body().slice(..full_length / 2);
    *reply.body_mut() = half;
    Delivery::Truncated { reply, full_length }
}

/// A listing as if nothing were there. Other replies stay as they are.
pub(crate) fn emptied(reply: Response<Bytes>) -> Response<Bytes> {
    rewritten(reply, |body| {
        for list in ["entities", "results", "Resources", "conversations"] {
            if let Some(items) = body.get_mut(list).and_then(Value::as_array_mut) {
                items.clear();
            }
        }
        for count in ["total", "totalResults", "pageCount", "itemsPerPage", "totalHits"] {
            if body.get(count).is_some() {
                body[count] = Value::from(0);
            }
        }
        for link in ["nextUri", "lastUri", "nextPage", "cursor"] {
            body.as_object_mut().map(|fields| fields.remove(link));
        }
    })
}

/// A reply without the expansions that were asked for.
pub(crate) fn without_expansions(reply: Response<Bytes>, request: &Request<Bytes>) -> Response<Bytes> {
    let query = parse_query(request.uri().query().unwrap_or(""));
    let asked = query.iter().filter(|(name, _)| name == "expand");
    let names = asked.flat_map(|(_, value)| value.split(',')).collect::<Vec<_>>();
    let strip = |value: &mut Value| {
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|name, _| !names.contains(&name.as_str()));
        }
    };
    rewritten(reply, |body| {
        strip(body);
        for list in ["entities", "results"] {
            body.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().for_each(strip);
        }
    })
}

fn rewritten(reply: Response<Bytes>, change: impl FnOnce(&mut Value)) -> Response<Bytes> {
    let Ok(mut body) = serde_json::from_slice::<Value>(reply.body()) else {
        return reply;
    };
    if !reply.status().is_success() || !body.is_object() {
        return reply;
    }
    change(&mut body);
    reply.map(|_| Bytes::from(body.to_string()))
}
