//! Answers of the SCIM service.

use crate::hooks::answer::Problem;
use crate::hooks::keeper::NotKept;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use muster_connectors::hr::scim::ScimFault;
use serde_json::{Value, json};
use std::time::Duration;

/// Why a request was not carried out (RFC 7644 section 3.12).
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) detail: String,
    kind: Option<&'static str>,
    wait: Option<Duration>,
}

impl Fault {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), kind: None, wait: None }
    }

    pub(super) fn throttled(wait: Duration) -> Self {
        let detail = "more came than this source may send";
        Self { wait: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, detail) }
    }

    pub(super) fn invalid(detail: impl Into<String>) -> Self {
        Self { kind: Some("invalidValue"), ..Self::new(StatusCode::BAD_REQUEST, detail) }
    }

    pub(super) fn taken() -> Self {
        let detail = "another user has this `userName`";
        Self { kind: Some("uniqueness"), ..Self::new(StatusCode::CONFLICT, detail) }
    }

    pub(super) fn nobody() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is no such user")
    }
}

impl From<ScimFault> for Fault {
    fn from(fault: ScimFault) -> Self {
        Self { kind: Some(fault.kind()), ..Self::new(StatusCode::BAD_REQUEST, fault.to_string()) }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self { wait: problem.retry_after, ..Self::new(problem.status, problem.detail) }
    }
}

impl From<NotKept> for Fault {
    fn from(why: NotKept) -> Self {
        crate::hooks::route::not_kept(why).into()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": self.status.as_u16().to_string(),
            "detail": self.detail,
        });
        if let Some(kind) = self.kind {
            body["scimType"] = kind.into();
        }
        let mut response = json_of(self.status, &body);
        if let Some(wait) = self.wait {
            let seconds = wait.as_secs_f64().ceil().max(1.0);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds as u64));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// A body in the protocol's own kind of JSON.
pub(super) fn json_of(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    let kind = HeaderValue::from_static("application/scim+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// A user, and where they are.
pub(super) fn user_of(status: StatusCode, user: &Value) -> Response {
    let mut response = json_of(status, user);
    let location = user["meta"]["location"].as_str().and_then(|text| HeaderValue::from_str(text).ok());
    if let Some(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// A list of what was asked for.
pub(super) fn list_of(resources: &[Value], total: u64, start: u64) -> Response {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    json_of(StatusCode::OK, &body)
}
