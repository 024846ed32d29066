//! What is wrong with a file that people wrote: one sentence, its place, and the line it stands on.

use std::fmt;
use std::path::{Path, PathBuf};

/// A line and a column, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The line.
    pub(crate) line: usize,
    /// The column.
    pub(crate) column: usize,
}

/// A source line with the part of it that a problem is about. Secrets were taken out before it was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Excerpt {
    /// The line, without what must not be shown.
    pub(crate) line: String,
    /// How many characters stand before the part.
    pub(crate) before: usize,
    /// How many characters the part has; at least 1.
    pub(crate) marked: usize,
}

impl Excerpt {
    /// The excerpt up to the end of the part that is meant.
    pub(crate) fn without_rest(self) -> Self {
        let end = self.before + self.marked;
        let dots = if self.line.chars().count() > end { " …" } else { "" };
        Self { line: self.line.chars().take(end).chain(dots.chars()).collect(), ..self }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    /// The file as its neighbours know it, such as `muster.toml`.
    pub(crate) file: String,
    /// Where in it; `None` where the whole file is meant.
    pub(crate) place: Option<Place>,
    /// What was found and what is allowed, as a sentence without a full stop.
    pub(crate) sentence: String,
    /// The line, where showing it helps and tells no secret.
    pub(crate) excerpt: Option<Excerpt>,
}

impl Problem {
    /// A problem of a file as a whole.
    pub(crate) fn of_file(file: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { file: file.into(), place: None, sentence: sentence.into(), excerpt: None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(Place { line, column }) => write!(f, "{}:{line}:{column}: {}", self.file, self.sentence)?,
            None => write!(f, "{}: {}", self.file, self.sentence)?,
        }
        if let (Some(Place { line, .. }), Some(excerpt)) = (self.place, &self.excerpt) {
            let number = line.to_string();
            let gutter = " ".repeat(number.len());
            let (indent, carets) = (" ".repeat(excerpt.before), "^".repeat(excerpt.marked));
            write!(f, "\n  {number} | {}\n  {gutter} | {indent}{carets}", excerpt.line)?;
        }
        Ok(())
    }
}

/// Everything that is wrong with a configuration and the files that it names, in the order of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfigErrors {
    /// The configuration file.
    pub(crate) path: PathBuf,
    /// What is wrong; never empty.
    pub(crate) problems: Vec<Problem>,
}

impl ConfigErrors {
    /// Orders the problems by place, each once. The configuration's own come first.
    pub(crate) fn new(path: &Path, mut problems: Vec<Problem>) -> Self {
        assert!(!problems.is_empty(), "errors of {} without a problem", path.display());
        let own = super::document::file_name(path);
        problems.sort_by_key(|problem| (problem.file != own, problem.file.clone(), problem.place));
        problems.dedup();
        Self { path: path.to_owned(), problems }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, path) = (self.problems.len(), self.path.display());
        match count {
            1 => write!(f, "1 problem in {path}")?,
            _ => write!(f, "{count} problems in {path}")?,
        }
        self.problems.iter().try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

impl std::error::Error for ConfigErrors {}
