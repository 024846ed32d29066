//! Why there is no token.

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The tenant does not know the client, its secret is wrong, or it is disabled.
    #[error("Genesys Cloud refused the OAuth client `{client_id}`: {code} ({description})")]
    Refused {
        /// The client.
        client_id: String,
        /// The OAuth error, such as `invalid_client`.
        code: String,
        /// The tenant's words.
        description: String,
    },
    /// Tokens are given out, but calls with them are answered 401.
    #[error("Genesys Cloud answered 401 to {times} fresh tokens in a row, so we stopped")]
    KeepsBeingRefused {
        /// How many.
        times: u32,
    },
    /// The login host did not answer usefully, again and again.
    #[error("could not get a token after {attempts} attempts: {reason}")]
    Unavailable {
        /// How often we tried.
        attempts: u32,
        /// The last answer.
        reason: String,
    },
    /// The login host's certificate was not accepted.
    #[error("the login host of Genesys Cloud is not trusted: {0}")]
    Untrusted(String),
    /// Something answered that is not Genesys Cloud.
    #[error("the login host's answer with status {status} is none of Genesys Cloud")]
    NotGenesys {
        /// Its status.
        status: u16,
    },
}

impl TokenError {
    /// Whether trying again with the same configuration is pointless.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Refused { .. } | Self::KeepsBeingRefused { .. } => true,
            Self::Unavailable { .. } | Self::Untrusted(_) | Self::NotGenesys { .. } => false,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Refused { .. } => {
                "check client id, secret and region; the client is under Admin > Integrations > OAuth, \
                 grant type Client Credentials, and must be active"
            }
            Self::KeepsBeingRefused { .. } => {
                "check that API and login address belong to the same region, and that the client was not disabled"
            }
            Self::Unavailable { .. } => "check the network, the proxy and status.mypurecloud.com",
            Self::Untrusted(_) => "if a proxy inspects TLS, configure its certificate authority",
            Self::NotGenesys { .. } => "check the login address; a proxy may have answered instead",
        }
    }
}
