//! Smaller things that a tenant holds: teams, phones, schemas of custom attributes.

use crate::model::ids::{DivisionId, SkillId, UserId};
use serde::Serialize;
use std::collections::BTreeSet;

/// A team. A user is in at most one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Where it lives.
    pub division: DivisionId,
    /// Its members.
    pub members: BTreeSet<UserId>,
}

/// A phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// `inin_webrtc_softphone`, `inin_remote` …
    pub kind: String,
}

/// A schema of custom attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttributeSchema {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The names of its attributes; each takes text, a number or a truth value.
    pub attributes: BTreeSet<String>,
}

/// A condition of a dynamic group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SkillCondition {
    /// Which skill.
    pub skill: SkillId,
    /// The least level, 0 to 5.
    pub at_least: u8,
}
