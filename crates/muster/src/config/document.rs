//! One text file: what stands where in it, and the problems that were found so far.

use super::mask;
use super::problem::{Excerpt, Place, Problem};
use muster_core::policy::Located;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

/// Bytes from … to in a text.
pub(crate) type Span = Range<usize>;

/// A file under examination. Problems gather in it, so that all of them are told at once.
pub(crate) struct Document {
    /// The file as its neighbours know it, such as `muster.toml`.
    pub(crate) name: String,
    /// What is written in it, without a byte order mark.
    pub(crate) text: String,
    line_starts: Vec<usize>,
    secrets: RefCell<Vec<Span>>,
    notes: RefCell<Vec<Note>>,
    keys: RefCell<BTreeSet<String>>,
}

/// A problem before its line is cut out, which waits until all secrets are known.
struct Note {
    span: Span,
    sentence: String,
    shown: Shown,
}

/// How much of its line a problem shows.
enum Shown {
    Line,
    Key,
    Nothing,
}

impl Document {
    /// Takes over the text of a file.
    pub(crate) fn new(name: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self {
            name: name.into(),
            text,
            line_starts,
            secrets: RefCell::default(),
            notes: RefCell::default(),
            keys: RefCell::default(),
        }
    }

    /// Line and column of a byte.
    pub(crate) fn place(&self, byte: usize) -> Place {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.line_starts.partition_point(|&start| start <= byte);
        let start = self.line_starts[line - 1];
        Place { line, column: self.text[start..byte].chars().count() + 1 }
    }

    /// `muster.toml:12:9`.
    pub(crate) fn at(&self, byte: usize) -> String {
        let Place { line, column } = self.place(byte);
        format!("{}:{line}:{column}", self.name)
    }

    /// A text with its place.
    pub(crate) fn located(&self, text: &str, span: &Span) -> Located {
        Located::new(text, self.at(span.start))
    }

    /// Remembers that what stands here must never be shown.
    pub(crate) fn hide(&self, span: Span) {
        self.secrets.borrow_mut().push(span);
    }

    /// Remembers a problem and shows its line.
    pub(crate) fn problem(&self, span: &Span, sentence: impl Into<String>) {
        self.note(span, sentence.into(), Shown::Line);
    }

    /// Remembers a problem that no line shows.
    pub(crate) fn problem_unseen(&self, span: &Span, sentence: impl Into<String>) {
        self.note(span, sentence.into(), Shown::Nothing);
    }

    /// Remembers a problem with a key; what is assigned to the key is not shown.
    pub(crate) fn problem_key(&self, span: &Span, sentence: impl Into<String>) {
        self.note(span, sentence.into(), Shown::Key);
    }

    /// Remembers a problem of a file that does not follow the syntax; its line is shown as far as it is harmless.
    pub(crate) fn problem_syntax(&self, span: &Span, sentence: impl Into<String>) {
        let harmless = mask::is_harmless(&self.text, self.line_of(span.start));
        self.note(span, sentence.into(), if harmless { Shown::Line } else { Shown::Nothing });
    }

    fn note(&self, span: &Span, sentence: String, shown: Shown) {
        self.notes.borrow_mut().push(Note { span: span.clone(), sentence, shown });
    }

    /// Notes that a key is one that we know, for the reference.
    pub(crate) fn knows(&self, key: String) {
        self.keys.borrow_mut().insert(key);
    }

    /// The problems, now that all secrets are known, and the keys that were asked for.
    pub(crate) fn into_findings(self) -> (Vec<Problem>, BTreeSet<String>) {
        let problems = self.notes.borrow().iter().map(|note| self.told(note)).collect();
        (problems, self.keys.into_inner())
    }

    fn told(&self, note: &Note) -> Problem {
        let excerpt = match note.shown {
            Shown::Line => Some(self.excerpt(&note.span)),
            Shown::Key => Some(self.excerpt(&note.span).without_rest()),
            Shown::Nothing => None,
        };
        Problem {
            file: self.name.clone(),
            place: Some(self.place(note.span.start)),
            sentence: plain(&mask::scrub(&self.text, &note.sentence, &self.secrets.borrow())),
            excerpt,
        }
    }

    fn line_of(&self, byte: usize) -> Span {
        let start = self.line_starts[self.place(byte).line - 1];
        let end = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        start..end
    }

    fn excerpt(&self, span: &Span) -> Excerpt {
        let line = self.line_of(span.start);
        let shown = mask::cover(&self.text, &line, &self.secrets.borrow());
        let before = self.place(span.start).column - 1;
        let end = span.end.clamp(span.start, line.end);
        let marked = self.text.get(span.start..end).map_or(1, |part| part.trim_end().chars().count());
        Excerpt { line: plain(shown.trim_end()), before, marked: marked.max(1) }
    }
}

/// A text in one line that does nothing to a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The last part of a path, for messages.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let document = Document::new("x", "\u{feff}a\nünü = 1\n");
        assert_eq!(document.place(0), Place { line: 1, column: 1 });
        assert_eq!(document.at(document.text.find('=').unwrap()), "x:2:5");
        assert_eq!(document.place(document.text.len()), Place { line: 3, column: 1 });
    }
}
