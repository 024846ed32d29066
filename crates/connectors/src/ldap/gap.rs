//! Why a read is not complete. Everything here turns coverage into `Partial`, so nothing is removed because of it.

use std::time::Duration;

/// What happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No whole message within the answer limit.
    #[error("the server was silent for {0:?}")]
    Silent(Duration),
    /// The limit for the whole read ran out.
    #[error("the read took longer than {0:?}")]
    OutOfTime(Duration),
    /// The server ended the connection without a word.
    #[error("the server closed the connection")]
    Closed,
    /// The server announced that it ends the connection.
    #[error("the server ended the connection: {0}")]
    Disconnected(String),
    /// Bytes that are no LDAP, or a message above the size limit.
    #[error("the server sent something that could not be read: {0}")]
    Undecodable(String),
    /// The network failed underneath.
    #[error("the connection broke: {0}")]
    Network(String),
}

/// One thing that a read is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// Result code 4, 3 or 11: the server stopped by its own limit.
    #[error("{what}: the server stopped after {entries} entries because of its {limit} limit")]
    ServerLimit {
        /// What was being read.
        what: String,
        /// `size`, `time` or `administrative`.
        limit: &'static str,
        /// How many entries had come.
        entries: usize,
    },
    /// Result code 51, 52 or 53 in the course of a read.
    #[error("{what}: the server gave up after {entries} entries ({code}: {message})")]
    GaveUp {
        /// What was being read.
        what: String,
        /// The result code, such as `Busy`.
        code: String,
        /// The server's own words.
        message: String,
        /// How many entries had come.
        entries: usize,
    },
    /// Result code 10: the server says that another one has the data.
    #[error("{what}: the server referred us to another server instead of answering")]
    Referral {
        /// What was being read.
        what: String,
    },
    /// The connection failed during the read.
    #[error("{what}: {fault} after {entries} entries")]
    Broken {
        /// What was being read.
        what: String,
        /// What happened.
        fault: Fault,
        /// How many entries had come.
        entries: usize,
    },
    /// The server lost its place between two pages.
    #[error("{what}: the sequence of pages broke after {entries} entries")]
    PagesBroken {
        /// What was being read.
        what: String,
        /// How many entries had come.
        entries: usize,
    },
    /// Values of one attribute could not all be fetched.
    #[error("{attribute} of {dn}: {because}, {values} values are known")]
    ShortRange {
        /// The entry.
        dn: String,
        /// The attribute, such as `member`.
        attribute: String,
        /// What went wrong.
        because: String,
        /// How many values were read.
        values: usize,
    },
    /// Not tried, because the connection was already lost.
    #[error("{what}: not read, the connection was lost before")]
    NotTried {
        /// What would have been read.
        what: String,
    },
}

impl Gap {
    /// Whether the connection can still be used after this.
    pub(crate) fn lost_the_connection(&self) -> bool {
        matches!(self, Self::Broken { .. } | Self::NotTried { .. })
    }
}
