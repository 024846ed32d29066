//! The cells of a CSV file with their places, for messages that point at a cell.

use crate::config::document::{Document, Span};

/// One line of a table, which may go on over several lines of the file.
pub(super) struct Row {
    /// Its cells.
    pub(super) cells: Vec<Cell>,
    /// Where it stands.
    pub(super) span: Span,
}

/// One cell.
pub(super) struct Cell {
    /// What it says, without the quotes around it.
    pub(super) text: String,
    /// Where it stands, with its quotes.
    pub(super) span: Span,
}

/// All lines of a file that are not empty; `None` where its quotes cannot be matched.
pub(super) fn rows(document: &Document) -> Option<Vec<Row>> {
    if let Some(quote) = open_quote(&document.text) {
        document.problem(
            &(quote..quote + 1),
            "the quotes do not come in pairs: this one, or one before it, has no end",
        );
        return None;
    }
    let bytes = document.text.as_bytes();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and held in memory, and rows may differ in length: there is nothing left that could fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let end = reader.position().byte() as usize;
        rows.push(row(&document.text, start..end, &record));
    }
    Some(rows)
}

/// The last quote of a text, where their number is odd.
fn open_quote(text: &str) -> Option<usize> {
    let odd = text.matches('"').count() % 2 == 1;
    text.rfind('"').filter(|_| odd)
}

fn row(text: &str, range: Span, record: &csv::StringRecord) -> Row {
    let start =
        range.start + text[range.clone()].len() - text[range.clone()].trim_start_matches(['\r', '\n']).len();
    let end = range.start + text[range].trim_end_matches(['\r', '\n']).len();
    let spans = cell_spans(text, start..end.max(start));
    let cells = record.iter().zip(spans).map(|(text, span)| Cell { text: text.to_owned(), span });
    Row { cells: cells.collect(), span: start..end.max(start) }
}

/// Where the cells of a line stand: between commas, as long as no quote is open.
fn cell_spans(text: &str, row: Span) -> Vec<Span> {
    let mut quoted = false;
    let mut start = row.start;
    let mut spans = Vec::new();
    for (at, byte) in text[row.clone()].bytes().enumerate() {
        quoted ^= byte == b'"';
        if byte == b',' && !quoted {
            spans.push(start..row.start + at);
            start = row.start + at + 1;
        }
    }
    spans.push(start..row.end);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_commas_and_line_breaks_belong_to_their_cell() {
        let document = Document::new("m.csv", "\u{feff}a,\"b,c\"\r\n\r\n\"x\ny\",\"say \"\"hi\"\"\",z\r\n");
        let rows = rows(&document).unwrap();
        let cells: Vec<(&str, String)> = rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|cell| (cell.text.as_str(), document.at(cell.span.start)))
            .collect();
        let expected = [
            ("a", "m.csv:1:1"),
            ("b,c", "m.csv:1:3"),
            ("x\ny", "m.csv:3:1"),
            ("say \"hi\"", "m.csv:4:4"),
            ("z", "m.csv:4:17"),
        ];
        assert_eq!(cells, expected.map(|(text, at)| (text, at.to_owned())));
    }
}
