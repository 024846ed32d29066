//! How people write a grant: `role:Agent@Support`, `skill:Network=4`, `set:department=Care`.

use crate::entitlement::{Field, Level};

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

pub(super) const KINDS: &str = "role:, group:, queue:, skill:, language:, division: or set:";

/// Reads one grant; an error is a sentence without its place.
pub(super) fn parse(text: &str) -> Result<GrantText<'_>, String> {
    let (kind, rest) =
        text.split_once(':').ok_or_else(|| format!("`{text}` is not a grant: it must begin with {KINDS}"))?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Err(format!("`{text}` names nothing"));
    }
    match kind.trim() {
        "role" => Ok(role(rest)),
        "group" => Ok(GrantText::Group(rest)),
        "queue" => Ok(GrantText::Queue(rest)),
        "skill" => levelled(text, rest).map(|(skill, level)| GrantText::Skill { skill, level }),
        "language" => levelled(text, rest).map(|(language, level)| GrantText::Language { language, level }),
        "division" => Ok(GrantText::Division(rest)),
        "set" => set(text, rest),
        other => Err(format!("`{other}:` is no kind of grant: use {KINDS}")),
    }
}

fn role(rest: &str) -> GrantText<'_> {
    match rest.rsplit_once('@') {
        Some((role, division)) => GrantText::Role { role: role.trim(), division: Some(division.trim()) },
        None => GrantText::Role { role: rest, division: None },
    }
}

fn levelled<'a>(text: &str, rest: &'a str) -> Result<(&'a str, Level), String> {
    let (name, level) =
        rest.rsplit_once('=').ok_or_else(|| format!("`{text}` lacks a level, as in `{text}=3`"))?;
    let level = level.parse().map_err(|error| format!("`{text}`: {error}"))?;
    Ok((name.trim(), level))
}

fn set<'a>(text: &str, rest: &'a str) -> Result<GrantText<'a>, String> {
    let (field, value) =
        rest.split_once('=').ok_or_else(|| format!("`{text}` lacks a value, as in `{text}=…`"))?;
    let settable = [Field::Title, Field::Department];
    match settable.into_iter().find(|known| known.word() == field.trim()) {
        Some(field) => Ok(GrantText::Set { field, value: value.trim() }),
        None => Err(format!("`{}` cannot be set by a rule: use title or department", field.trim())),
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
        assert_eq!(
            parse("skill:Network"),
            Err("`skill:Network` lacks a level, as in `skill:Network=3`".into())
        );
        assert!(parse("skill:Network=9").is_err());
    }

    #[test]
    fn an_unknown_kind_is_told_the_known_ones() {
        assert_eq!(
            parse("roles:Agent"),
            Err("`roles:` is no kind of grant: use role:, group:, queue:, skill:, language:, division: or set:".into())
        );
    }
}
