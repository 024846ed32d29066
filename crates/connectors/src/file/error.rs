//! What is wrong with a file, and where.

use std::path::PathBuf;

/// Why a file could not be used as a source.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file could not be read.
    #[error("{} could not be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A place in an LDIF file.
    #[error("{}:{line}: {problem}", path.display())]
    Ldif {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// A sentence.
        problem: String,
    },
    /// A place in a CSV file.
    #[error("{}:{line}:{column}: {problem}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
        /// Counted from 1, in cells.
        column: usize,
        /// A sentence.
        problem: String,
    },
    /// A file of HR, and a line of it.
    #[error("{}:{line}: {problem}", path.display())]
    Drop {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
        /// A sentence.
        problem: String,
    },
}

impl FileError {
    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the path and who may read the file",
            Self::Ldif { .. } => {
                "export again with all attributes, objectGUID among them, and let the export finish"
            }
            Self::Drop { .. } => {
                "let the export finish, and have it write its last line, the trailer, after everything else"
            }
            Self::Csv { .. } => "correct the cell, or export the table again",
        }
    }
}
