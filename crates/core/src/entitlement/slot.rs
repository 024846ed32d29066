//! What can be held, and the values it can have.

use super::{AccountState, DivisionScope, Level, Media, Presence, Routing, StationUse};
use crate::id::{AccountId, ConversationId, DivisionId, GroupId, LanguageId, LicenceId};
use crate::id::{ParticipantId, PersonId, QueueId, RoleId, SkillId};
use serde::{Deserialize, Serialize};

/// A role in a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoleAt {
    /// The role.
    pub role: RoleId,
    /// Where it is valid.
    pub division: DivisionScope,
}

/// What is held. Two entitlements with the same slot exclude each other; a change is always about one slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Slot {
    /// The account itself: whether it exists and in which state.
    Account,
    /// The person's external id in the tenant, under our own authority.
    ExternalId,
    /// The division that the account belongs to.
    Division,
    /// A field of the profile.
    Field {
        /// Which one.
        field: Field,
    },
    /// The manager shown in the profile.
    Manager,
    /// A role in a division.
    Role(RoleAt),
    /// Direct membership of a group.
    Group {
        /// Which one.
        group: GroupId,
    },
    /// Direct membership of a queue.
    Queue {
        /// Which one.
        queue: QueueId,
    },
    /// A routing skill.
    Skill {
        /// Which one.
        skill: SkillId,
    },
    /// A routing language.
    Language {
        /// Which one.
        language: LanguageId,
    },
    /// The presence that the account shows.
    Presence,
    /// Whether the account takes work from queues.
    Routing,
    /// The account's part in a live conversation.
    Conversation {
        /// Which one.
        conversation: ConversationId,
        /// The account's part in it.
        participant: ParticipantId,
    },
    /// The tokens with which the account is logged in. Nothing shows them.
    Tokens,
    /// A phone.
    Station {
        /// How it belongs to the account.
        station: StationUse,
    },
    /// A licence in use.
    Licence {
        /// Which one.
        licence: LicenceId,
    },
}

/// A field of the profile that Muster can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `User.name`.
    Name,
    /// `User.email`, the login.
    Mail,
    /// `User.title`.
    Title,
    /// `User.department`.
    Department,
    /// `User.employerInfo.employeeId`.
    EmployeeNumber,
    /// The `WORK` phone of `User.addresses`.
    WorkPhone,
    /// The `MOBILE` phone of `User.addresses`.
    MobilePhone,
}

impl Field {
    /// Every field, in display order.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Mail,
        Self::Title,
        Self::Department,
        Self::EmployeeNumber,
        Self::WorkPhone,
        Self::MobilePhone,
    ];

    /// Whether two texts of this field mean the same: phone numbers are the same however they are spaced.
    pub fn same(self, one: &str, other: &str) -> bool {
        let dialled =
            |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect::<String>();
        match self {
            Self::WorkPhone | Self::MobilePhone => dialled(one) == dialled(other),
            Self::Name | Self::Mail | Self::Title | Self::Department | Self::EmployeeNumber => one == other,
        }
    }

    /// The word for people and configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Mail => "mail",
            Self::Title => "title",
            Self::Department => "department",
            Self::EmployeeNumber => "employee_number",
            Self::WorkPhone => "work_phone",
            Self::MobilePhone => "mobile_phone",
        }
    }
}

/// The value in a slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Held, with nothing more to say: roles, groups, queues.
    Held,
    /// A proficiency.
    Level(Level),
    /// A text.
    Text(String),
    /// A division.
    Division(DivisionId),
    /// The state of an account.
    State(AccountState),
    /// Another person, by who they are: managers whose account may not exist yet.
    Person(PersonId),
    /// Another account, by its id: what the tenant shows as manager.
    Account(AccountId),
    /// A presence.
    Presence(Presence),
    /// A routing status.
    Routing(Routing),
    /// A live conversation with the account in it.
    Live {
        /// By what means.
        media: Media,
        /// The queue from which it came.
        queue: Option<QueueId>,
    },
    /// A conversation that another account has taken over.
    With(AccountId),
    /// A conversation that waits in a queue.
    InQueue(QueueId),
}

/// A kind of slot, for configuration, budgets and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Accounts and their state.
    Account,
    /// External ids, profile fields, managers.
    Profile,
    /// Divisions of accounts.
    Division,
    /// Roles in divisions.
    Role,
    /// Group memberships.
    Group,
    /// Queue memberships.
    Queue,
    /// Routing skills.
    Skill,
    /// Routing languages.
    Language,
    /// Presence and routing status.
    Presence,
    /// Parts in live conversations.
    Conversation,
    /// Tokens and phones.
    Access,
    /// Licences in use.
    Licence,
}

impl Kind {
    /// Every kind, in display order.
    pub const ALL: [Self; 12] = [
        Self::Account,
        Self::Profile,
        Self::Division,
        Self::Role,
        Self::Group,
        Self::Queue,
        Self::Skill,
        Self::Language,
        Self::Presence,
        Self::Conversation,
        Self::Access,
        Self::Licence,
    ];

    /// The word for people and configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Profile => "profile",
            Self::Division => "division",
            Self::Role => "role",
            Self::Group => "group",
            Self::Queue => "queue",
            Self::Skill => "skill",
            Self::Language => "language",
            Self::Presence => "presence",
            Self::Conversation => "conversation",
            Self::Access => "access",
            Self::Licence => "licence",
        }
    }

    /// Whether changes of the kind are steps of a departure: no rule grants it and no ledger owns it.
    pub fn is_of_departure(self) -> bool {
        match self {
            Self::Presence | Self::Conversation | Self::Access | Self::Licence => true,
            Self::Account
            | Self::Profile
            | Self::Division
            | Self::Role
            | Self::Group
            | Self::Queue
            | Self::Skill
            | Self::Language => false,
        }
    }
}

impl Slot {
    /// The kind of the slot.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Account => Kind::Account,
            Self::ExternalId | Self::Field { .. } | Self::Manager => Kind::Profile,
            Self::Division => Kind::Division,
            Self::Role(_) => Kind::Role,
            Self::Group { .. } => Kind::Group,
            Self::Queue { .. } => Kind::Queue,
            Self::Skill { .. } => Kind::Skill,
            Self::Language { .. } => Kind::Language,
            Self::Presence | Self::Routing => Kind::Presence,
            Self::Conversation { .. } => Kind::Conversation,
            Self::Tokens | Self::Station { .. } => Kind::Access,
            Self::Licence { .. } => Kind::Licence,
        }
    }

    /// Whether reading the tenant back can show it. Of the others the tenant's reply is the only proof.
    pub fn is_shown(&self) -> bool {
        !matches!(self, Self::ExternalId | Self::Tokens)
    }

    /// Whether two values of the slot mean the same.
    pub fn same(&self, one: Option<&Value>, other: Option<&Value>) -> bool {
        match (self, one, other) {
            (Self::Field { field }, Some(Value::Text(one)), Some(Value::Text(other))) => {
                field.same(one, other)
            }
            // Wherever a conversation went, the account is not in it any more: that is all that reading it back shows.
            (Self::Conversation { .. }, one, other) => is_live(one) == is_live(other),
            _ => one == other,
        }
    }

    /// Whether the slot is something granted and revoked (and so owned by the ledger), as opposed to a fact of the
    /// account that only ever has a value.
    pub fn is_entitlement(&self) -> bool {
        match self {
            Self::Role(_)
            | Self::Group { .. }
            | Self::Queue { .. }
            | Self::Skill { .. }
            | Self::Language { .. } => true,
            Self::Account | Self::ExternalId | Self::Division | Self::Field { .. } | Self::Manager => false,
            Self::Presence
            | Self::Routing
            | Self::Conversation { .. }
            | Self::Tokens
            | Self::Station { .. }
            | Self::Licence { .. } => false,
        }
    }
}

fn is_live(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Live { .. }))
}

/// A slot with its value: something held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holding {
    /// What.
    pub slot: Slot,
    /// How much of it.
    pub value: Value,
}
