//! Refusals: what the tenant answers when it does not do what was asked.

use crate::limits::Standing;
use http::StatusCode;
use serde_json::{Value, json};

/// A refusal, before it is written in the platform's or in SCIM's form.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The permissions that a 403 names.
    pub(crate) permissions: Option<Box<str>>,
    /// Whole seconds to wait; becomes `Retry-After`.
    pub(crate) retry_after_s: Option<u32>,
    /// SCIM's own word for the error, where SCIM has one.
    pub(crate) scim_type: Option<&'static str>,
    /// How full the window was that refused the call.
    pub(crate) standing: Option<Standing>,
}

impl Refusal {
    /// A refusal with a status, a code and a sentence.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code,
            message: message.into(),
            permissions: None,
            retry_after_s: None,
            scim_type: None,
            standing: None,
        }
    }

    /// 400 `bad.request`.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "bad.request", message).scim("invalidSyntax")
    }

    /// 400 `invalid.value`.
    pub(crate) fn invalid_value(message: impl Into<String>) -> Self {
        Self::new(400, "invalid.value", message).scim("invalidValue")
    }

    /// 404 `not.found`, naming the kind of thing.
    pub(crate) fn not_found(kind: &str, id: impl std::fmt::Display) -> Self {
        Self::new(404, "not.found", format!("Unable to find a {kind} with the id {id}"))
    }

    /// 409 `general.conflict`.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "general.conflict", message).scim("uniqueness")
    }

    /// 401 with one of the two codes.
    pub(crate) fn unauthorised(code: &'static str, message: &str) -> Self {
        Self::new(401, code, message)
    }

    /// 403: any one of `permissions` would have done.
    pub(crate) fn missing_any(permissions: &[&str]) -> Self {
        let list = permissions.join(", ");
        let text = "Unable to perform the requested action. You must have at least one of the following permissions assigned";
        Self::missing("missing.any.permissions", format!("{text}: [{list}]"), format!("[{list}]"))
    }

    /// 403: all of `permissions` were needed.
    pub(crate) fn missing_all(permissions: &[&str]) -> Self {
        let list = permissions.join(", ");
        let text = "Unable to perform the requested action. You are missing the following permission(s)";
        Self::missing("missing.permissions", format!("{text}: {list}"), list)
    }

    fn missing(code: &'static str, message: String, list: String) -> Self {
        let mut refusal = Self::new(403, code, message);
        refusal.permissions = Some(list.into());
        refusal
    }

    /// 429 in the form that is uniform since 2021-11-10.
    pub(crate) fn throttled(retry_after_s: u32) -> Self {
        let text = format!("Rate limit exceeded the maximum. Retry the request in [{retry_after_s}] seconds");
        let mut refusal = Self::new(429, "too.many.requests.retry.after", text);
        refusal.retry_after_s = Some(retry_after_s);
        refusal
    }

    /// Adds SCIM's word for it.
    pub(crate) fn scim(mut self, scim_type: &'static str) -> Self {
        self.scim_type = Some(scim_type);
        self
    }

    /// Adds how full the window was.
    pub(crate) fn standing(mut self, standing: Standing) -> Self {
        self.standing = Some(standing);
        self
    }

    /// The platform's `ErrorBody`.
    pub(crate) fn platform_body(&self, context_id: &str) -> Value {
        let mut body = json!({
            "message": self.message, "code": self.code, "status": self.status.as_u16(),
            "contextId": context_id, "details": [], "errors": [],
        });
        if let Some(permissions) = &self.permissions {
            body["messageParams"] = json!({ "permissions": permissions });
        }
        body
    }

    /// SCIM's error form. The gateway answers 401, 403 and 429 before SCIM sees them.
    pub(crate) fn scim_body(&self) -> Value {
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": self.status.as_str(), "detail": self.message,
        });
        if let Some(scim_type) = self.scim_type {
            body["scimType"] = json!(scim_type);
        }
        body
    }

    /// Whether the gateway, not SCIM, makes this answer.
    pub(crate) fn is_from_gateway(&self) -> bool {
        matches!(self.status.as_u16(), 401 | 403 | 429)
    }
}
