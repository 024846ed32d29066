//! What is taken for granted of an HR source where it says nothing, and what it means by an end.

use crate::id::SourceId;
use crate::worker::{Fact, Moment, Statement, Zone};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

/// What is taken for granted of an HR source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The source.
    pub source: SourceId,
    /// Where somebody works of whom no time zone is known.
    pub zone: Zone,
}

/// What an end means that is a day. An end with a time of day is that moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndIs {
    /// The last day on which somebody works here, as in every [`Statement`].
    #[default]
    LastDay,
    /// The first day on which they do not.
    FirstDayOff,
}

impl EndIs {
    /// Every meaning.
    pub const ALL: [Self; 2] = [Self::LastDay, Self::FirstDayOff];

    /// The word for configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LastDay => "last_day",
            Self::FirstDayOff => "first_day_off",
        }
    }

    /// What a statement says whose end means this: its end is the last day then.
    pub fn understood(self, mut statement: Statement) -> Statement {
        let end = statement.facts.get_mut(&Fact::End).and_then(Option::as_mut);
        if let (Self::FirstDayOff, Some(end)) = (self, end)
            && let Ok(Moment::Day(day)) = end.parse()
        {
            *end = day.checked_sub(1.day()).unwrap_or(day).to_string();
        }
        statement
    }
}
