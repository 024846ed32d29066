//! Which exit code and which next step belong to an error of another room.

use crate::drive::{DriveError, SurveyError};
use crate::error::{Exit, Failure};
use muster_connectors::file::FileError;
use muster_connectors::genesys::{TenantError, TokenError};
use muster_connectors::ldap::{LdapError, TicketFault, TrackError};
use muster_core::guard::Refused;
use muster_store::StoreError;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match &error {
            StoreError::AnotherLeader { .. } => Exit::AnotherLeader,
            StoreError::JournalGap { .. }
            | StoreError::ForeignEvent { .. }
            | StoreError::RunUnknown { .. }
            | StoreError::RunClosed { .. }
            | StoreError::ReadOnly
            | StoreError::Database { .. } => Exit::Defect,
            StoreError::RunOpen { .. } => Exit::Held,
            _ => Exit::Input,
        };
        let (what, hint) = (error.to_string(), error.hint());
        Self::new(exit, what).because(error).next(hint)
    }
}

impl From<TenantError> for Failure {
    fn from(error: TenantError) -> Self {
        let exit = match &error {
            TenantError::Token(token) => exit_of_token(token),
            TenantError::NotPermitted { .. } | TenantError::Unauthorised { .. } => Exit::NotPermitted,
            TenantError::Unreachable { .. }
            | TenantError::Untrusted { .. }
            | TenantError::Failing { .. }
            | TenantError::NotFound { .. }
            | TenantError::Refused { .. }
            | TenantError::NotGenesys { .. } => Exit::TenantUnavailable,
        };
        let (what, hint) = (error.to_string(), error.hint());
        Self::new(exit, what).because(error).next(hint)
    }
}

fn exit_of_token(error: &TokenError) -> Exit {
    match error.is_permanent() {
        true => Exit::NotPermitted,
        false => Exit::TenantUnavailable,
    }
}

impl From<TrackError> for Failure {
    fn from(error: TrackError) -> Self {
        if let TrackError::Directory(error) = error {
            return error.into();
        }
        let exit = match &error {
            TrackError::AllFailed { .. }
            | TrackError::Discovery { .. }
            | TrackError::Unready { .. }
            | TrackError::Short { .. }
            | TrackError::NotPermitted { .. } => Exit::SourceIncomplete,
            TrackError::Directory(_)
            | TrackError::OtherDomain { .. }
            | TrackError::NoDomain { .. }
            | TrackError::HeldBack { .. }
            | TrackError::KeysHeldBack { .. }
            | TrackError::Password { .. }
            | TrackError::NoServer => Exit::Input,
        };
        let (what, hint) = (error.to_string(), error.hint());
        Self::new(exit, what).because(error).next(hint)
    }
}

fn exit_of_ticket(fault: &TicketFault) -> Exit {
    match fault {
        TicketFault::Unreachable | TicketFault::Silent(_) | TicketFault::Agent(_) | TicketFault::Other(_) => {
            Exit::SourceIncomplete
        }
        TicketFault::Keytab { .. }
        | TicketFault::NotInKeytab { .. }
        | TicketFault::WrongKey { .. }
        | TicketFault::NoSuchAccount
        | TicketFault::Revoked
        | TicketFault::PasswordExpired
        | TicketFault::ClockSkew
        | TicketFault::RealmUnknown
        | TicketFault::NoSuchService { .. }
        | TicketFault::NoEncryption => Exit::Input,
    }
}

impl From<LdapError> for Failure {
    fn from(error: LdapError) -> Self {
        let exit = match &error {
            LdapError::UnknownHost { .. }
            | LdapError::Connect { .. }
            | LdapError::ConnectTimeout { .. }
            | LdapError::Tls { .. }
            | LdapError::Refused { .. }
            | LdapError::Broken { .. } => Exit::SourceIncomplete,
            LdapError::Ticket { fault, .. } => exit_of_ticket(fault),
            LdapError::EmptyPassword { .. }
            | LdapError::EmptyName { .. }
            | LdapError::CaFile { .. }
            | LdapError::SystemRoots { .. }
            | LdapError::ServerName { .. }
            | LdapError::UnknownAuthority { .. }
            | LdapError::WrongName { .. }
            | LdapError::OutOfDate { .. }
            | LdapError::StartTls { .. }
            | LdapError::Bind { .. }
            | LdapError::ProtectionRequired { .. }
            | LdapError::KerberosInClear { .. }
            | LdapError::SigningRequired { .. }
            | LdapError::BaseMissing { .. } => Exit::Input,
        };
        let (what, hint) = (error.to_string(), error.hint());
        Self::new(exit, what).because(error).next(hint)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let (what, hint) = (error.to_string(), error.hint());
        Self::new(Exit::Input, what).because(error).next(hint)
    }
}

impl From<SurveyError> for Failure {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Store(error) => error.into(),
            SurveyError::Tenant(error) => error.into(),
            SurveyError::Partial { .. } => Self::new(Exit::SourceIncomplete, error.to_string())
                .next("run again once the source is well; nothing was written"),
            SurveyError::Policy(errors) => {
                let lines: Vec<String> = errors.iter().map(|error| format!("  {error}")).collect();
                let noun = if lines.len() == 1 { "place" } else { "places" };
                let what = format!(
                    "the policy does not fit the tenant and the directory in {} {noun}:\n{}",
                    lines.len(),
                    lines.join("\n")
                );
                Self::new(Exit::Input, what).next("correct the names, then run `muster doctor`")
            }
        }
    }
}

impl From<DriveError> for Failure {
    fn from(error: DriveError) -> Self {
        let next =
            "run `muster apply` again: the journal goes on where it stopped, and nothing is done twice";
        match error {
            DriveError::Store(StoreError::RunOpen { id }) => {
                Self::new(Exit::Held, format!("run {id} was interrupted and has to be finished first"))
                    .next("run `muster apply` without a file")
            }
            DriveError::Store(cause @ StoreError::Full { .. }) => {
                let failure = Self::from(cause);
                let hint =
                    "free some space, then run `muster apply` again: the journal goes on where it stopped";
                Self {
                    what: format!("the run stopped: {}", failure.what),
                    hint: Some(hint.into()),
                    ..failure
                }
            }
            DriveError::Store(cause) => {
                let failure = Self::from(cause);
                Self {
                    what: format!("the run stopped: {}", failure.what),
                    hint: Some(next.into()),
                    ..failure
                }
            }
            DriveError::ReadBack(cause) => {
                let failure = Self::from(cause);
                let what = format!("what was done could not be read back: {}", failure.what);
                Self { what, ..failure.first_hint_then(next) }
            }
            DriveError::Halted { .. } => Self::new(Exit::TenantUnavailable, error.to_string()).next(next),
            DriveError::LockedOut(cause) => {
                let failure = Self::from(TenantError::Token(cause));
                let what = format!("the run halted: {}", failure.what);
                Self { what, ..failure.first_hint_then(next) }
            }
        }
    }
}

impl Failure {
    /// What to do about the cause, and then about the run.
    fn first_hint_then(self, next: &str) -> Self {
        let hint = match &self.hint {
            Some(first) => format!("{first}; then {next}"),
            None => next.to_owned(),
        };
        self.next(hint)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match &refused {
            Refused::Altered { .. } => {
                Self::new(Exit::Input, refused.to_string()).next("make a new plan with `muster plan -o FILE`")
            }
            Refused::ByGuardrail { hint, .. } => {
                let hint = hint.clone();
                Self::new(Exit::Held, refused.to_string()).next(hint)
            }
        }
    }
}
