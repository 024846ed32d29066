//! One item on the page, and because of what it is.

use super::person::Known;
use super::{class, mark};
use crate::console::text::clean;
use muster_core::report::{Item, ItemStatus};
use serde::Serialize;

/// What became of one change.
#[derive(Debug, Serialize)]
pub(super) struct ItemView {
    sign: &'static str,
    deed: &'static str,
    what: String,
    values: String,
    status: &'static str,
    mark: &'static str,
    word: &'static str,
    reason: Option<String>,
    http_status: Option<u16>,
    advice: Option<String>,
    /// Only where something is to be done about it.
    correlation: Option<String>,
}

impl ItemView {
    /// An item in words.
    pub(super) fn new(item: &Item, names: &Known<'_>) -> Self {
        let (sign, deed) = match (&item.before, &item.after) {
            (None, Some(_)) => ("+", "added"),
            (Some(_), Some(_)) => ("~", "changed"),
            (Some(_), None) => ("−", "removed"),
            (None, None) => ("·", "nothing done"),
        };
        let is_trouble = item.status != ItemStatus::Success;
        Self {
            sign,
            deed,
            what: clean(&item.what),
            values: values(item, names),
            status: class(item.status),
            mark: mark(item.status),
            word: item.status.word(),
            reason: item.reason.as_deref().map(|reason| names.sentence(reason)),
            http_status: item.http_status,
            advice: item.advice.as_deref().map(clean),
            correlation: item.correlation.as_deref().map(clean).filter(|_| is_trouble),
        }
    }
}

/// `Agent → Senior Agent`, `4`, `was 4`; nothing for a mere membership, which reads `held`.
fn values(item: &Item, names: &Known<'_>) -> String {
    let value =
        |text: &Option<String>| text.as_deref().filter(|text| *text != "held").map(|text| names.value(text));
    match (value(&item.before), value(&item.after)) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => after,
        (Some(before), None) => format!("was {before}"),
        (None, None) => String::new(),
    }
}

/// The reasons of an item, so that it stands together with others of the same reasons.
///
/// `title = Agent in corp-ad` beside a title that became `Agent` says nothing but `corp-ad says so`.
pub(super) fn because(item: &Item) -> Vec<String> {
    let field = item.what.replace(' ', "_");
    let fact = format!("{field} = {} in ", item.after.as_deref().unwrap_or_default());
    let short =
        |reason: &String| match reason.strip_prefix(&fact).or_else(|| reason.strip_prefix("manager in ")) {
            Some(source) => format!("{} says so", clean(source)),
            None => clean(reason),
        };
    item.because.iter().map(short).collect()
}
