//! What to do about each error.

use super::StoreError;

impl StoreError {
    /// What to do about it, a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::AnotherLeader { .. } => "let it finish or stop it; the lease ends with its process",
            Self::NewerVersion { .. } => {
                "use the newer release that wrote the store, or restore the backup made before the upgrade"
            }
            Self::OlderVersion { .. } => {
                "run a command that changes something, such as `muster apply`: it migrates"
            }
            Self::ForeignMigration { .. } => "use the release that created the store; nothing was changed",
            Self::NotAStore { .. } => "check the path in the configuration; nothing was changed",
            Self::Unreachable { .. } => "check the place, its permissions and that the server runs",
            Self::Untrusted { .. } => {
                "name its authority's file in SSL_CERT_FILE; sslmode=disable is for a network that nobody else is on"
            }
            Self::BadUrl => {
                "write it as postgres://user:password@host:5432/database; percent-encode special characters"
            }
            Self::ConnectionLost { .. } => {
                "start again when the database is back; an open run goes on where it was"
            }
            Self::Full { .. } => "free some space and start again; an open run goes on where it was",
            Self::ReadOnly => "open the store to lead",
            Self::Conflict { .. } => "look at both with `muster links` and `muster explain`",
            Self::RunOpen { .. } => "start again to finish the open run first",
            Self::RunClosed { .. } | Self::RunUnknown { .. } => "list the runs with `muster report`",
            Self::JournalGap { .. } | Self::ForeignEvent { .. } => "report this: it is a defect of Muster",
            Self::Damaged { .. } => {
                "restore the last backup, and report this with the release that wrote the store"
            }
            Self::Database { .. } => "look at the cause and at the log of the database",
        }
    }
}
