//! What may help after a failure: another try, another server, or only a person.

use super::error::TrackError;
use crate::ldap::error::LdapError;
use crate::ldap::gap::{Fault, Gap};
use crate::ldap::kerberos::TicketFault;

/// What may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cure {
    /// The same server in a moment.
    Again,
    /// Another server; this one would only cost time.
    Elsewhere,
    /// Nothing that we could do.
    Nothing,
}

impl TrackError {
    pub(crate) fn cure(&self) -> Cure {
        match self {
            Self::Directory(error) => of_directory(error),
            Self::Short { gap } => of_gap(gap),
            Self::Unready { .. } => Cure::Elsewhere,
            // One server may permit what another refuses, but that is a question of configuration.
            Self::OtherDomain { .. }
            | Self::NoDomain { .. }
            | Self::HeldBack { .. }
            | Self::KeysHeldBack { .. }
            | Self::Password { .. }
            | Self::Discovery { .. }
            | Self::NoServer
            | Self::NotPermitted { .. }
            | Self::AllFailed { .. } => Cure::Nothing,
        }
    }
}

fn of_directory(error: &LdapError) -> Cure {
    match error {
        LdapError::Connect { .. } => Cure::Again,
        LdapError::Broken { fault, .. } => of_fault(fault),
        LdapError::Ticket { fault, .. } => of_ticket(fault),
        LdapError::UnknownHost { .. }
        | LdapError::ConnectTimeout { .. }
        | LdapError::UnknownAuthority { .. }
        | LdapError::WrongName { .. }
        | LdapError::OutOfDate { .. }
        | LdapError::Tls { .. }
        | LdapError::StartTls { .. } => Cure::Elsewhere,
        // A refused password is refused everywhere, and each further try counts towards locking the account.
        LdapError::Bind { .. }
        | LdapError::EmptyPassword { .. }
        | LdapError::EmptyName { .. }
        | LdapError::CaFile { .. }
        | LdapError::SystemRoots { .. }
        | LdapError::ServerName { .. }
        | LdapError::ProtectionRequired { .. }
        | LdapError::KerberosInClear { .. }
        | LdapError::SigningRequired { .. }
        | LdapError::BaseMissing { .. }
        | LdapError::Refused { .. } => Cure::Nothing,
    }
}

fn of_ticket(fault: &TicketFault) -> Cure {
    match fault {
        TicketFault::Agent(_) => Cure::Again,
        // Each server has a name of its own, and tickets may come from another place soon.
        TicketFault::NoSuchService { .. }
        | TicketFault::Unreachable
        | TicketFault::Silent(_)
        | TicketFault::RealmUnknown
        | TicketFault::Other(_) => Cure::Elsewhere,
        TicketFault::Keytab { .. }
        | TicketFault::NotInKeytab { .. }
        | TicketFault::WrongKey { .. }
        | TicketFault::NoSuchAccount
        | TicketFault::Revoked
        | TicketFault::PasswordExpired
        | TicketFault::ClockSkew
        | TicketFault::NoEncryption => Cure::Nothing,
    }
}

fn of_gap(gap: &Gap) -> Cure {
    match gap {
        Gap::Broken { fault, .. } => of_fault(fault),
        Gap::GaveUp { .. } | Gap::PagesBroken { .. } | Gap::NotTried { .. } => Cure::Again,
        Gap::ServerLimit { .. } | Gap::Referral { .. } | Gap::ShortRange { .. } => Cure::Nothing,
    }
}

fn of_fault(fault: &Fault) -> Cure {
    match fault {
        Fault::Closed | Fault::Disconnected(_) | Fault::Undecodable(_) | Fault::Network(_) => Cure::Again,
        Fault::Silent(_) => Cure::Elsewhere,
        // Half an hour was not enough; another half would not be either.
        Fault::OutOfTime(_) => Cure::Nothing,
    }
}
