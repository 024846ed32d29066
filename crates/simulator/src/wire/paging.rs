//! Page-numbered lists with their `…Uri` links.

use crate::errors::Refusal;
use crate::wire::call::{Call, invalid_query};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// Reads an interval written `start/end`.
pub(crate) fn interval(text: &str) -> Result<(Timestamp, Timestamp), Refusal> {
    let ends = text.split_once('/').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    ends.ok_or_else(|| Refusal::new(400, "invalid.date", "interval must be start/end"))
}

/// Which page was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// Items on a page, from 1.
    pub(crate) size: usize,
    /// Page number, from 1.
    pub(crate) number: usize,
}

impl Page {
    /// Reads `pageSize` (default 25, at most `most`) and `pageNumber` (default 1).
    pub(crate) fn of(call: &Call, most: u32) -> Result<Self, Refusal> {
        let size = call.query_number("pageSize")?.unwrap_or(25);
        let number = call.query_number("pageNumber")?.unwrap_or(1);
        if size == 0 || size > most {
            let refusal = invalid_query("pageSize", &size.to_string());
            return Err(Refusal { code: call.page_size_code.code(), ..refusal });
        }
        if number == 0 {
            return Err(invalid_query("pageNumber", "0"));
        }
        Ok(Self { size: size as usize, number: number as usize })
    }

    /// Items before this page.
    pub(crate) fn before(self) -> usize {
        (self.number - 1) * self.size
    }

    /// How many pages `total` items make.
    pub(crate) fn count(self, total: usize) -> usize {
        total.div_ceil(self.size)
    }

    /// The items of this page, and how many there are in all.
    pub(crate) fn cut<T>(self, items: impl Iterator<Item = T>) -> (Vec<T>, usize) {
        let mut total = 0;
        let mut page = Vec::new();
        for item in items {
            if total >= self.before() && page.len() < self.size {
                page.push(item);
            }
            total += 1;
        }
        (page, total)
    }
}

/// A list that is read on from a key: `after` or `before`.
pub(crate) struct Cursor {
    size: usize,
    after: Option<String>,
    before: Option<String>,
}

impl Cursor {
    /// Reads `pageSize` (default 25, at most `most`), `after` and `before`.
    pub(crate) fn of(call: &Call, most: u32) -> Result<Self, Refusal> {
        let size = Page::of(call, most)?.size;
        let given = |name| call.query(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self { size, after: given("after"), before: given("before") })
    }

    /// The part of `all`, ordered by key, that was asked for, with links to its neighbours.
    pub(crate) fn listing(&self, call: &Call, all: impl Iterator<Item = (String, Value)>) -> Value {
        let mut rows = all.collect::<Vec<_>>();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let first = match (&self.after, &self.before) {
            (Some(after), _) => rows.partition_point(|(key, _)| key <= after),
            (None, Some(before)) => rows.partition_point(|(key, _)| key < before).saturating_sub(self.size),
            (None, None) => 0,
        };
        let shown = rows.iter().skip(first).take(self.size).collect::<Vec<_>>();
        let link =
            |name: &str, key: &str| json!(format!("{}?{name}={key}&pageSize={}", call.path, self.size));
        let mut body = json!({ "selfUri": call.path });
        if let Some((key, _)) = shown.last().filter(|_| first + shown.len() < rows.len()) {
            body["nextUri"] = link("after", key);
        }
        if let Some((key, _)) = shown.first().filter(|_| first > 0) {
            body["previousUri"] = link("before", key);
        }
        body["entities"] = shown.into_iter().map(|(_, value)| value.clone()).collect();
        body
    }
}

/// A list with totals and links.
pub(crate) fn listing(call: &Call, page: Page, total: usize, entities: Vec<Value>) -> Value {
    let mut body = counted(page, total, entities);
    let pages = page.count(total).max(1);
    body["firstUri"] = json!(page_uri(call, page, 1));
    body["lastUri"] = json!(page_uri(call, page, pages));
    link(call, page, page.number < pages, &mut body);
    body
}

/// A list with totals but no links.
pub(crate) fn counted(page: Page, total: usize, entities: Vec<Value>) -> Value {
    json!({
        "entities": entities, "pageSize": page.size, "pageNumber": page.number,
        "total": total, "pageCount": page.count(total),
    })
}

/// A list with links but no totals.
pub(crate) fn uncounted(call: &Call, page: Page, total: usize, entities: Vec<Value>) -> Value {
    let mut body = json!({ "entities": entities, "pageSize": page.size, "pageNumber": page.number });
    body["firstUri"] = json!(page_uri(call, page, 1));
    link(call, page, page.number * page.size < total, &mut body);
    body
}

fn link(call: &Call, page: Page, has_next: bool, body: &mut Value) {
    body["selfUri"] = json!(page_uri(call, page, page.number));
    if has_next {
        body["nextUri"] = json!(page_uri(call, page, page.number + 1));
    }
    if page.number > 1 {
        body["previousUri"] = json!(page_uri(call, page, page.number - 1));
    }
}

/// The relative address of a page, with all other parameters as they were given.
fn page_uri(call: &Call, page: Page, number: usize) -> String {
    let mut uri = format!("{}?pageSize={}&pageNumber={number}", call.path, page.size);
    for (name, value) in &call.query {
        if name != "pageSize" && name != "pageNumber" {
            uri.push('&');
            uri.push_str(name);
            uri.push('=');
            uri.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        }
    }
    uri
}
