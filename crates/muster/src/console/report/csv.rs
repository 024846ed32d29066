//! The report as CSV (RFC 4180), one row an item, for spreadsheets and scripts.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and a display name is written by
//! whoever may edit a directory. So such cells get an apostrophe in front: all texts, and of the keys (ids, mails,
//! correlation ids) only those that hold more than a key needs. A key such as `+ops@corp.example` stays exact, because
//! somebody will join on it, and without brackets, quotes or a pipe it cannot be a formula that does anything.

use csv::{Terminator, WriterBuilder};
use muster_core::report::{Item, PersonReport, Report};

/// The columns, in order.
pub(super) const COLUMNS: [&str; 18] = [
    "run",
    "started_at",
    "organisation",
    "person",
    "name",
    "mail",
    "account",
    "transition",
    "what",
    "before",
    "after",
    "because",
    "status",
    "http_status",
    "reason",
    "advice",
    "correlation",
    "plan",
];

/// UTF-8 without a byte order mark, lines ended by CR LF. Reasons of one item are separated by `; `.
///
/// # Errors
/// Never while writing to memory.
pub(crate) fn to_csv(report: &Report) -> Result<String, csv::Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for person in &report.people {
        for item in &person.items {
            writer.write_record(row(report, person, item))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(report: &Report, person: &PersonReport, item: &Item) -> [String; COLUMNS.len()] {
    let or_empty = |text: &Option<String>| text.as_deref().map(prose).unwrap_or_default();
    [
        report.run.to_string(),
        report.started_at.to_string(),
        prose(&report.organisation),
        key(&person.person.to_string()),
        prose(&person.display_name),
        person.mail.as_deref().map(key).unwrap_or_default(),
        person.account.map(|account| account.to_string()).unwrap_or_default(),
        person.transition.map(|transition| transition.word().to_owned()).unwrap_or_default(),
        prose(&item.what),
        or_empty(&item.before),
        or_empty(&item.after),
        prose(&item.because.join("; ")),
        item.status.word().to_owned(),
        item.http_status.map(|status| status.to_string()).unwrap_or_default(),
        or_empty(&item.reason),
        or_empty(&item.advice),
        item.correlation.as_deref().map(key).unwrap_or_default(),
        report.plan.to_string(),
    ]
}

/// Text for people, with the apostrophe where a spreadsheet would take it for a formula.
pub(super) fn prose(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// A key, exact as long as it consists of letters, digits and what keys are joined with.
pub(super) fn key(text: &str) -> String {
    match text.chars().all(|char| char.is_alphanumeric() || "._%+-@/:~".contains(char)) {
        true => text.to_owned(),
        false => prose(text),
    }
}
