//! `POST /api/v2/users/search` by mail, in all states. Search may hit by prefix, so answers are compared exactly.

use super::dto::User;
use super::wire::Request;
use http::Method;
use serde_json::json;

/// Mails in one search; the real bound is not published.
pub(super) const MAILS_MAX: usize = 50;

/// A search for accounts with one of `mails`, deleted ones included.
pub(super) fn by_mail(mails: &[&str], page_size: usize, page: u64) -> Request {
    let mail = match mails {
        [one] => json!({"fields": ["email"], "type": "EXACT", "value": one}),
        many => json!({"fields": ["email"], "type": "EXACT", "values": many}),
    };
    let state = json!({
        "fields": ["state"], "type": "EXACT", "operator": "AND", "values": ["active", "inactive", "deleted"]
    });
    let path = "/api/v2/users/search";
    Request::new(Method::POST, path, path)
        .with_json(json!({"pageSize": page_size, "pageNumber": page, "query": [mail, state]}))
}

/// Whether the user's login is `mail`, without regard to case.
pub(super) fn has_mail(user: &User, mail: &str) -> bool {
    let login = user.email.as_deref().unwrap_or_default();
    !mail.is_empty() && login.trim().to_lowercase() == mail.trim().to_lowercase()
}
