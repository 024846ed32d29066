//! Names and identifiers of a SCIM body, resolved to ids.

use super::refused;
use super::schema::GENESYS;
use crate::call::too_many;
use crate::errors::Refusal;
use crate::ids::{DivisionId, LanguageId, RoleId, SkillId};
use crate::model::behaviour::UnknownName;
use crate::skills::MOST;
use crate::state::{ExternalId, User};
use crate::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Most external identifiers of a user.
const EXTERNAL_IDS_MAX: usize = 100;

fn unknown(world: &World, kind: &str, name: &str) -> Refusal {
    let text = format!("There is no {kind} named {name:?}");
    match world.behaviour.scim.unknown_name {
        UnknownName::InvalidValue => refused("invalidValue", text),
        UnknownName::NoTarget => refused("noTarget", text),
        UnknownName::NoType => Refusal::new(400, "bad.request", text),
        UnknownName::NotFound => Refusal::new(404, "not.found", text),
    }
}

pub(super) fn division(world: &World, name: &str) -> Result<DivisionId, Refusal> {
    let found = world.state.divisions.iter().find(|(_, division)| division.name.eq_ignore_ascii_case(name));
    found.map(|(id, _)| *id).ok_or_else(|| unknown(world, "division", name))
}

pub(super) fn skill(world: &World, name: &str) -> Option<SkillId> {
    world.state.skills.iter().find(|(_, skill)| skill.name.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
}

pub(super) fn language(world: &World, name: &str) -> Option<LanguageId> {
    world.state.languages.iter().find(|(_, one)| one.name.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
}

/// Roles by name. Names are not unique in theory; the first one counts.
pub(super) fn roles(world: &World, list: &[Value]) -> Result<BTreeSet<RoleId>, Refusal> {
    let by_name =
        |name: &str| world.state.roles.iter().find(|(_, role)| role.name == name).map(|(id, _)| *id);
    let one = |value: &Value| {
        let name = value["value"].as_str().unwrap_or("");
        by_name(name).ok_or_else(|| unknown(world, "role", name))
    };
    list.iter().map(one).collect()
}

/// Skills or languages by name; without a proficiency it is 0.
pub(super) fn levels<T: Ord>(
    world: &World,
    list: &Value,
    kind: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<BTreeMap<T, f64>, Refusal> {
    let list = list.as_array().map_or(&[][..], Vec::as_slice);
    if list.len() > MOST {
        return Err(too_many(list.len(), MOST));
    }
    let one = |value: &Value| {
        let name = value["name"].as_str().unwrap_or("");
        let level = value["proficiency"].as_f64().unwrap_or(0.0);
        if !(0.0..=5.0).contains(&level) {
            return Err(refused("invalidValue", format!("proficiency {level} is not between 0 and 5")));
        }
        Ok((find(name).ok_or_else(|| unknown(world, kind, name))?, level))
    };
    list.iter().map(one).collect()
}

/// The pairs of the extension and, under SCIM's own authority, `externalId`. The entry of SCIM itself is only changed
/// through that.
pub(super) fn external_ids(
    world: &World,
    before: &User,
    body: &Value,
) -> Result<BTreeSet<ExternalId>, Refusal> {
    let own = &world.behaviour.scim.authority;
    let scim = body["externalId"].as_str().filter(|key| !key.is_empty());
    let scim = scim.map(|key| ExternalId { authority: own.clone(), key: key.to_owned() });
    let mut pairs = BTreeSet::new();
    for value in body[GENESYS.urn]["externalIds"].as_array().into_iter().flatten() {
        let text = |name: &str| value[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let (Some(authority), Some(key)) = (text("authority"), text("value")) else {
            return Err(refused("invalidValue", "An external identifier needs an authority and a value"));
        };
        let pair = ExternalId { authority, key };
        if pair.authority != *own {
            pairs.insert(pair);
        } else if Some(&pair) != scim.as_ref() && !before.external_ids.contains(&pair) {
            return Err(refused(
                "mutability",
                format!("Identifiers of {own} are written through externalId"),
            ));
        }
    }
    pairs.extend(scim);
    if pairs.len() > EXTERNAL_IDS_MAX {
        return Err(too_many(pairs.len(), EXTERNAL_IDS_MAX));
    }
    Ok(pairs)
}
