//! Reads a search filter (RFC 4515). The codec's own reader takes neither escapes nor `=` in a value, so no filter
//! on `memberOf` could be written with it.

use super::filter_value;
use ldap3_proto::proto::LdapFilter;

/// What is wrong with a filter, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at character {position} of the filter")]
pub struct FilterError {
    /// A sentence without subject: `a closing bracket is missing`.
    pub problem: String,
    /// Counted from 1.
    pub position: usize,
}

const DEPTH_MAX: u32 = 32;

/// Parses a whole filter. Outer brackets may be left out around a single comparison.
pub(crate) fn parse(text: &str) -> Result<LdapFilter, FilterError> {
    let text = text.trim();
    let mut reader = Reader { text, at: 0 };
    let filter = if text.starts_with('(') { reader.filter(DEPTH_MAX)? } else { reader.comparison()? };
    reader.skip_blanks();
    if reader.at == text.len() { Ok(filter) } else { Err(reader.error("there is more text than one filter")) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn filter(&mut self, depth: u32) -> Result<LdapFilter, FilterError> {
        self.skip_blanks();
        self.expect('(')?;
        let depth = depth.checked_sub(1).ok_or_else(|| self.error("brackets are nested too deeply"))?;
        self.skip_blanks();
        let filter = match self.peek() {
            Some('&') => LdapFilter::And(self.list(depth)?),
            Some('|') => LdapFilter::Or(self.list(depth)?),
            Some('!') => {
                self.at += 1;
                LdapFilter::Not(Box::new(self.filter(depth)?))
            }
            _ => self.comparison()?,
        };
        self.skip_blanks();
        self.expect(')')?;
        Ok(filter)
    }

    fn list(&mut self, depth: u32) -> Result<Vec<LdapFilter>, FilterError> {
        self.at += 1;
        let mut parts = Vec::new();
        self.skip_blanks();
        while self.peek() == Some('(') {
            parts.push(self.filter(depth)?);
            self.skip_blanks();
        }
        if parts.is_empty() { Err(self.error("`&` and `|` need at least one filter")) } else { Ok(parts) }
    }

    fn comparison(&mut self) -> Result<LdapFilter, FilterError> {
        let start = self.at;
        let end = self.rest().find(['=', '(', ')']).map(|offset| start + offset);
        let Some(end) = end.filter(|&end| self.text[end..].starts_with('=')) else {
            return Err(self.error("a comparison needs `=`"));
        };
        let left = self.text[start..end].trim();
        self.at = end + 1;
        let value = self.value();
        filter_value::comparison(left, value).map_err(|problem| self.error(&problem))
    }

    /// Takes the text up to the closing bracket.
    fn value(&mut self) -> &'a str {
        let text = self.text;
        let start = self.at;
        self.at = self.rest().find(['(', ')']).map_or(text.len(), |offset| start + offset);
        text[start..self.at].trim()
    }

    fn expect(&mut self, wanted: char) -> Result<(), FilterError> {
        if self.peek() != Some(wanted) {
            let which = if wanted == '(' { "an opening" } else { "a closing" };
            return Err(self.error(&format!("{which} bracket is missing")));
        }
        self.at += 1;
        Ok(())
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, problem: &str) -> FilterError {
        FilterError { problem: problem.to_owned(), position: self.text[..self.at].chars().count() + 1 }
    }
}
