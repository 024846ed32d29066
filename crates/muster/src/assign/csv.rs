//! Rows of a CSV table. Cells stand between commas, and in quotes where they hold one; a quote inside is doubled.

use super::{Bad, KEYS, Reason, Row};

/// Which column stands where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header(Vec<&'static str>);

impl Header {
    /// Reads the first line. Strict: a misspelt column would be missing from every row.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn read(line: &str) -> Result<Self, String> {
        let written = cells(line).map_err(str::to_owned)?;
        let mut columns = Vec::new();
        for cell in &written {
            let name = cell.trim();
            match KEYS.into_iter().find(|key| *key == name) {
                Some(key) if columns.contains(&key) => {
                    return Err(format!("the column `{key}` is there twice"));
                }
                Some(key) => columns.push(key),
                None => {
                    return Err(format!(
                        "`{name}` is no column of a list; the columns are {}",
                        KEYS.join(", ")
                    ));
                }
            }
        }
        match ["person", "role"].into_iter().find(|key| !columns.contains(key)) {
            Some(missing) => Err(format!("the column `{missing}` is missing")),
            None => Ok(Self(columns)),
        }
    }

    /// Reads a row.
    pub(super) fn row(&self, line: u64, text: &str) -> Result<Row, Bad> {
        let bad = |sentence: String| Bad { line, reason: Reason::Malformed, sentence };
        let cells = cells(text).map_err(|sentence| bad(sentence.to_owned()))?;
        if cells.len() != self.0.len() {
            let (found, wanted) = (cells.len(), self.0.len());
            return Err(bad(format!("the row has {found} cells, and the header has {wanted}")));
        }
        let mut row = Row { line, ..Row::default() };
        self.0.iter().zip(&cells).for_each(|(key, cell)| row.set(key, cell));
        Ok(row)
    }
}

/// The cells of a line.
fn cells(line: &str) -> Result<Vec<String>, &'static str> {
    let (mut cells, mut rest) = (Vec::new(), line);
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => in_quotes(quoted)?,
            None => bare(rest)?,
        };
        cells.push(cell);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Ok(cells),
        }
    }
}

fn bare(text: &str) -> Result<(String, &str), &'static str> {
    let (cell, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
    match cell.contains('"') {
        true => Err("a quote stands inside a cell that does not begin with one"),
        false => Ok((cell.to_owned(), rest)),
    }
}

/// A cell whose first quote is behind us.
fn in_quotes(text: &str) -> Result<(String, &str), &'static str> {
    let (mut cell, mut rest) = (String::new(), text);
    loop {
        let at = rest.find('"').ok_or("a quote has no end in its line")?;
        cell.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None if rest.is_empty() || rest.starts_with(',') => return Ok((cell, rest)),
            None => return Err("something stands behind the quote that ends a cell"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas_and_quotes() {
        assert_eq!(
            cells("a,\"b,\"\"c\"\"\",,"),
            Ok(vec!["a".into(), "b,\"c\"".into(), "".into(), "".into()])
        );
        assert!(cells("a,\"b").is_err() && cells("a\"b").is_err() && cells("\"a\"b").is_err());
    }

    #[test]
    fn a_header_that_cannot_be_used_says_why() {
        let fault = |line| Header::read(line).unwrap_err();
        assert_eq!(
            fault("person,rôle"),
            "`rôle` is no column of a list; the columns are person, role, division, tier, action"
        );
        assert_eq!(fault("person,person"), "the column `person` is there twice");
        assert_eq!(fault("person,tier"), "the column `role` is missing");
    }

    #[test]
    fn columns_may_stand_in_any_order() {
        let header = Header::read("role, person ,tier").unwrap();
        let row = header.row(7, " Agent ,ana@x.org,").unwrap();
        let expected =
            Row { line: 7, role: Some("Agent".into()), person: Some("ana@x.org".into()), ..Row::default() };
        assert_eq!(row, expected);
        let sentence = header.row(8, "Agent,ana").unwrap_err().sentence;
        assert_eq!(sentence, "the row has 2 cells, and the header has 3");
    }
}
