//! Small aligned tables, and the lists that are shown in them: checks, links, runs.

mod assigned;
mod checks;
mod inbox;
mod links;
mod orders;
mod runs;

pub(crate) use assigned::assigned;
pub(crate) use checks::{Check, Health, checks};
pub(crate) use inbox::{delivery, inbox};
pub(crate) use links::links;
pub(crate) use orders::orders;
pub(crate) use runs::runs;

use super::style::{HEADING, paint};
use super::text::{pad, show, width};

/// Rows under headings; the last column is never padded, so that lines end with their text.
///
/// Cells are made safe here. Alignment counts columns as the terminal shows them, and colour is put on afterwards.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| show(cell)).collect()).collect();
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(at, heading)| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell));
            cells.max().unwrap_or(0).max(width(heading))
        })
        .collect();
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let mut text = format!("{}\n", paint(HEADING, line(&headings, &widths)));
    rows.iter().for_each(|row| text.push_str(&format!("{}\n", line(row, &widths))));
    text
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| pad(cell, *width)).collect();
    cells.join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anstream::adapter::strip_str;

    #[test]
    fn wide_and_combining_letters_stay_in_line() {
        let rows =
            ["Ada", "日本 花子", "A\u{30a}sa", "a\nb"].map(|name| vec![name.to_owned(), "x".to_owned()]);
        let expected = "name       is\nAda        x\n日本 花子  x\nA\u{30a}sa        x\na\\nb       x\n";
        assert_eq!(strip_str(&table(&["name", "is"], &rows)).to_string(), expected);
    }
}
