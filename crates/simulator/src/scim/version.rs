//! Versions: `ETag`, `If-Match`, `If-None-Match`.

use crate::call::{Call, Reply};
use crate::errors::Refusal;
use crate::scim::refused;
use crate::world::World;
use serde_json::Value;

/// `"42"`, as header and as `meta.version`.
pub(super) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// Whether a header names this version: one of several, strong or weak, or `*` where that names any.
fn names(world: &World, header: &str, version: u64) -> bool {
    let own = etag(version);
    let is_any = |one: &str| one == "*" && world.behaviour.scim.star_names_any_version;
    header.split(',').map(str::trim).any(|one| is_any(one) || one.trim_start_matches("W/") == own)
}

/// A stale `If-Match` is 400 `invalidVers`, not 412.
pub(super) fn require_match(world: &World, call: &Call, version: u64) -> Result<(), Refusal> {
    match call.header("if-match").filter(|header| !names(world, header, version)) {
        Some(header) => {
            let text = format!("The version {header} is not the current version {version}");
            Err(refused("invalidVers", text))
        }
        None => Ok(()),
    }
}

/// 304 when the caller has this version already, otherwise the resource with its ETag.
pub(super) fn unless_known(world: &World, call: &Call, version: u64, resource: Value) -> Reply {
    let is_known = call.header("if-none-match").is_some_and(|header| names(world, header, version));
    let reply = if is_known { Reply::empty(304) } else { Reply::ok(resource) };
    reply.header("etag", etag(version))
}
