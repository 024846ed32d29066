//! Mapping files: further rules as a table that a contact-centre lead edits.
//!
//! One rule a line under the header `rule,group,title,department,template,grant`, columns in any order and all but
//! `rule` optional. Several values of a cell stand between `;`, and a value that holds one stands in quotes.

mod header;
mod table;

use super::document::{Document, Span};
use super::grant;
use super::rule::{Known, RuleNames};
use super::template;
use header::{COLUMNS, columns};
use muster_core::policy::{Located, RuleText};
use std::collections::BTreeMap;
use table::{Cell, Row, rows};

/// Reads the rules of one file.
pub(super) fn read(document: &Document, known: &Known, names: &mut RuleNames) -> Vec<RuleText> {
    let Some(rows) = rows(document) else {
        return Vec::new();
    };
    let Some((header, rows)) = rows.split_first() else {
        let sentence = format!("the file is empty: its first line must be `{}`", COLUMNS.join(","));
        document.problem_unseen(&(0..0), sentence);
        return Vec::new();
    };
    let Some(columns) = columns(document, header) else {
        return Vec::new();
    };
    let filled = rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.text.trim().is_empty()));
    let sized = filled.filter(|row| has_every_cell(document, row, header.cells.len()));
    let lines = sized.map(|row| Line { row, columns: &columns });
    lines.filter_map(|line| rule(document, &line, known, names)).collect()
}

fn has_every_cell(document: &Document, row: &Row, wanted: usize) -> bool {
    let found = row.cells.len();
    if found != wanted {
        let hint = "a cell that holds a comma must stand in quotes";
        let sentence = format!("the line has {found} cells, but the header has {wanted}; {hint}");
        document.problem(&row.span, sentence);
    }
    found == wanted
}

/// One line and what its cells mean.
struct Line<'a> {
    row: &'a Row,
    columns: &'a BTreeMap<&'static str, usize>,
}

impl Line<'_> {
    fn cell(&self, column: &str) -> Option<&Cell> {
        self.columns.get(column).and_then(|&index| self.row.cells.get(index))
    }

    fn values(&self, document: &Document, column: &str) -> Vec<Located> {
        let Some(cell) = self.cell(column) else {
            return Vec::new();
        };
        split(&cell.text).into_iter().map(|text| document.located(&text, &cell.span)).collect()
    }

    fn span(&self, column: &str) -> &Span {
        self.cell(column).map_or(&self.row.span, |cell| &cell.span)
    }
}

fn rule(document: &Document, line: &Line<'_>, known: &Known, names: &mut RuleNames) -> Option<RuleText> {
    let name = document.located(line.cell("rule")?.text.trim(), line.span("rule"));
    if name.text.is_empty() {
        document.problem(line.span("rule"), "the rule has no name: write one into the column `rule`");
        return None;
    }
    let texts = |column| line.values(document, column).into_iter().map(|value| value.text).collect();
    let rule = RuleText {
        groups: line.values(document, "group"),
        titles: texts("title"),
        departments: texts("department"),
        attributes: BTreeMap::new(),
        everyone: false,
        templates: line.values(document, "template"),
        grants: line.values(document, "grant"),
        name,
    };
    for (column, sentence) in faults(&rule, known, names) {
        document.problem(line.span(column), sentence);
    }
    Some(rule)
}

/// What is wrong with a rule, and in which column.
fn faults(rule: &RuleText, known: &Known, names: &mut RuleNames) -> Vec<(&'static str, String)> {
    let mut faults: Vec<(&'static str, String)> =
        names.take(&rule.name).map(|sentence| ("rule", sentence)).into_iter().collect();
    let name = &rule.name.text;
    if rule.groups.is_empty() && rule.titles.is_empty() && rule.departments.is_empty() {
        faults.push((
            "rule",
            format!("rule `{name}` is about nobody: it needs a `group`, `title` or `department`"),
        ));
    }
    if rule.templates.is_empty() && rule.grants.is_empty() {
        faults.push(("rule", format!("rule `{name}` gives nothing: it needs a `grant` or `template`")));
    }
    let templates = rule.templates.iter().filter_map(|name| template::unknown(&name.text, &known.templates));
    faults.extend(templates.map(|sentence| ("template", sentence)));
    let grants = rule.grants.iter().filter_map(|grant| grant::fault(&grant.text));
    faults.extend(grants.map(|sentence| ("grant", sentence)));
    faults
}

/// The values of a cell: `a; b` are two, `"a; b"` is one. Empty ones do not count.
fn split(cell: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = cell.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    let bare = |part: &str| {
        let part = part.trim();
        let inner = part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        inner.unwrap_or(part).to_owned()
    };
    parts.map(bare).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_hold_a_value_together() {
        assert_eq!(split(" a ;; b;"), ["a", "b"]);
        assert_eq!(split("\"a; b\";c"), ["a; b", "c"]);
        assert!(split(" ; ").is_empty());
    }
}
