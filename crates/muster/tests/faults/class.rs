//! The operation classes: every variant of [`Call`] on every way that it can go, and how its requests are told apart
//! at the door.

use http::Method;
use muster_connectors::genesys::{Body, Request};
use muster_core::operation::{Api, Call};
use serde_json::Value;

/// A class and the list of all of them cannot fall apart.
macro_rules! classes {
    ($($name:ident),* $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Class { $($name),* }

        impl Class {
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

classes! {
    CreateAccount, ProvisionAccount, AmendAccount, SetState, SetStateScim, AddExternalId, UpdateProfile,
    MoveToDivision, GrantRole, AddGrants, RemoveGrants, AddGroupMembers, AddGroupMembersScim, RemoveGroupMembers,
    RemoveGroupMembersScim, AddQueueMembers, RemoveQueueMembers, SetSkills, RemoveSkill, SetLanguages, RemoveLanguage,
}

impl Class {
    /// A new variant of `Call` stops the build here: give it a class, and the matrix a company whose plan contains it.
    pub fn of(call: &Call) -> Self {
        match call {
            Call::CreateAccount { .. } => Self::CreateAccount,
            Call::ProvisionAccount { .. } => Self::ProvisionAccount,
            Call::AmendAccount { .. } => Self::AmendAccount,
            Call::SetState { api: Api::Platform, .. } => Self::SetState,
            Call::SetState { api: Api::Scim, .. } => Self::SetStateScim,
            Call::AddExternalId { .. } => Self::AddExternalId,
            Call::UpdateProfile { .. } => Self::UpdateProfile,
            Call::MoveToDivision { .. } => Self::MoveToDivision,
            Call::GrantRole { .. } => Self::GrantRole,
            Call::AddGrants { .. } => Self::AddGrants,
            Call::RemoveGrants { .. } => Self::RemoveGrants,
            Call::AddGroupMembers { api: Api::Platform, .. } => Self::AddGroupMembers,
            Call::AddGroupMembers { api: Api::Scim, .. } => Self::AddGroupMembersScim,
            Call::RemoveGroupMembers { api: Api::Platform, .. } => Self::RemoveGroupMembers,
            Call::RemoveGroupMembers { api: Api::Scim, .. } => Self::RemoveGroupMembersScim,
            Call::AddQueueMembers { .. } => Self::AddQueueMembers,
            Call::RemoveQueueMembers { .. } => Self::RemoveQueueMembers,
            Call::SetSkills { .. } => Self::SetSkills,
            Call::RemoveSkill { .. } => Self::RemoveSkill,
            Call::SetLanguages { .. } => Self::SetLanguages,
            Call::RemoveLanguage { .. } => Self::RemoveLanguage,
            Call::Leave(leave) => panic!("nobody departs from these companies: {leave:?}"),
        }
    }

    /// The class of a request that changes the tenant; `None` for reads and logins.
    pub fn of_request(request: &Request) -> Option<Self> {
        if request.method == Method::GET {
            return None;
        }
        Self::ALL.iter().copied().find(|class| class.is_of(request))
    }

    fn is_of(self, request: &Request) -> bool {
        let is = |method: Method, template: &str| request.method == method && request.template == template;
        let query = |text: &str| request.path_and_query.contains(text);
        let scim_group = |op: &str| {
            is(Method::PATCH, "/api/v2/scim/v2/groups/{groupId}")
                && operations(request).all(|one| one["op"] == op)
        };
        let user = is(Method::PATCH, "/api/v2/users/{userId}");
        let scim_user = is(Method::PATCH, "/api/v2/scim/v2/users/{userId}");
        let is_state = || operations(request).all(|one| one["path"] == "active");
        let members = "/api/v2/groups/{groupId}/members";
        let queue = is(Method::POST, "/api/v2/routing/queues/{queueId}/members");
        let levels = |kind: &str| request.template.ends_with(kind);
        match self {
            Self::CreateAccount => is(Method::POST, "/api/v2/users"),
            Self::ProvisionAccount => is(Method::POST, "/api/v2/scim/v2/users"),
            Self::AmendAccount => scim_user && !is_state(),
            Self::SetStateScim => scim_user && is_state(),
            Self::SetState => user && json(request)["state"].is_string(),
            Self::UpdateProfile => user && json(request)["state"].is_null(),
            Self::AddExternalId => is(Method::POST, "/api/v2/users/{userId}/externalid"),
            Self::MoveToDivision => {
                is(Method::POST, "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}")
            }
            Self::GrantRole => is(Method::POST, "/api/v2/authorization/roles/{roleId}"),
            Self::AddGrants => is(Method::POST, "/api/v2/authorization/subjects/{subjectId}/bulkadd"),
            Self::RemoveGrants => is(Method::POST, "/api/v2/authorization/subjects/{subjectId}/bulkremove"),
            Self::AddGroupMembers => is(Method::POST, members),
            Self::RemoveGroupMembers => is(Method::DELETE, members),
            Self::AddGroupMembersScim => scim_group("add"),
            Self::RemoveGroupMembersScim => scim_group("remove"),
            Self::AddQueueMembers => queue && query("delete=false"),
            Self::RemoveQueueMembers => queue && query("delete=true"),
            Self::SetSkills => request.method == Method::PATCH && levels("/routingskills/bulk"),
            Self::SetLanguages => request.method == Method::PATCH && levels("/routinglanguages/bulk"),
            Self::RemoveSkill => request.method == Method::DELETE && levels("/routingskills/{skillId}"),
            Self::RemoveLanguage => {
                request.method == Method::DELETE && levels("/routinglanguages/{languageId}")
            }
        }
    }

    /// Whether sending it twice might do it twice.
    pub fn is_once(self) -> bool {
        matches!(
            self,
            Self::CreateAccount | Self::ProvisionAccount | Self::AddExternalId | Self::AmendAccount
        )
    }

    /// Whether its requests carry the version of an account or a group that they rest on.
    pub fn is_versioned(self) -> bool {
        matches!(self, Self::AmendAccount | Self::SetState | Self::SetStateScim | Self::UpdateProfile)
            || self == Self::AddGroupMembers
    }

    /// The first segment of its paths.
    pub fn is_scim(self) -> bool {
        matches!(
            self,
            Self::ProvisionAccount
                | Self::AmendAccount
                | Self::SetStateScim
                | Self::AddGroupMembersScim
                | Self::RemoveGroupMembersScim
        )
    }
}

pub fn json(request: &Request) -> &Value {
    match &request.body {
        Body::Json(value) => value,
        Body::None | Body::Form(_) => &Value::Null,
    }
}

fn operations(request: &Request) -> impl Iterator<Item = &Value> {
    json(request)["Operations"].as_array().into_iter().flatten()
}

/// Everything that a request says, to find ids in it and to tell it from others.
pub fn text(request: &Request) -> String {
    format!("{} {} {}", request.method, request.path_and_query, json(request))
}
