//! The calls that Muster makes to change a tenant.

use super::{Leave, Part};
use crate::entitlement::{DivisionScope, Field, Level, RoleAt};
use crate::id::{AccountId, DivisionId, GroupId, LanguageId, PersonId, QueueId, RoleId, SkillId};
use crate::tenant::AccountState;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// An account that exists, or the one that an earlier operation of the run creates for a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRef {
    /// An account by its id.
    Known(AccountId),
    /// The account that this run creates for the person.
    CreatedFor(PersonId),
}

impl fmt::Display for AccountRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(account) => account.fmt(f),
            Self::CreatedFor(person) => write!(f, "new account of {person}"),
        }
    }
}

/// Profile fields to write; a field that is not here stays as it is, `None` clears it.
pub type Profile = BTreeMap<Field, Option<String>>;

/// Which of the tenant's two ways a call takes, where there are two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// `/api/v2/users`, `/api/v2/groups`.
    #[default]
    Platform,
    /// `/api/v2/scim/v2/users`, `/api/v2/scim/v2/groups`, or the older family without `v2`.
    Scim,
}

/// One API call. Lists never exceed the batch limit of their endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum Call {
    /// `POST /api/v2/users`, always with `state: active`. Not repeatable: probed by mail before a resend.
    CreateAccount {
        /// For whom.
        person: PersonId,
        /// The login address.
        mail: String,
        /// The name.
        name: String,
        /// Where the account is put.
        division: DivisionId,
        /// Title, department and phones. Other fields follow by [`Call::UpdateProfile`].
        profile: Profile,
    },
    /// `POST` of a SCIM user: account, profile, division, external id, skills and languages at once. Not repeatable:
    /// probed by external id, then by mail, before a resend.
    ProvisionAccount {
        /// For whom.
        person: PersonId,
        /// The login address.
        mail: String,
        /// The name.
        name: String,
        /// Where the account is put.
        division: DivisionId,
        /// The division's name, which is what SCIM takes.
        division_name: String,
        /// Everything else; each part belongs to one of the last changes of the operation.
        parts: Vec<Part>,
    },
    /// `PATCH` of a SCIM user: any number of parts at once, all of them or none.
    AmendAccount {
        /// Which account.
        account: AccountRef,
        /// What becomes different.
        parts: Vec<Part>,
        /// The version that was read, sent as `If-Match`; `None` for an account of this run.
        version: Option<i64>,
    },
    /// `PATCH /api/v2/users/{id}` with only `version` and `state`, or a SCIM `PATCH` of `active`: reactivates, restores
    /// or deactivates.
    SetState {
        /// Which account.
        account: AccountId,
        /// The state afterwards; never `deleted`.
        state: AccountState,
        /// The version that was read.
        version: i64,
        /// Which way it goes.
        #[serde(default)]
        api: Api,
    },
    /// `POST /api/v2/users/{id}/externalid`.
    AddExternalId {
        /// Which account.
        account: AccountRef,
        /// Our own authority, such as `ad:objectGUID`.
        authority: String,
        /// The person's anchor.
        key: String,
    },
    /// `PATCH /api/v2/users/{id}` with profile fields and the manager.
    UpdateProfile {
        /// Which account.
        account: AccountRef,
        /// The fields to write.
        profile: Profile,
        /// The manager to set, `Some(None)` to clear.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "double_option")]
        manager: Option<Option<AccountRef>>,
        /// The version that was read; `None` for an account of this run.
        version: Option<i64>,
    },
    /// `POST /api/v2/authorization/divisions/{divisionId}/objects/USER`.
    MoveToDivision {
        /// The new division.
        division: DivisionId,
        /// Who moves.
        accounts: Vec<AccountRef>,
    },
    /// `POST /api/v2/authorization/roles/{roleId}`: one role in one division for many accounts.
    GrantRole {
        /// The role.
        role: RoleId,
        /// Where it is valid.
        division: DivisionScope,
        /// Who gets it.
        accounts: Vec<AccountRef>,
    },
    /// `POST /api/v2/authorization/subjects/{id}/bulkadd`: many grants for one account.
    AddGrants {
        /// Who gets them.
        account: AccountRef,
        /// The grants.
        grants: Vec<RoleAt>,
    },
    /// `POST /api/v2/authorization/subjects/{id}/bulkremove`.
    RemoveGrants {
        /// Who loses them.
        account: AccountId,
        /// The grants.
        grants: Vec<RoleAt>,
    },
    /// `POST /api/v2/groups/{id}/members` or a SCIM `PATCH` that adds `members`, at most 50.
    AddGroupMembers {
        /// The group.
        group: GroupId,
        /// Who joins.
        accounts: Vec<AccountRef>,
        /// The group's version that was read.
        version: i64,
        /// Which way it goes.
        #[serde(default)]
        api: Api,
    },
    /// `DELETE /api/v2/groups/{id}/members?ids=` or a SCIM `PATCH` that removes `members`, at most 50.
    RemoveGroupMembers {
        /// The group.
        group: GroupId,
        /// Who leaves.
        accounts: Vec<AccountId>,
        /// Which way it goes.
        #[serde(default)]
        api: Api,
    },
    /// `POST /api/v2/routing/queues/{id}/members`, at most 100.
    AddQueueMembers {
        /// The queue.
        queue: QueueId,
        /// Who joins.
        accounts: Vec<AccountRef>,
    },
    /// `POST /api/v2/routing/queues/{id}/members?delete=true`, at most 100.
    RemoveQueueMembers {
        /// The queue.
        queue: QueueId,
        /// Who leaves.
        accounts: Vec<AccountId>,
    },
    /// `PATCH /api/v2/users/{id}/routingskills/bulk`: adds or updates, at most 50.
    SetSkills {
        /// Whose.
        account: AccountRef,
        /// Skills with their levels.
        skills: BTreeMap<SkillId, Level>,
    },
    /// `DELETE /api/v2/users/{id}/routingskills/{skillId}`.
    RemoveSkill {
        /// Whose.
        account: AccountId,
        /// Which.
        skill: SkillId,
    },
    /// `PATCH /api/v2/users/{id}/routinglanguages/bulk`: adds or updates, at most 50.
    SetLanguages {
        /// Whose.
        account: AccountRef,
        /// Languages with their levels.
        languages: BTreeMap<LanguageId, Level>,
    },
    /// `DELETE /api/v2/users/{id}/routinglanguages/{languageId}`.
    RemoveLanguage {
        /// Whose.
        account: AccountId,
        /// Which.
        language: LanguageId,
    },
    /// One of the calls by which somebody leaves.
    Leave(Leave),
}

impl Call {
    /// The person for whom the call creates an account, where it does.
    pub fn creates(&self) -> Option<&PersonId> {
        match self {
            Self::CreateAccount { person, .. } | Self::ProvisionAccount { person, .. } => Some(person),
            _ => None,
        }
    }

    /// Whether the call creates an account that has our external id from its first moment.
    pub fn carries_our_key(&self) -> bool {
        match self {
            Self::ProvisionAccount { parts, .. } => {
                parts.iter().any(|part| matches!(part, Part::ExternalId { .. }))
            }
            _ => false,
        }
    }

    /// How many requests sending the call takes at best: an update that replaces a part of a list reads the list first.
    pub fn requests(&self) -> u32 {
        let parts = [Field::WorkPhone, Field::MobilePhone, Field::EmployeeNumber];
        match self {
            Self::UpdateProfile { profile, version, .. } => {
                1 + u32::from(version.is_none() || parts.iter().any(|field| profile.contains_key(field)))
            }
            _ => 1,
        }
    }
}

/// `Option<Option<T>>` in JSON: absent, null, value.
mod double_option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(to)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::<T>::deserialize(from).map(Some)
    }
}
