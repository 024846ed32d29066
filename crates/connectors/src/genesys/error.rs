//! Why something could not be read from the tenant.

use super::refusal::refusal_of;
use super::token::TokenError;
use super::wire::{Reply, TransportError};
use muster_core::operation::Refusal;
use std::sync::Arc;

/// Why a read failed. Every variant is one sentence that says what was asked; [`TenantError::hint`] says what to do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TenantError {
    /// There is no token.
    #[error("could not log in to Genesys Cloud")]
    Token(#[source] Arc<TokenError>),
    /// The API host cannot be reached.
    #[error("could not reach Genesys Cloud for {what} after {attempts} attempts: {reason}")]
    Unreachable {
        /// The request, as `GET /api/v2/users`.
        what: String,
        /// How often we tried.
        attempts: u32,
        /// What the network said last.
        reason: String,
    },
    /// The API host's certificate was not accepted.
    #[error("the API host of Genesys Cloud is not trusted: {reason}")]
    Untrusted {
        /// What TLS said.
        reason: String,
    },
    /// The tenant answered with 408, 429 or 5xx again and again.
    #[error("{what} failed {attempts} times, last with status {status}")]
    Failing {
        /// The request.
        what: String,
        /// How often we tried.
        attempts: u32,
        /// The last status.
        status: u16,
        /// Genesys' correlation id of the last answer.
        correlation: Option<String>,
    },
    /// The client lacks a permission.
    #[error("{what} is not permitted: {}", .refusal.message)]
    NotPermitted {
        /// The request.
        what: String,
        /// The tenant's words, which name the permission.
        refusal: Refusal,
    },
    /// The tenant answered 401 to a fresh token.
    #[error("{what} was answered 401 with a fresh token")]
    Unauthorised {
        /// The request.
        what: String,
    },
    /// What was asked for does not exist.
    #[error("{what}: not found")]
    NotFound {
        /// The request.
        what: String,
        /// The tenant's words.
        refusal: Refusal,
    },
    /// Any other 4xx.
    #[error("{what} was refused with status {}: {} ({})", .refusal.status, .refusal.message, .refusal.code)]
    Refused {
        /// The request.
        what: String,
        /// The tenant's words.
        refusal: Refusal,
    },
    /// An answer that does not have the form of a Genesys Cloud answer.
    #[error("{what} was answered with something that is not of Genesys Cloud: {reason}")]
    NotGenesys {
        /// The request.
        what: String,
        /// What is odd.
        reason: String,
    },
}

impl TenantError {
    /// The error of a final 4xx (or odd) reply to the request called `what`.
    pub(crate) fn of_reply(what: String, reply: &Reply) -> Self {
        let refusal = refusal_of(reply);
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&reply.body).is_ok();
        if !reply.body.is_empty() && !is_json {
            let reason = format!("status {} and no JSON", reply.status);
            return Self::NotGenesys { what, reason };
        }
        match reply.status {
            401 => Self::Unauthorised { what },
            403 => Self::NotPermitted { what, refusal },
            404 => Self::NotFound { what, refusal },
            400..=499 => Self::Refused { what, refusal },
            status => Self::NotGenesys { what, reason: format!("status {status}") },
        }
    }

    pub(crate) fn of_transport(what: String, attempts: u32, error: TransportError) -> Self {
        match error {
            TransportError::Untrusted(reason) => Self::Untrusted { reason },
            TransportError::NotSent(_) | TransportError::Lost(_) => {
                Self::Unreachable { what, attempts, reason: error.to_string() }
            }
        }
    }

    /// The status of the tenant's answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Failing { status, .. } => Some(*status),
            Self::NotPermitted { refusal, .. }
            | Self::NotFound { refusal, .. }
            | Self::Refused { refusal, .. } => Some(refusal.status),
            Self::Unauthorised { .. } => Some(401),
            Self::Token(_) | Self::Unreachable { .. } | Self::Untrusted { .. } | Self::NotGenesys { .. } => {
                None
            }
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Token(error) => error.hint().into(),
            Self::Unreachable { .. } => "check region, network and proxy".into(),
            Self::Untrusted { .. } => "if a proxy inspects TLS, configure its certificate authority".into(),
            Self::Failing { correlation, .. } => match correlation {
                Some(id) => {
                    format!("see status.mypurecloud.com; Genesys' support asks for the correlation id {id}")
                }
                None => "see status.mypurecloud.com".into(),
            },
            Self::NotPermitted { refusal, .. } => permission_hint(refusal),
            Self::Unauthorised { .. } => {
                "check that the OAuth client is active and belongs to this region".into()
            }
            Self::NotFound { .. } => {
                "it was deleted, or the client's role does not reach its division".into()
            }
            Self::Refused { refusal, .. } => match &refusal.correlation {
                Some(id) => format!("Genesys' support asks for the correlation id {id}"),
                None => "run `muster doctor`".into(),
            },
            Self::NotGenesys { .. } => "check the API address; a proxy may have answered instead".into(),
        }
    }
}

fn permission_hint(refusal: &Refusal) -> String {
    let named = refusal.message.split(|c: char| c.is_whitespace() || "[],\"'`()".contains(c));
    let permissions: Vec<&str> = named.filter(|word| word.matches(':').count() == 2).collect();
    if permissions.is_empty() {
        "run `muster doctor` to see which permissions the client's roles lack, and in which divisions".into()
    } else {
        format!(
            "give a role with {} to the OAuth client, in all divisions concerned",
            permissions.join(" or ")
        )
    }
}
