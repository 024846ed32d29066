//! Lists that assign roles to single people: rows in, what may be written and what is wrong with the others out. Reads
//! files of any size: what is kept of a good row takes some 30 bytes, and nothing is kept of a bad one.
//!
//! A list is CSV with a header, or JSONL: an object a line. Both say `person`, `role`, and, where they want to,
//! `division`, `tier` and `action`. One line is one row, so that a quote too many spoils that row alone.

mod check;
mod csv;
mod jsonl;
mod lines;
mod people;
mod rows;
mod tally;

pub(crate) use check::{Checker, Taken, Tiers};
pub(crate) use people::Index;
pub(crate) use rows::{Format, Rows, Unusable};
pub(crate) use tally::Tally;

use serde::Serialize;

/// The keys that a row may have, in the order of the guide.
const KEYS: [&str; 5] = ["person", "role", "division", "tier", "action"];

/// One row as it is written; empty cells are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line of the file, counting from 1.
    line: u64,
    person: Option<String>,
    role: Option<String>,
    division: Option<String>,
    tier: Option<String>,
    action: Option<String>,
}

impl Row {
    /// Sets what stands under a key of [`KEYS`].
    fn set(&mut self, key: &str, text: &str) {
        let cell = match key {
            "person" => &mut self.person,
            "role" => &mut self.role,
            "division" => &mut self.division,
            "tier" => &mut self.tier,
            _ => &mut self.action,
        };
        *cell = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    }
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bad {
    /// The line of the file, counting from 1.
    pub(crate) line: u64,
    pub(crate) reason: Reason,
    /// What is wrong, for people.
    pub(crate) sentence: String,
}

/// What can be wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// No CSV, no JSON, or too long to be a row.
    Malformed,
    /// A cell that must be there is not.
    MissingCell,
    /// Neither `add` nor `remove`.
    UnknownAction,
    /// Nobody has that id.
    UnknownPerson,
    /// Several people have that id.
    AmbiguousPerson,
    /// No role is called so, or several are.
    Role,
    /// No division is called so, or several are.
    Division,
    /// The configuration knows no such tier.
    UnknownTier,
    /// The tier does not permit the role.
    NotPermitted,
    /// Muster neither grants nor revokes the role.
    ProtectedRole,
    /// An earlier row says the same.
    Duplicate,
    /// One row adds what another one removes.
    Contradiction,
}

impl Reason {
    /// The words for people.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::MissingCell => "missing cell",
            Self::UnknownAction => "unknown action",
            Self::UnknownPerson => "unknown person",
            Self::AmbiguousPerson => "ambiguous person",
            Self::Role => "unknown or ambiguous role",
            Self::Division => "unknown or ambiguous division",
            Self::UnknownTier => "unknown licence tier",
            Self::NotPermitted => "not permitted by the licence tier",
            Self::ProtectedRole => "protected role",
            Self::Duplicate => "duplicate",
            Self::Contradiction => "contradiction",
        }
    }
}
