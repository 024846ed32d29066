//! The first line of a mapping file. Strict: a misspelt column would drop a condition from every rule.

use super::table::{Cell, Row};
use crate::config::document::Document;
use crate::config::suggest;
use std::collections::BTreeMap;

/// The columns, in the order of the reference.
pub(super) const COLUMNS: [&str; 6] = ["rule", "group", "title", "department", "template", "grant"];

/// Which column stands where; `None` where the header cannot be used.
pub(super) fn columns(document: &Document, header: &Row) -> Option<BTreeMap<&'static str, usize>> {
    if let [only] = header.cells.as_slice()
        && only.text.contains(';')
    {
        let sentence =
            "the columns must stand between commas: save the file as CSV with `,`, and `;` only inside cells";
        document.problem(&only.span, sentence);
        return None;
    }
    let mut columns = BTreeMap::new();
    let mut faults = 0;
    for (index, cell) in header.cells.iter().enumerate() {
        match column(cell, &columns) {
            Ok(column) => drop(columns.insert(column, index)),
            Err(sentence) => {
                document.problem(&cell.span, sentence);
                faults += 1;
            }
        }
    }
    if faults == 0 && !columns.contains_key("rule") {
        document.problem(&header.span, "the column `rule` is missing: every rule needs a name");
        faults += 1;
    }
    (faults == 0).then_some(columns)
}

fn column(cell: &Cell, before: &BTreeMap<&'static str, usize>) -> Result<&'static str, String> {
    let written = cell.text.trim();
    match COLUMNS.into_iter().find(|column| *column == written) {
        Some(column) if before.contains_key(column) => Err(format!("the column `{column}` is there twice")),
        Some(column) => Ok(column),
        None => Err(format!(
            "`{written}` is not a column of a mapping file; {}",
            suggest::hint(written, &COLUMNS)
        )),
    }
}
