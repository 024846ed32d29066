//! The parts of the tenant that fail and recover on their own.

use super::{Api, Call, Leave};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A service of the tenant, with ceilings and failures of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// `/api/v2/users`: accounts, profiles, skills, languages.
    Users,
    /// `/api/v2/scim`.
    Scim,
    /// `/api/v2/authorization`: grants and divisions.
    Authorization,
    /// `/api/v2/groups`.
    Groups,
    /// `/api/v2/routing`: queues.
    Routing,
    /// `/api/v2/conversations`.
    Conversations,
    /// `/api/v2/tokens`.
    Tokens,
    /// `/api/v2/license`.
    Licences,
}

impl Service {
    /// Its name, which is the first segment of its paths.
    pub fn word(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Scim => "scim",
            Self::Authorization => "authorization",
            Self::Groups => "groups",
            Self::Routing => "routing",
            Self::Conversations => "conversations",
            Self::Tokens => "tokens",
            Self::Licences => "license",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Call {
    /// The service that carries the call out.
    pub fn service(&self) -> Service {
        match self {
            Self::ProvisionAccount { .. } | Self::AmendAccount { .. } => Service::Scim,
            Self::SetState { api: Api::Scim, .. }
            | Self::AddGroupMembers { api: Api::Scim, .. }
            | Self::RemoveGroupMembers { api: Api::Scim, .. } => Service::Scim,
            Self::CreateAccount { .. }
            | Self::SetState { .. }
            | Self::AddExternalId { .. }
            | Self::UpdateProfile { .. }
            | Self::SetSkills { .. }
            | Self::RemoveSkill { .. }
            | Self::SetLanguages { .. }
            | Self::RemoveLanguage { .. } => Service::Users,
            Self::MoveToDivision { .. }
            | Self::GrantRole { .. }
            | Self::AddGrants { .. }
            | Self::RemoveGrants { .. } => Service::Authorization,
            Self::AddGroupMembers { .. } | Self::RemoveGroupMembers { .. } => Service::Groups,
            Self::AddQueueMembers { .. } | Self::RemoveQueueMembers { .. } => Service::Routing,
            Self::Leave(leave) => leave.service(),
        }
    }
}

impl Leave {
    /// The service that carries the call out.
    fn service(&self) -> Service {
        match self {
            Self::SetPresence { .. }
            | Self::SetOffQueue { .. }
            | Self::ReleaseStation { .. }
            | Self::DeleteAccount { .. } => Service::Users,
            Self::TransferToUser { .. } | Self::TransferToQueue { .. } | Self::Disconnect { .. } => {
                Service::Conversations
            }
            Self::EndTokens { .. } => Service::Tokens,
            Self::ReleaseLicences { .. } => Service::Licences,
        }
    }
}
