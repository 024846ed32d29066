//! Which part of a list was asked for.

use crate::call::{Call, Reply};
use crate::errors::Refusal;
use crate::scim::refused;
use serde_json::{Value, json};

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// `startIndex` and `count`.
pub(super) struct Window {
    start: usize,
    pub(super) count: usize,
}

impl Window {
    /// Reads `startIndex` (from 1, and below that 1) and `count` (default 25, 0 or below for the total only).
    pub(super) fn of(call: &Call, most: u32) -> Result<Self, Refusal> {
        let start = number(call, "startIndex")?.unwrap_or(1).max(1);
        let count = number(call, "count")?.unwrap_or(25).clamp(0, i64::from(most));
        Ok(Self { start: usize::try_from(start).unwrap_or(1), count: usize::try_from(count).unwrap_or(0) })
    }

    /// The list in SCIM's form.
    pub(super) fn reply<T>(&self, found: Vec<T>, show: impl Fn(T) -> Value) -> Reply {
        let total = found.len();
        let shown: Vec<Value> = found.into_iter().skip(self.start - 1).take(self.count).map(show).collect();
        Reply::ok(list(total, self.start, shown))
    }
}

/// A list in SCIM's form.
pub(super) fn list(total: usize, start: usize, shown: Vec<Value>) -> Value {
    json!({
        "schemas": [LIST], "totalResults": total, "startIndex": start, "itemsPerPage": shown.len(),
        "Resources": shown,
    })
}

fn number(call: &Call, name: &str) -> Result<Option<i64>, Refusal> {
    let invalid = |text: &str| refused("invalidValue", format!("{name}={text} is no whole number"));
    call.query(name).map(|text| text.parse().map_err(|_| invalid(text))).transpose()
}
