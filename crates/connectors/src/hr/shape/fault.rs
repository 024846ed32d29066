//! What can be wrong with a body. The sentences go back to its sender and into the inbox, never into a log.

use muster_core::worker::{NotAMoment, StatementError};

/// Why a body, or one worker's part of it, cannot count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeFault {
    /// Not JSON at all.
    #[error("the body is not JSON: {what} at line {line}, column {column}")]
    NotJson {
        /// What the parser says.
        what: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The list of workers is not there.
    #[error("there is no list at `{0}`")]
    NoList(String),
    /// A text was looked for, and a list or an object was found.
    #[error("`{what}` is no text: a list or an object stands at `{at}`")]
    NotText {
        /// What was looked for.
        what: String,
        /// Where.
        at: String,
    },
    /// The kind of the event is not there.
    #[error("the kind of event is missing")]
    NoType,
    /// Nothing is said of what such an event means.
    #[error("nothing says what an event of the kind `{0}` means")]
    UnknownType(String),
    /// A date that is none.
    #[error("`{what}`: {cause}")]
    Date {
        /// Which.
        what: String,
        /// What is wrong with it.
        cause: NotAMoment,
    },
    /// A word for a status of which nothing is said.
    #[error("nothing says what the status `{0}` means")]
    UnknownStatus(String),
    /// It cannot be true.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl ShapeFault {
    /// Whether the body is none, rather than one that says something impossible.
    pub fn is_malformed(&self) -> bool {
        matches!(self, Self::NotJson { .. })
    }
}
