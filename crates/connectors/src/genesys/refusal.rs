//! The platform's error body and SCIM's (RFC 7644, section 3.12), read as a refusal. Errors of a SCIM call that the
//! gateway makes have the platform's form.

use super::redact::without_credentials;
use super::wire::Reply;
use muster_core::operation::Refusal;
use serde::Deserialize;

/// How much of a body that is not JSON is quoted.
const QUOTE_MAX: usize = 200;

/// `ErrorBody` or `ScimError`, as far as Muster reads them.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) entity_id: Option<String>,
    pub(crate) context_id: Option<String>,
    pub(crate) scim_type: Option<String>,
    pub(crate) detail: Option<String>,
}

impl ErrorBody {
    /// The body of a reply; empty where it is no platform error.
    pub(crate) fn of(reply: &Reply) -> Self {
        serde_json::from_slice(&reply.body).unwrap_or_default()
    }

    /// Everything that may name what the error is about.
    pub(crate) fn text(&self) -> String {
        let parts = [&self.message, &self.detail, &self.entity_id];
        let words: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
        words.join(" ")
    }
}

/// What the tenant said in a reply that is not 2xx.
pub(crate) fn refusal_of(reply: &Reply) -> Refusal {
    let body = ErrorBody::of(reply);
    Refusal {
        status: reply.status,
        code: body.code.or(body.scim_type).unwrap_or_else(|| format!("http.{}", reply.status)),
        message: body
            .message
            .or(body.detail)
            .map_or_else(|| quoted(reply), |text| without_credentials(&text)),
        correlation: reply.correlation.clone().or(body.context_id),
    }
}

/// Our own refusal, where no reply of the tenant is behind it. The status is 0.
pub(crate) fn our_refusal(code: &str, message: impl Into<String>) -> Refusal {
    Refusal { status: 0, code: code.to_owned(), message: message.into(), correlation: None }
}

fn quoted(reply: &Reply) -> String {
    let text = String::from_utf8_lossy(&reply.body);
    let line = without_credentials(&text);
    if line.is_empty() {
        return format!("status {} without a message", reply.status);
    }
    line.chars().take(QUOTE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_repeats_our_headers_does_not_bring_them_into_the_refusal() {
        for body in [
            "<pre>GET /api\nAuthorization: Bearer aB3-x\n</pre>",
            r#"{"message":"cannot forward Authorization: Bearer aB3-x"}"#,
            r#"{"detail":"cannot forward Authorization: Basic aB3x"}"#,
        ] {
            let refusal = refusal_of(&Reply::new(403, body));
            assert!(!format!("{refusal:?}").contains("aB3"), "{refusal:?}");
            assert!(refusal.message.contains("Authorization"), "{refusal:?}");
        }
    }

    #[test]
    fn a_credential_is_hidden_before_the_quote_is_cut() {
        let body = format!("{} Bearer {}", "x ".repeat(92), "aB3".repeat(30));
        assert!(refusal_of(&Reply::new(502, body)).message.ends_with("Bearer ***"));
    }
}
