//! What we and the agent say to each other, a line of JSON each.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// What the agent is to do. The keytab is not among it: that is in its environment.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Errand {
    /// Who we are, as `name@REALM`.
    pub(crate) principal: String,
    /// Whom we want to speak to, as `ldap/host@REALM`.
    pub(crate) service: String,
    /// What ties the bind to its TLS connection, in Base64.
    pub(crate) binding: Option<String>,
}

/// What the agent says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    /// This is to be sent to the server.
    Token {
        /// In Base64.
        token: String,
        /// The server has proved who it is, and nothing is left to be said.
        last: bool,
    },
    /// The server insists on signing each message.
    Signing,
    /// The library failed.
    Failed(Failed),
}

/// How the library failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    /// At what.
    pub(crate) at: Stage,
    /// Kerberos' own number.
    pub(crate) code: i32,
    /// The library's words.
    pub(crate) words: String,
}

/// What the agent was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Getting the first ticket with the account's keys.
    Ticket,
    /// Getting a ticket for the server, and speaking to it.
    Server,
}

impl Said {
    /// A token to be sent.
    #[cfg(feature = "kerberos")]
    pub(crate) fn token(token: &[u8], last: bool) -> Self {
        Self::Token { token: BASE64.encode(token), last }
    }
}

/// Bytes as a line holds them.
pub(crate) fn encoded(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// And back; `None` if the line holds something else.
pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.trim().as_bytes()).ok()
}
