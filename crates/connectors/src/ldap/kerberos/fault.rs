//! Why there was no ticket, a sentence each, and what to do about it.

use super::words::{Failed, Stage};
use std::path::PathBuf;
use std::time::Duration;

/// Why there was no ticket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketFault {
    /// The keytab is missing, unreadable, or something else.
    #[error("the keytab {} could not be used: {cause}", path.display())]
    Keytab {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The keytab has keys of others only.
    #[error("the keytab {} holds no key of this account", path.display())]
    NotInKeytab {
        /// The file.
        path: PathBuf,
    },
    /// The key does not belong to the account's password, or no longer does.
    #[error("the domain does not accept the key in {}", path.display())]
    WrongKey {
        /// The file.
        path: PathBuf,
    },
    /// There is no such account.
    #[error("the domain knows no such account")]
    NoSuchAccount,
    /// Disabled, expired, or locked after too many wrong keys.
    #[error("the account is disabled, has expired, or is locked")]
    Revoked,
    /// The password behind the key has expired.
    #[error("the password behind the key has expired")]
    PasswordExpired,
    /// The clocks are too far apart.
    #[error("the clock of this machine and that of the domain are too far apart")]
    ClockSkew,
    /// Nothing says where the realm's key distribution centre is.
    #[error("no key distribution centre is known for the realm")]
    RealmUnknown,
    /// No key distribution centre could be reached.
    #[error("no key distribution centre of the realm could be reached")]
    Unreachable,
    /// None answered in time.
    #[error("no ticket came within {0:?}: the key distribution centre is silent or too slow")]
    Silent(Duration),
    /// The domain has no service of that name.
    #[error("the domain knows no service `{service}`")]
    NoSuchService {
        /// The name that was asked for.
        service: String,
    },
    /// Account, keytab and domain have no kind of encryption in common.
    #[error("account, keytab and domain have no kind of encryption in common")]
    NoEncryption,
    /// The process that speaks Kerberos for us did not do so.
    #[error("the process that speaks Kerberos for us failed: {0}")]
    Agent(String),
    /// Anything else, in the library's words.
    #[error("{0}")]
    Other(String),
}

/// Kerberos' numbers (RFC 4120, 7.5.9) begin here in the library's table of errors, which also has its own.
const TABLE: i32 = -1_765_328_384;

impl TicketFault {
    /// Reads what the agent says.
    pub(crate) fn of(failed: &Failed, keytab: &std::path::Path, service: &str) -> Self {
        let path = keytab.to_path_buf();
        match (failed.code.wrapping_sub(TABLE), failed.at) {
            (6, _) => Self::NoSuchAccount,
            (7, _) => Self::NoSuchService { service: service.to_owned() },
            (14, _) => Self::NoEncryption,
            (18, _) => Self::Revoked,
            (23, _) => Self::PasswordExpired,
            (24 | 31, Stage::Ticket) => Self::WrongKey { path },
            (37, _) => Self::ClockSkew,
            // The cache of an agent is empty: whoever is looked for in it in the end was in the keytab neither.
            (141, Stage::Ticket) => Self::NotInKeytab { path },
            (154, _) => Self::RealmUnknown,
            (156, _) => Self::Unreachable,
            _ => Self::Other(failed.words.clone()),
        }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Keytab { .. } => {
                "write the account's keytab to that file, readable for the user who runs muster"
            }
            Self::NotInKeytab { .. } => {
                "look with `klist -k FILE`; the name counts with its realm and in capitals"
            }
            Self::WrongKey { .. } => {
                "write the keytab anew: it is older than the account's password, or the account has another salt; do not \
                 try often, the domain locks accounts"
            }
            Self::NoSuchAccount => "write `principal` as name@REALM, with the account's logon name",
            Self::Revoked => "enable or unlock the account in the domain, and find out who uses old keys",
            Self::PasswordExpired => {
                "let the password of a service account not expire, or write the keytab anew"
            }
            Self::ClockSkew => "set this machine's clock by the domain's: five minutes are the usual limit",
            Self::RealmUnknown => {
                "see to it that DNS has _kerberos._tcp of the realm, or name its `kdc` in krb5.conf"
            }
            Self::Unreachable | Self::Silent(_) => "check the firewall (port 88, TCP and UDP) and krb5.conf",
            Self::NoSuchService { .. } => {
                "write the domain controller's own full name in `url`; `setspn -L` on it lists its names"
            }
            Self::NoEncryption => "switch AES on for the account, and write the keytab anew",
            Self::Agent(_) => "try again; if it stays, report it",
            Self::Other(_) => "set KRB5_TRACE=/dev/stderr to see what the Kerberos library does",
        }
    }

    /// Whether trying again at once would do harm: each wrong key counts as a wrong password.
    pub fn must_not_retry_soon(&self) -> bool {
        matches!(self, Self::WrongKey { .. } | Self::NoSuchAccount | Self::Revoked | Self::PasswordExpired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: i32, at: Stage) -> TicketFault {
        let failed = Failed { at, code: TABLE + code, words: "words of the library".into() };
        TicketFault::of(&failed, "muster.keytab".as_ref(), "ldap/dc1@LAB")
    }

    #[test]
    fn only_a_first_ticket_tells_that_the_key_is_wrong() {
        assert!(matches!(read(24, Stage::Ticket), TicketFault::WrongKey { .. }));
        // A server that cannot read our ticket has a problem with its own key, and ours is not to be held back.
        assert_eq!(read(31, Stage::Server), TicketFault::Other("words of the library".into()));
    }

    #[test]
    fn what_locks_an_account_is_not_tried_again() {
        for code in [6, 18, 23, 24] {
            assert!(read(code, Stage::Ticket).must_not_retry_soon(), "{code}");
        }
        for code in [7, 14, 37, 141, 154, 156] {
            assert!(!read(code, Stage::Server).must_not_retry_soon(), "{code}");
        }
    }
}
