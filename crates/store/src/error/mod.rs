//! What can go wrong, a sentence and a hint each. No message contains a password or a value of a row.

mod hint;

use muster_core::id::{AccountId, PersonId, RunId};
use std::error::Error;

/// Why the store could not do it. Nothing of a failed call is kept: each is one transaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else has the lease.
    #[error("another Muster leads with this store: {}", holder.as_deref().unwrap_or("who it is, is not known"))]
    AnotherLeader {
        /// Host and process, as far as known.
        holder: Option<String>,
    },
    /// A newer release wrote the store.
    #[error("the store has version {found}, and this Muster knows versions up to {known}")]
    NewerVersion {
        /// The version of the store.
        found: u64,
        /// The newest version that this program knows.
        known: u64,
    },
    /// An older release wrote the store, and it was opened only to read.
    #[error("the store has version {found}, and this Muster reads version {known}")]
    OlderVersion {
        /// The version of the store.
        found: u64,
        /// The version that this program needs.
        known: u64,
    },
    /// A migration of the store is not the one with the same number here.
    #[error("migration {version} of the store is not the one that this Muster knows")]
    ForeignMigration {
        /// Which.
        version: u64,
    },
    /// The place is a file, but not a store of ours.
    #[error("{place} is not a store of Muster")]
    NotAStore {
        /// The path.
        place: String,
    },
    /// There is no way to the store.
    #[error("the store at {place} cannot be opened")]
    Unreachable {
        /// The path or the server, without credentials.
        place: String,
        /// What was seen.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The server's certificate is not one that this machine trusts.
    #[error("the server at {place} cannot prove who it is")]
    Untrusted {
        /// The server, without credentials.
        place: String,
        /// What was seen.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The URL of the database cannot be read. It is not shown, because it contains a password.
    #[error("the PostgreSQL URL of the store cannot be read")]
    BadUrl,
    /// The connection to the database broke, and with it the lease.
    #[error("the connection to the store broke")]
    ConnectionLost {
        /// What was seen.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// No space left.
    #[error("the disk of the store is full")]
    Full {
        /// What was seen.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// A change was asked of a store that was opened to read.
    #[error("the store was opened only to read")]
    ReadOnly,
    /// An account is linked to somebody else.
    #[error("account {account} cannot be linked to {person}, because it is linked to {owner}")]
    Conflict {
        /// The account.
        account: AccountId,
        /// For whom the link was asked.
        person: PersonId,
        /// Whose it is.
        owner: PersonId,
    },
    /// A run has not been closed yet.
    #[error("run {id} is still open")]
    RunOpen {
        /// Which.
        id: RunId,
    },
    /// The run is over.
    #[error("run {id} is closed already")]
    RunClosed {
        /// Which.
        id: RunId,
    },
    /// There is no such run.
    #[error("there is no run {id}")]
    RunUnknown {
        /// Which.
        id: RunId,
    },
    /// A journal entry does not follow the last one.
    #[error("the journal of run {run} goes on with entry {expected}, but entry {found} was written")]
    JournalGap {
        /// Which run.
        run: RunId,
        /// The number that follows.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An audit event belongs to another run than the one that is closed.
    #[error("run {run} cannot be closed with an audit event of run {found}")]
    ForeignEvent {
        /// The run that is closed.
        run: RunId,
        /// The run of the event.
        found: RunId,
    },
    /// A stored value cannot be understood.
    #[error("the store has {what} that cannot be read")]
    Damaged {
        /// What, as `a link`.
        what: &'static str,
        /// What was seen.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// Anything else that the database says.
    #[error("the database of the store refused")]
    Database {
        /// What was seen.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
}

impl StoreError {
    /// Whether somebody else leads.
    pub fn is_another_leader(&self) -> bool {
        matches!(self, Self::AnotherLeader { .. })
    }

    /// Whether a newer release wrote the store.
    pub fn is_newer_version(&self) -> bool {
        matches!(self, Self::NewerVersion { .. })
    }

    /// Whether there is no space left.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }

    /// Whether the configured place is wrong or out of reach: path, URL, server, or a file of something else.
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Untrusted { .. }
                | Self::BadUrl
                | Self::NotAStore { .. }
                | Self::ConnectionLost { .. }
        )
    }

    /// Whether an account is linked to somebody else.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    pub(crate) fn damaged(what: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Damaged { what, cause: cause.into() }
    }

    pub(crate) fn unreachable(
        place: impl Into<String>,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Unreachable { place: place.into(), cause: cause.into() }
    }
}
