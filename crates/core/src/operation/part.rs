//! What one call about an account changes, piece by piece, where one call can change many things.

use super::AccountRef;
use crate::entitlement::{Field, Level};
use crate::id::{DivisionId, LanguageId, SkillId};
use serde::{Deserialize, Serialize};

/// One thing that a SCIM call changes about an account. SCIM knows divisions, skills and languages by name only, so
/// the names at the time of the plan stand beside the ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    /// The division.
    Division {
        /// Which.
        division: DivisionId,
        /// Its name.
        name: String,
    },
    /// A field of the profile.
    Field {
        /// Which.
        field: Field,
        /// Whether it had a value before: what is not there can be added, but neither replaced nor removed.
        had: bool,
        /// The text, `None` to clear it.
        text: Option<String>,
    },
    /// The manager.
    Manager {
        /// Who.
        manager: AccountRef,
    },
    /// Our external id.
    ExternalId {
        /// Our own authority.
        authority: String,
        /// The person's anchor.
        key: String,
    },
    /// A routing skill.
    Skill {
        /// Which.
        skill: SkillId,
        /// Its name.
        name: String,
        /// Whether it was held before.
        had: bool,
        /// The level, `None` to take it away.
        level: Option<Level>,
    },
    /// A routing language.
    Language {
        /// Which.
        language: LanguageId,
        /// Its name.
        name: String,
        /// Whether it was held before.
        had: bool,
        /// The level, `None` to take it away.
        level: Option<Level>,
    },
}

impl Part {
    /// The same part, of an account that has something there now or has not.
    #[must_use]
    pub fn where_there_is(mut self, something: bool) -> Self {
        match &mut self {
            Self::Field { had, .. } | Self::Skill { had, .. } | Self::Language { had, .. } => {
                *had = something
            }
            Self::Division { .. } | Self::Manager { .. } | Self::ExternalId { .. } => {}
        }
        self
    }

    /// Whether two parts are the same but for what the account had before.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.clone().where_there_is(false) == other.clone().where_there_is(false)
    }

    /// Whether the part takes an entitlement away.
    pub fn is_loss(&self) -> bool {
        matches!(self, Self::Skill { level: None, .. } | Self::Language { level: None, .. })
    }
}
