//! Names of a seed, turned into ids; what leads nowhere is an error.

use crate::ids::{DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId, UserId};
use crate::seed::SeedError;
use crate::state::{Grant, Scope};
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
    pub(crate) fn division(&self, name: Option<&str>, by: &str) -> Result<DivisionId, SeedError> {
        match name {
            Some(name) => look_up(&self.divisions, "division", name, by),
            None => Ok(self.home.unwrap_or_else(|| DivisionId::named("Home"))),
        }
    }

    /// Reads `role`, `role@division` and `role@*`.
    pub(crate) fn grants(&self, texts: &[String], by: &str) -> Result<BTreeSet<Grant>, SeedError> {
        let one = |text: &String| {
            let (role, division) = text.rsplit_once('@').map_or((text.as_str(), None), |(r, d)| (r, Some(d)));
            let role = look_up(&self.roles, "role", role, by)?;
            let scope = match division {
                Some("*") => Scope::All,
                named => Scope::Division(self.division(named, by)?),
            };
            Ok(Grant { role, scope })
        };
        texts.iter().map(one).collect()
    }

    pub(crate) fn user(&self, email: &str, by: &str) -> Result<UserId, SeedError> {
        look_up(&self.users, "user", &email.to_lowercase(), by)
    }
}
