//! What an operator allows once and for all to be done with nobody looking on.

use crate::entitlement::{Kind, Value};
use crate::plan::Change;
use crate::tenant::AccountState;
use std::collections::BTreeSet;
use std::fmt;

/// What may be done with nobody looking on, and how much of it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What may be done.
    pub allowed: BTreeSet<Act>,
    /// How many changes one plan may have.
    pub changes_max: u64,
}

/// What a change does, as far as an operator allows or forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A new account, with the profile and division that it begins with.
    Create,
    /// An account that slept is used again.
    Activate,
    /// An account is put to sleep.
    Deactivate,
    /// Another value of an external id, a profile field, a manager or a division.
    Alter(Kind),
    /// A role, membership, skill or language more, or a higher level.
    Gain(Kind),
    /// One less, or a lower level.
    Lose(Kind),
}

impl Act {
    /// Every act that can be allowed. Deleting accounts is none.
    pub fn all() -> impl Iterator<Item = Self> {
        let held = [Kind::Role, Kind::Group, Kind::Queue, Kind::Skill, Kind::Language];
        let single = [
            Self::Create,
            Self::Activate,
            Self::Deactivate,
            Self::Alter(Kind::Profile),
            Self::Alter(Kind::Division),
        ];
        single.into_iter().chain(held.into_iter().flat_map(|kind| [Self::Gain(kind), Self::Lose(kind)]))
    }

    /// What a change does; `None` for what nobody can allow once and for all.
    pub fn of(change: &Change) -> Option<Self> {
        let kind = change.slot.kind();
        match (kind, &change.before, &change.after) {
            (Kind::Account, None, _) => Some(Self::Create),
            (Kind::Account, _, Some(Value::State(AccountState::Active))) => Some(Self::Activate),
            (Kind::Account, _, Some(Value::State(AccountState::Inactive))) => Some(Self::Deactivate),
            (Kind::Account, _, _) => None,
            // Whoever may close an account may take what goes before it and after it.
            (Kind::Presence | Kind::Conversation | Kind::Access | Kind::Licence, _, _) => {
                Some(Self::Deactivate)
            }
            (Kind::Profile | Kind::Division, _, _) if change.subject.account.is_none() => Some(Self::Create),
            (Kind::Profile | Kind::Division, _, _) => Some(Self::Alter(kind)),
            (_, Some(Value::Level(had)), Some(Value::Level(level))) if level < had => Some(Self::Lose(kind)),
            (_, _, Some(_)) => Some(Self::Gain(kind)),
            (_, _, None) => Some(Self::Lose(kind)),
        }
    }
}

impl fmt::Display for Act {
    /// The word in the configuration: `account.create`, `role.gain`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => f.write_str("account.create"),
            Self::Activate => f.write_str("account.activate"),
            Self::Deactivate => f.write_str("account.deactivate"),
            Self::Alter(kind) => write!(f, "{}.change", kind.word()),
            Self::Gain(kind) => write!(f, "{}.gain", kind.word()),
            Self::Lose(kind) => write!(f, "{}.lose", kind.word()),
        }
    }
}
