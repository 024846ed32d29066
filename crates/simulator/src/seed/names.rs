//! Names of a seed, turned into ids; what leads nowhere is an error.

use crate::model::ids::{
    DivisionId, GroupId, LanguageId, PresenceId, QueueId, RoleId, SchemaId, SkillId, StationId, TeamId,
    UserId,
};
use crate::model::state::{Grant, Scope, State};
use crate::seed::SeedError;
use std::collections::{BTreeMap, BTreeSet};

/// Ids by name, as references need them.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) home: Option<DivisionId>,
    pub(crate) divisions: BTreeMap<String, DivisionId>,
    pub(crate) roles: BTreeMap<String, RoleId>,
    pub(crate) skills: BTreeMap<String, SkillId>,
    pub(crate) languages: BTreeMap<String, LanguageId>,
    pub(crate) groups: BTreeMap<String, GroupId>,
    pub(crate) queues: BTreeMap<String, QueueId>,
    pub(crate) users: BTreeMap<String, UserId>,
    pub(crate) teams: BTreeMap<String, TeamId>,
    pub(crate) stations: BTreeMap<String, StationId>,
    pub(crate) schemas: BTreeMap<String, SchemaId>,
    pub(crate) presences: BTreeMap<String, PresenceId>,
}

pub(crate) fn enter<T: Copy>(
    map: &mut BTreeMap<String, T>,
    kind: &'static str,
    name: &str,
    id: T,
) -> Result<(), SeedError> {
    match map.insert(name.to_owned(), id) {
        Some(_) => Err(SeedError::Twice { kind, name: name.to_owned() }),
        None => Ok(()),
    }
}

pub(crate) fn look_up<T: Copy>(
    map: &BTreeMap<String, T>,
    kind: &'static str,
    name: &str,
    by: &str,
) -> Result<T, SeedError> {
    let found = map.get(name).copied();
    found.ok_or_else(|| SeedError::Unknown { kind, name: name.to_owned(), by: by.to_owned() })
}

impl Names {
    /// The names of everything that a tenant holds. Where two things share a name, the last one counts.
    pub(crate) fn of(state: &State) -> Self {
        fn by_name<I: Copy, T>(map: &BTreeMap<I, T>, name: impl Fn(&T) -> String) -> BTreeMap<String, I> {
            map.iter().map(|(id, one)| (name(one), *id)).collect()
        }
        Self {
            home: state.divisions.iter().find(|(_, one)| one.home).map(|(id, _)| *id),
            divisions: by_name(&state.divisions, |one| one.name.clone()),
            roles: by_name(&state.roles, |one| one.name.clone()),
            skills: by_name(&state.skills, |one| one.name.clone()),
            languages: by_name(&state.languages, |one| one.name.clone()),
            groups: by_name(&state.groups, |one| one.name.clone()),
            queues: by_name(&state.queues, |one| one.name.clone()),
            users: by_name(&state.users, |one| one.email.to_lowercase()),
            teams: by_name(&state.teams, |one| one.name.clone()),
            stations: by_name(&state.stations, |one| one.name.clone()),
            schemas: by_name(&state.schemas, |one| one.name.clone()),
            presences: by_name(&state.presences, |one| one.system.clone()),
        }
    }

    pub(crate) fn division(&self, name: Option<&str>, by: &str) -> Result<DivisionId, SeedError> {
        match name {
            Some(name) => look_up(&self.divisions, "division", name, by),
            None => Ok(self.home.unwrap_or_else(|| DivisionId::named("Home"))),
        }
    }

    /// Reads `role`, `role@division` and `role@*`. Names of both may contain an `@`.
    pub(crate) fn grants(&self, texts: &[String], by: &str) -> Result<BTreeSet<Grant>, SeedError> {
        let one = |text: &String| {
            let (role, division) = self.halves(text);
            let role = look_up(&self.roles, "role", role, by)?;
            let scope = match division {
                Some("*") => Scope::All,
                named => Scope::Division(self.division(named, by)?),
            };
            Ok(Grant { role, scope })
        };
        texts.iter().map(one).collect()
    }

    /// Role and division of a grant: cut where both are known, else at the last `@`.
    fn halves<'a>(&self, text: &'a str) -> (&'a str, Option<&'a str>) {
        let cut = |(at, _)| (&text[..at], Some(&text[at + 1..]));
        let is_known = |(role, division): &(&str, Option<&str>)| {
            let place = division.unwrap_or_default();
            self.roles.contains_key(*role) && (place == "*" || self.divisions.contains_key(place))
        };
        let known = text.match_indices('@').map(cut).find(is_known);
        let whole = self.roles.contains_key(text).then_some((text, None));
        known.or(whole).unwrap_or_else(|| text.rsplit_once('@').map_or((text, None), |(r, d)| (r, Some(d))))
    }

    pub(crate) fn user(&self, email: &str, by: &str) -> Result<UserId, SeedError> {
        look_up(&self.users, "user", &email.to_lowercase(), by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_grant_may_contain_the_mark_between_them() {
        let mut names = Names::default();
        for role in ["Agent", "Agent@Night"] {
            names.roles.insert(role.into(), RoleId::named(role));
        }
        for division in ["Sales@EU", "EU", "Home"] {
            names.divisions.insert(division.into(), DivisionId::named(division));
        }
        let home = DivisionId::named("Home");
        names.home = Some(home);
        let grant = |role: &str, scope| Grant { role: RoleId::named(role), scope };
        let cases = [
            ("Agent@Sales@EU", grant("Agent", Scope::Division(DivisionId::named("Sales@EU")))),
            ("Agent@Night@EU", grant("Agent@Night", Scope::Division(DivisionId::named("EU")))),
            ("Agent@Night@*", grant("Agent@Night", Scope::All)),
            ("Agent@Night", grant("Agent@Night", Scope::Division(home))),
        ];
        for (text, expected) in cases {
            assert_eq!(names.grants(&[text.to_owned()], "a test").unwrap(), [expected].into(), "{text}");
        }
        assert!(names.grants(&["Agent@Nowhere".to_owned()], "a test").is_err());
    }
}
