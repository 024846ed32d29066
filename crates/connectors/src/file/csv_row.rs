//! One row of a CSV file: one person.

use super::csv_header::{Column, Meaning};
use crate::directory::mail_address;
use jiff::Timestamp;
use muster_core::id::{Anchor, PersonId, SourceId};
use muster_core::record::{PhoneKind, SourceRecord};

/// What is wrong, and in which column, counted from 1.
type Problem = (usize, String);

/// Reads a row. Groups come back by name, beside the record.
pub(crate) fn row(
    cells: &csv::StringRecord,
    meanings: &[Meaning],
    source: &SourceId,
    location: String,
) -> Result<(SourceRecord, Vec<String>), Problem> {
    let mut record = SourceRecord::blank(Anchor::new(""), location);
    let mut groups = Vec::new();
    for (index, (cell, meaning)) in cells.iter().zip(meanings).enumerate() {
        let cell = cell.trim();
        match meaning {
            Meaning::Known(Column::Groups) => groups = names(cell),
            Meaning::Known(column) => {
                fill(&mut record, source, *column, cell).map_err(|problem| (index + 1, problem))?;
            }
            Meaning::Further(name) if !cell.is_empty() => {
                record.attributes.insert(name.to_lowercase(), names(cell));
            }
            Meaning::Further(_) => {}
        }
    }
    if record.display_name.is_empty() {
        record.display_name = record.login.clone();
    }
    Ok((record, groups))
}

/// `a; b;c` without blanks, doubles kept out.
fn names(cell: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in cell.split(';').map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    names
}

fn fill(record: &mut SourceRecord, source: &SourceId, column: Column, cell: &str) -> Result<(), String> {
    let text = (!cell.is_empty()).then(|| cell.to_owned());
    let mut phone = |kind| record.phones.extend(text.clone().map(|number| (kind, number)));
    match column {
        Column::Anchor => record.anchor = Anchor::new(required(text, "anchor")?),
        Column::Login => record.login = required(text, "login")?,
        Column::DisplayName => record.display_name = cell.to_owned(),
        Column::Mail => set_mail(record, cell),
        Column::UserPrincipalName => record.user_principal_name = text.map(|name| name.to_lowercase()),
        Column::Title => record.title = text,
        Column::Department => record.department = text,
        Column::EmployeeNumber => record.employee_number = text,
        Column::Manager => record.manager = text.map(|text| PersonId::new(source, &Anchor::new(text))),
        Column::WorkPhone => phone(PhoneKind::Work),
        Column::MobilePhone => phone(PhoneKind::Mobile),
        Column::HomePhone => phone(PhoneKind::Home),
        Column::Enabled => record.enabled = yes_or_no(cell)?,
        Column::ExpiresAt => record.expires_at = text.map(|text| time(&text)).transpose()?,
        Column::Groups => {}
    }
    Ok(())
}

fn required(text: Option<String>, name: &str) -> Result<String, String> {
    text.ok_or_else(|| format!("the {name} is empty"))
}

fn set_mail(record: &mut SourceRecord, cell: &str) {
    record.mail = mail_address(cell);
    if record.mail.is_none() && !cell.is_empty() {
        record.problems.push(format!("its mail `{cell}` is no address"));
    }
}

/// An empty cell is a mistake here: nobody is disabled, or left enabled, by leaving something out.
fn yes_or_no(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("`{cell}` is neither true nor false")),
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    let date = |_| format!("{text}T00:00:00Z").parse();
    text.parse()
        .or_else(date)
        .map_err(|_| format!("`{text}` is no time such as 2026-03-01 or 2026-03-01T18:00:00Z"))
}
