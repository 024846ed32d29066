//! The bytes of a file up to its trailer: hashed as they are read, and compared with what the trailer says.

use super::Problem;
use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};
use std::io::{self, BufRead, Read};

/// How a trailer begins.
const TRAILER: &str = "#muster-trailer";
/// How long a line can be, in bytes. What is longer is no line of ours.
const LINE_MAX: u64 = 1 << 20;

/// The part of a file before its trailer, line by line.
pub(super) struct Body<R> {
    input: R,
    hash: Context,
    line: Vec<u8>,
    /// How much of the line was given.
    given: usize,
    /// How many lines were read, the trailer among them.
    lines: u64,
    trailer: Option<String>,
    problem: Option<Problem>,
}

impl<R: BufRead> Body<R> {
    pub(super) fn new(input: R) -> Self {
        let hash = Context::new(&SHA256);
        Self { input, hash, line: Vec::new(), given: 0, lines: 0, trailer: None, problem: None }
    }

    /// Reads the next line of the body; `false` at its end.
    pub(super) fn next(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.given = 0;
        if self.trailer.is_some() || self.problem.is_some() {
            return Ok(false);
        }
        let length = self.input.by_ref().take(LINE_MAX).read_until(b'\n', &mut self.line)?;
        self.lines += u64::from(length > 0);
        if self.line.starts_with(TRAILER.as_bytes()) {
            self.trailer = Some(String::from_utf8_lossy(&self.line).trim_end().to_owned());
            self.line.clear();
            return Ok(false);
        }
        if length as u64 == LINE_MAX && !self.line.ends_with(b"\n") {
            self.problem = Some((self.lines, format!("the line is longer than {LINE_MAX} bytes")));
            return Ok(false);
        }
        self.hash.update(&self.line);
        Ok(length > 0)
    }

    /// The line that was read.
    pub(super) fn line(&self) -> &[u8] {
        &self.line
    }

    /// Its number, from 1.
    pub(super) fn number(&self) -> u64 {
        self.lines
    }

    /// The SHA-256 of the body, if the file is whole. `rows`: how many there were, where all could be read.
    pub(super) fn finish(mut self, trailer_is_needed: bool, rows: Option<u64>) -> Result<String, Problem> {
        while self.next().map_err(|error| (self.lines, error.to_string()))? {}
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let found = HEXLOWER.encode(self.hash.finish().as_ref());
        let Some(trailer) = self.trailer else {
            return if trailer_is_needed { Err((self.lines.max(1), missing())) } else { Ok(found) };
        };
        let mut rest = [0];
        if self.input.read(&mut rest).map_err(|error| (self.lines, error.to_string()))? > 0 {
            return Err((
                self.lines + 1,
                "there is something after the trailer, which is the last line".into(),
            ));
        }
        compare(&trailer, &found, rows).map_err(|problem| (self.lines, problem))?;
        Ok(found)
    }
}

fn missing() -> String {
    format!(
        "the file ends without its last line `{TRAILER} rows=N sha256=HEX`: it is not whole, or was written without"
    )
}

fn compare(trailer: &str, found: &str, rows: Option<u64>) -> Result<(), String> {
    let malformed = || format!("`{trailer}` is no trailer: write `{TRAILER} rows=N sha256=HEX`");
    let mut words = trailer.split(' ').skip(1);
    let mut value = |key: &str| words.next().and_then(|word| word.strip_prefix(key)).ok_or_else(malformed);
    let count: u64 = value("rows=")?.parse().map_err(|_| malformed())?;
    let hash = value("sha256=")?.to_lowercase();
    if hash.len() != 64 || words.next().is_some() {
        return Err(malformed());
    }
    if hash != found {
        return Err(
            "the rows are not those that the trailer was written for: the SHA-256 is another one".into()
        );
    }
    match rows {
        Some(rows) if rows != count => {
            Err(format!("the trailer tells of {count} rows, and there are {rows}"))
        }
        Some(_) | None => Ok(()),
    }
}

impl<R: BufRead> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() && !self.next()? {
            return Ok(0);
        }
        let left = &self.line[self.given..];
        let length = left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&left[..length]);
        self.given += length;
        Ok(length)
    }
}
