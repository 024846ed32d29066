//! Users as SCIM 2.0 pushes them (RFC 7643, RFC 7644), with the dialects of Microsoft Entra ID and Okta. Pure: what a request
//! makes of a user. Keeping and answering is somebody else's.

mod filter;
mod patch;
mod path;
mod user;

pub use filter::{Filter, Key};
pub use patch::patch;
pub use user::{ENTERPRISE, USER, user};

/// Why a request cannot be carried out, as RFC 7644 section 3.12 tells clients.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScimFault {
    /// It is not what the protocol knows.
    #[error("{0}")]
    InvalidSyntax(String),
    /// A value cannot stand there.
    #[error("{0}")]
    InvalidValue(String),
    /// A path that leads nowhere.
    #[error("`{0}` is no path of an attribute")]
    InvalidPath(String),
    /// A filter that is not understood.
    #[error(
        "`{0}` is no filter that is understood: write `userName eq \"…\"`, `externalId eq \"…\"` or `id eq \"…\"`"
    )]
    InvalidFilter(String),
    /// Something that never changes.
    #[error("`{0}` cannot be changed")]
    Mutability(String),
}

impl ScimFault {
    /// The word of the protocol.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::InvalidSyntax(_) => "invalidSyntax",
            Self::InvalidValue(_) => "invalidValue",
            Self::InvalidPath(_) => "invalidPath",
            Self::InvalidFilter(_) => "invalidFilter",
            Self::Mutability(_) => "mutability",
        }
    }
}

#[cfg(test)]
mod tests;
