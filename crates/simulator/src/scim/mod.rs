//! SCIM 2.0 over the same users and groups. Both path families, `/scim` and `/scim/v2`, are one.

pub(crate) mod discovery;
mod draft;
mod parts;
mod listing;
mod filter;
pub(crate) mod groups;
mod patch;
mod resource;
pub(crate) mod users;

use crate::call::{Call, Reply};
use crate::errors::Refusal;
use serde_json::{Value, json};

pub(crate) const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const GENESYS: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// A refusal in SCIM's words.
fn refused(scim_type: &'static str, detail: impl Into<String>) -> Refusal {
    Refusal::new(400, "bad.request", detail).scim(scim_type)
}

/// `"42"`, as header and as `meta.version`.
fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// A stale `If-Match` is 400 `invalidVers`, not 412.
fn require_match(call: &Call, version: u64) -> Result<(), Refusal> {
    match call.header("if-match") {
        Some(wanted) if wanted != "*" && wanted != etag(version) => {
            Err(refused("invalidVers", format!("The version {wanted} is not the current version {version}")))
        }
        _ => Ok(()),
    }
}

/// 304 when the caller has this version already, otherwise the resource with its ETag.
fn unless_known(call: &Call, version: u64, resource: Value) -> Reply {
    if call.header("if-none-match") == Some(etag(version).as_str()) {
        return Reply::empty(304).header("etag", etag(version));
    }
    Reply::ok(resource).header("etag", etag(version))
}

/// Which part of a list was asked for.
struct Window {
    start: usize,
    count: usize,
}

impl Window {
    /// Reads `startIndex` (from 1) and `count` (default 25, 0 for the total only).
    fn of(call: &Call, most: u32) -> Result<Self, Refusal> {
        let start = call.query_number("startIndex")?.unwrap_or(1).max(1);
        let count = call.query_number("count")?.unwrap_or(25).min(most);
        Ok(Self { start: start as usize, count: count as usize })
    }

    /// The list in SCIM's form.
    fn reply<T>(&self, found: Vec<T>, show: impl Fn(T) -> Value) -> Reply {
        let total = found.len();
        let shown: Vec<Value> = found.into_iter().skip(self.start - 1).take(self.count).map(show).collect();
        Reply::ok(json!({
            "schemas": [LIST], "totalResults": total, "startIndex": self.start, "itemsPerPage": shown.len(),
            "Resources": shown,
        }))
    }
}

/// `urn:…:User:roles` and `roles` are the same attribute.
fn short_name(attribute: &str) -> &str {
    match attribute.rsplit_once(":User:").or_else(|| attribute.rsplit_once(":Group:")) {
        Some((_, name)) => name,
        None => attribute,
    }
}

/// Leaves only the attributes that were asked for; `id`, `userName`, `active`, `meta` always stay.
fn project(call: &Call, mut resource: Value) -> Value {
    let wanted = call.query_list("attributes");
    let unwanted = call.query_list("excludedAttributes");
    let always = ["id", "userName", "active", "meta", "schemas"];
    let asked = |list: &[&str], name: &str| {
        list.iter().any(|one| *one == name || short_name(one) == name || one.split('.').next() == Some(name))
    };
    let keeps = |name: &str| {
        always.contains(&name) || ((wanted.is_empty() || asked(&wanted, name)) && !asked(&unwanted, name))
    };
    let Some(object) = resource.as_object_mut() else {
        return resource;
    };
    for extension in [ENTERPRISE, GENESYS] {
        let whole = wanted.is_empty() || wanted.contains(&extension);
        let gone = unwanted.contains(&extension);
        if let Some(part) = object.get_mut(extension).and_then(Value::as_object_mut) {
            part.retain(|name, _| !gone && (whole || asked(&wanted, name)) && !asked(&unwanted, name));
        }
    }
    object.retain(|name, value| match name.as_str() {
        ENTERPRISE | GENESYS => value.as_object().is_some_and(|part| !part.is_empty()),
        name => keeps(name),
    });
    resource
}
