//! The lines of a file one by one, none of which can fill the memory.

use std::io::{self, BufRead, Read};

/// Bytes that a line may have: many times what a row needs.
pub(super) const LINE_BYTES_MAX: usize = 16 * 1024;

/// Reads lines.
pub(super) struct Lines<R> {
    from: R,
    buffer: Vec<u8>,
    /// The number of the last line, counting from 1.
    pub(super) number: u64,
    /// Whether the last line had an end.
    pub(super) ended: bool,
}

/// One line, or why it is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Text(&'a str),
    TooLong,
    NotUtf8,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, buffer: Vec::new(), number: 0, ended: true }
    }

    /// The next line without its end; `None` behind the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let limit = LINE_BYTES_MAX as u64 + 2;
        if self.from.by_ref().take(limit).read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.ended = self.buffer.last() == Some(&b'\n');
        if !self.ended && self.buffer.len() as u64 == limit {
            self.ended = skip_line(&mut self.from)?;
            return Ok(Some(Line::TooLong));
        }
        let mut text = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        text = text.strip_suffix(b"\r").unwrap_or(text);
        if self.number == 1 {
            text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        }
        Ok(Some(std::str::from_utf8(text).map_or(Line::NotUtf8, Line::Text)))
    }
}

/// Passes over the rest of a line, and says whether it had an end.
fn skip_line(from: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let waiting = from.fill_buf()?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let end = waiting.iter().position(|byte| *byte == b'\n');
        let passed = end.map_or(waiting.len(), |at| at + 1);
        from.consume(passed);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_or_no_text_spoils_no_other() {
        let long = "x".repeat(3 * LINE_BYTES_MAX);
        let file = [b"\xef\xbb\xbfone\r\n".as_slice(), long.as_bytes(), b"\n\xff\xfe\nlast"].concat();
        let mut lines = Lines::new(io::Cursor::new(file));
        assert_eq!(lines.next().unwrap(), Some(Line::Text("one")));
        assert_eq!(lines.next().unwrap(), Some(Line::TooLong));
        assert_eq!(lines.next().unwrap(), Some(Line::NotUtf8));
        assert_eq!(lines.next().unwrap(), Some(Line::Text("last")));
        assert_eq!(lines.next().unwrap(), None);
        assert_eq!((lines.number, lines.ended), (4, false));
        assert!(lines.buffer.capacity() < 4 * LINE_BYTES_MAX);
    }
}
