//! How people write a grant: `role:Agent@Support`, `skill:Network=4`, `set:department=Care`.

use crate::entitlement::{Field, Level, NotALevel};

/// A grant with names still in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum GrantText<'a> {
    Role { role: &'a str, division: Option<&'a str> },
    Group(&'a str),
    Queue(&'a str),
    Skill { skill: &'a str, level: Level },
    Language { language: &'a str, level: Level },
    Division(&'a str),
    Set { field: Field, value: &'a str },
}

/// The kinds of grant, as they are written before the colon.
pub const GRANT_KINDS: [&str; 7] = ["role", "group", "queue", "skill", "language", "division", "set"];
/// Fields that rules may set. The others are facts of the person.
pub const SETTABLE: [Field; 2] = [Field::Title, Field::Department];

/// What is wrong with how a grant is written.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GrantFault {
    /// No colon.
    #[error("`{0}` is not a grant: write one like `role:Agent@Support` or `queue:Billing`")]
    NoGrant(String),
    /// Something else than a kind before the colon.
    #[error("`{0}:` is no kind of grant; allowed: {kinds}", kinds = quoted(GRANT_KINDS))]
    UnknownKind(String),
    /// Nothing after the colon.
    #[error("`{grant}` names nothing after `{kind}:`")]
    NamesNothing {
        /// The grant.
        grant: String,
        /// Its kind.
        kind: String,
    },
    /// A role or division is missing beside the `@`.
    #[error("`{grant}` names no {lacks} `@`")]
    HalfRole {
        /// The grant.
        grant: String,
        /// What is missing, as `role before`.
        lacks: &'static str,
    },
    /// A skill or language without `=`.
    #[error("`{0}` lacks a level from 0 to 5, as in `{0}=3`")]
    NoLevel(String),
    /// What stands after the `=` is no level.
    #[error("`{grant}`: {cause}")]
    Level {
        /// The grant.
        grant: String,
        /// What is wrong with the level.
        cause: NotALevel,
    },
    /// Nothing before the `=`.
    #[error("`{0}` names nothing before `=`")]
    NoName(String),
    /// A field that rules may not set.
    #[error("`{0}` cannot be set by a rule; allowed: {fields}", fields = quoted(SETTABLE.map(Field::word)))]
    UnknownField(String),
    /// A field without `=`.
    #[error("`set:{0}` lacks a text, as in `set:department=Customer Care`")]
    NoText(String),
    /// Nothing after the `=`.
    #[error("`set:{0}` sets nothing: write a text after `=`")]
    EmptyText(String),
}

fn quoted<const N: usize>(words: [&str; N]) -> String {
    words.map(|word| format!("`{word}`")).join(", ")
}

/// Whether a grant is written as one. Names are looked up later, in the tenant.
///
/// # Errors
/// What is wrong with it.
pub fn check_grant(text: &str) -> Result<(), GrantFault> {
    parse(text).map(drop)
}

/// Reads one grant.
pub(super) fn parse(text: &str) -> Result<GrantText<'_>, GrantFault> {
    let (kind, rest) = text.split_once(':').ok_or_else(|| GrantFault::NoGrant(text.to_owned()))?;
    let (kind, rest) = (kind.trim(), rest.trim());
    if !GRANT_KINDS.contains(&kind) {
        return Err(GrantFault::UnknownKind(kind.to_owned()));
    }
    if rest.is_empty() {
        return Err(GrantFault::NamesNothing { grant: text.to_owned(), kind: kind.to_owned() });
    }
    match kind {
        "role" => role(text, rest),
        "group" => Ok(GrantText::Group(rest)),
        "queue" => Ok(GrantText::Queue(rest)),
        "skill" => levelled(text, rest).map(|(skill, level)| GrantText::Skill { skill, level }),
        "language" => levelled(text, rest).map(|(language, level)| GrantText::Language { language, level }),
        "division" => Ok(GrantText::Division(rest)),
        _ => set(rest),
    }
}

fn role<'a>(text: &str, rest: &'a str) -> Result<GrantText<'a>, GrantFault> {
    let Some((role, division)) = rest.rsplit_once('@') else {
        return Ok(GrantText::Role { role: rest, division: None });
    };
    let half = |lacks| GrantFault::HalfRole { grant: text.to_owned(), lacks };
    match (role.trim(), division.trim()) {
        ("", _) => Err(half("role before")),
        (_, "") => Err(half("division after")),
        (role, division) => Ok(GrantText::Role { role, division: Some(division) }),
    }
}

fn levelled<'a>(text: &str, rest: &'a str) -> Result<(&'a str, Level), GrantFault> {
    let (name, level) = rest.rsplit_once('=').ok_or_else(|| GrantFault::NoLevel(text.to_owned()))?;
    let level = level.parse().map_err(|cause| GrantFault::Level { grant: text.to_owned(), cause })?;
    match name.trim() {
        "" => Err(GrantFault::NoName(text.to_owned())),
        name => Ok((name, level)),
    }
}

fn set(rest: &str) -> Result<GrantText<'_>, GrantFault> {
    let (field, value) = rest.split_once('=').ok_or_else(|| GrantFault::NoText(rest.to_owned()))?;
    let (field, value) = (field.trim(), value.trim());
    let known = SETTABLE.into_iter().find(|known| known.word() == field);
    match (known, value) {
        (None, _) => Err(GrantFault::UnknownField(field.to_owned())),
        (Some(_), "") => Err(GrantFault::EmptyText(rest.to_owned())),
        (Some(field), value) => Ok(GrantText::Set { field, value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_at_separates_role_and_division() {
        assert_eq!(
            parse("role:Care @ Night@Support"),
            Ok(GrantText::Role { role: "Care @ Night", division: Some("Support") })
        );
    }

    #[test]
    fn a_skill_needs_a_level_that_exists() {
        assert_eq!(parse("skill:Network"), Err(GrantFault::NoLevel("skill:Network".into())));
        assert!(matches!(parse("skill:Network=9"), Err(GrantFault::Level { .. })));
    }

    #[test]
    fn an_unknown_kind_is_told_the_known_ones() {
        let sentence = "`roles:` is no kind of grant; allowed: `role`, `group`, `queue`, `skill`, `language`, \
            `division`, `set`";
        assert_eq!(parse("roles:Agent").map_err(|fault| fault.to_string()), Err(sentence.into()));
    }
}
