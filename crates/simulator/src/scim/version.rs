//! Versions: `ETag`, `If-Match`, `If-None-Match`.

use crate::call::{Call, Reply};
use crate::errors::Refusal;
use crate::scim::refused;
use serde_json::Value;

/// `"42"`, as header and as `meta.version`.
pub(super) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// Whether a header names this version: one of several, strong or weak, or `*`.
fn names(header: &str, version: u64) -> bool {
    let own = etag(version);
    header.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == own)
}

/// A stale `If-Match` is 400 `invalidVers`, not 412.
pub(super) fn require_match(call: &Call, version: u64) -> Result<(), Refusal> {
    match call.header("if-match").filter(|header| !names(header, version)) {
        Some(header) => {
            let text = format!("The version {header} is not the current version {version}");
            Err(refused("invalidVers", text))
        }
        None => Ok(()),
    }
}

/// 304 when the caller has this version already, otherwise the resource with its ETag.
pub(super) fn unless_known(call: &Call, version: u64, resource: Value) -> Reply {
    let is_known = call.header("if-none-match").is_some_and(|header| names(header, version));
    let reply = if is_known { Reply::empty(304) } else { Reply::ok(resource) };
    reply.header("etag", etag(version))
}
