//! Why a read of what changed did not come about. Nothing of such a read is used.

use crate::ldap::bind::BindFault;
use crate::ldap::error::LdapError;
use crate::ldap::gap::Gap;
use crate::ldap::kerberos::TicketFault;
use std::time::Duration;

/// Why there is no delta.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// Trouble with the server, the account or the configuration.
    #[error(transparent)]
    Directory(#[from] LdapError),
    /// The read began and did not come to its end.
    #[error("{gap}; nothing of this read is used")]
    Short {
        /// What is missing.
        gap: Gap,
    },
    /// Another domain answers than the one that is known. A person has to say which is right.
    #[error("{server} serves the domain {found}, but what is known comes from {expected}")]
    OtherDomain {
        /// The server.
        server: String,
        /// The domain of the last read.
        expected: String,
        /// The domain of this server.
        found: String,
    },
    /// The server does not say which domain it serves.
    #[error("{server} does not say which domain it serves")]
    NoDomain {
        /// The server.
        server: String,
    },
    /// The server is still fetching its first copy of the domain.
    #[error("{server} has not yet got a whole copy of the domain")]
    Unready {
        /// The server.
        server: String,
    },
    /// The password was refused a short while ago and is still the same.
    #[error("the password of `{bind_name}` was refused ({fault}); it is not tried again for {}", in_words(*left))]
    HeldBack {
        /// The account.
        bind_name: String,
        /// Why it was refused.
        fault: BindFault,
        /// How long it is still held back.
        left: Duration,
    },
    /// The keys were refused a short while ago and are still the same.
    #[error("the keys of `{principal}` were refused ({fault}); they are not tried again for {}", in_words(*left))]
    KeysHeldBack {
        /// The account.
        principal: String,
        /// Why they were refused.
        fault: TicketFault,
        /// How long they are still held back.
        left: Duration,
    },
    /// The password could not be fetched.
    #[error("the password of `{bind_name}` could not be had: {cause}")]
    Password {
        /// The account.
        bind_name: String,
        /// Why.
        cause: String,
    },
    /// DNS does not tell the domain's servers.
    #[error("the domain controllers of {domain} could not be found: {cause}")]
    Discovery {
        /// The domain.
        domain: String,
        /// Why.
        cause: String,
    },
    /// No server is configured.
    #[error("no directory server is configured")]
    NoServer,
    /// The server permits none of the methods that are allowed.
    #[error("{server} does not permit to {method} ({refusal})")]
    NotPermitted {
        /// The server.
        server: String,
        /// What was tried last.
        method: &'static str,
        /// The server's answer.
        refusal: String,
    },
    /// Each of several servers failed.
    #[error("no domain controller could be read: {}", list(tried))]
    AllFailed {
        /// Each server with its failure.
        tried: Vec<(String, TrackError)>,
    },
}

impl TrackError {
    /// Every server failed; a lone one speaks for itself.
    pub(crate) fn of_all(mut tried: Vec<(String, Self)>) -> Self {
        match tried.len() {
            0 => Self::NoServer,
            1 => tried.remove(0).1,
            _ => Self::AllFailed { tried },
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Directory(error) => error.hint(),
            Self::Short { gap } => gap_hint(gap),
            Self::OtherDomain { .. } => {
                "correct the server, or forget what is known of the other domain if the change is meant"
            }
            Self::NoDomain { .. } => "name a domain controller; this is another kind of directory",
            Self::Unready { .. } => {
                "wait until its first replication is over, or name another server as well"
            }
            Self::KeysHeldBack { .. } => "write the keytab anew: a new one is tried at once",
            Self::HeldBack { .. } => "correct the password: a new one is tried at once",
            Self::Password { .. } => "see to it that the file, variable or command gives the password",
            Self::Discovery { .. } => "check this machine's DNS, or list the domain controllers",
            Self::NoServer => "list at least one domain controller",
            Self::NotPermitted { .. } => "let the method be chosen automatically, or grant the right",
            Self::AllFailed { tried } => tried.last().map_or("check the network", |(_, error)| error.hint()),
        }
    }

    /// Whether trying again at once would do harm: repeated wrong passwords lock the account.
    pub fn must_not_retry_soon(&self) -> bool {
        match self {
            Self::HeldBack { .. } | Self::KeysHeldBack { .. } => true,
            Self::Directory(error) => error.must_not_retry_soon(),
            Self::AllFailed { tried } => tried.iter().any(|(_, error)| error.must_not_retry_soon()),
            Self::Short { .. }
            | Self::OtherDomain { .. }
            | Self::NoDomain { .. }
            | Self::Unready { .. }
            | Self::Password { .. }
            | Self::Discovery { .. }
            | Self::NoServer
            | Self::NotPermitted { .. } => false,
        }
    }
}

fn gap_hint(gap: &Gap) -> &'static str {
    match gap {
        Gap::ServerLimit { .. } => "raise the limit in the domain's query policy for this account's reads",
        Gap::Referral { .. } => "name a domain controller of the domain itself",
        Gap::GaveUp { .. } | Gap::Broken { .. } | Gap::PagesBroken { .. } | Gap::NotTried { .. } => {
            "the next read begins where the last whole one ended; if it stays, look at the server's log"
        }
        Gap::ShortRange { .. } => "look whether the account may read all of this object",
    }
}

fn list(tried: &[(String, TrackError)]) -> String {
    let each: Vec<String> =
        tried.iter().map(|(server, error)| format!("{server}: {}", chain(error))).collect();
    each.join("; ")
}

/// An error with all of its causes.
fn chain(error: &TrackError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

fn in_words(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..=119 => format!("{} s", seconds + 1),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}
