//! The calls by which somebody leaves: out of sight, out of conversations, out of the tenant.

use crate::entitlement::StationUse;
use crate::id::{AccountId, ConversationId, LicenceId, ParticipantId, PresenceId, QueueId, WrapupCodeId};
use serde::{Deserialize, Serialize};

/// How many accounts one call for presences carries. The limit of the endpoint is not published; this is what the one
/// for reading them takes.
pub const PRESENCES_MAX: usize = 50;
/// How many accounts one call for licences carries. The limit of the endpoint is not published.
pub const LICENCES_MAX: usize = 50;

/// One API call of a departure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "leave", rename_all = "snake_case")]
pub enum Leave {
    /// `PUT /api/v2/users/presences/bulk`, at most [`PRESENCES_MAX`] accounts;
    /// `PATCH /api/v2/users/{id}/presences/purecloud` for one, as which a batch ends that the tenant does not take.
    ///
    /// An account whose routing status follows its presence stands here twice, once for each change.
    SetPresence {
        /// Whose.
        accounts: Vec<AccountId>,
        /// The definition of the presence.
        presence: PresenceId,
    },
    /// `PUT /api/v2/users/{id}/routingstatus` with `OFF_QUEUE`.
    SetOffQueue {
        /// Whose.
        account: AccountId,
    },
    /// `POST /api/v2/conversations/{id}/participants/{id}/replace/agent`, unattended. Not repeatable: probed by whether
    /// the participant is still active.
    TransferToUser {
        /// Which conversation.
        conversation: ConversationId,
        /// Whose place is taken.
        participant: ParticipantId,
        /// Who takes it.
        to: AccountId,
    },
    /// `POST /api/v2/conversations/{id}/participants/{id}/replace/queue`, unattended. Not repeatable, like the other.
    TransferToQueue {
        /// Which conversation.
        conversation: ConversationId,
        /// Who lets go of it.
        participant: ParticipantId,
        /// Where it waits.
        queue: QueueId,
    },
    /// `PATCH /api/v2/conversations/{id}/participants/{id}` with `state: disconnected`, which ends after-call work, too.
    /// Not repeatable, like the others.
    Disconnect {
        /// Which conversation.
        conversation: ConversationId,
        /// Whose part ends.
        participant: ParticipantId,
        /// What to file the conversation under where the queue does not let anybody skip that.
        wrapup: Option<WrapupCodeId>,
    },
    /// `DELETE /api/v2/tokens/{userId}`. Nothing shows whether a user has tokens; ending them twice does no harm.
    EndTokens {
        /// Whose.
        account: AccountId,
    },
    /// `DELETE /api/v2/users/{id}/station/associatedstation` or `…/defaultstation`.
    ReleaseStation {
        /// Whose.
        account: AccountId,
        /// Which of the two.
        station: StationUse,
    },
    /// `POST /api/v2/license/organization` with `userIdsRemove`, at most [`LICENCES_MAX`].
    ReleaseLicences {
        /// Whose.
        accounts: Vec<AccountId>,
        /// Which licence.
        licence: LicenceId,
    },
    /// `DELETE /api/v2/users/{id}`: soft, can be restored. Compiled only from an approved change that says so.
    DeleteAccount {
        /// Which.
        account: AccountId,
    },
}

impl Leave {
    /// The accounts of a batch; `None` for a call that cannot be taken apart.
    pub(super) fn batch(&self) -> Option<&Vec<AccountId>> {
        match self {
            Self::SetPresence { accounts, .. } | Self::ReleaseLicences { accounts, .. } => Some(accounts),
            Self::SetOffQueue { .. }
            | Self::TransferToUser { .. }
            | Self::TransferToQueue { .. }
            | Self::Disconnect { .. }
            | Self::EndTokens { .. }
            | Self::ReleaseStation { .. }
            | Self::DeleteAccount { .. } => None,
        }
    }

    /// The same, to be written.
    pub(super) fn batch_mut(&mut self) -> Option<&mut Vec<AccountId>> {
        match self {
            Self::SetPresence { accounts, .. } | Self::ReleaseLicences { accounts, .. } => Some(accounts),
            _ => None,
        }
    }

    /// Whether the call takes an account out of a conversation. Twice would take it from whoever has it by then.
    pub fn leaves_conversation(&self) -> bool {
        match self {
            Self::TransferToUser { .. } | Self::TransferToQueue { .. } | Self::Disconnect { .. } => true,
            Self::SetPresence { .. }
            | Self::SetOffQueue { .. }
            | Self::EndTokens { .. }
            | Self::ReleaseStation { .. }
            | Self::ReleaseLicences { .. }
            | Self::DeleteAccount { .. } => false,
        }
    }
}
