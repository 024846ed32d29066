//! Parts of a SCIM body, read and resolved: names become ids.

use super::refused;
use crate::call::too_many;
use crate::errors::Refusal;
use crate::ids::{DivisionId, LanguageId, RoleId, SkillId};
use crate::skills::MOST;
use crate::state::{Contact, ExternalId};
use crate::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn unknown(kind: &str, name: &str) -> Refusal {
    refused("invalidValue", format!("There is no {kind} named {name:?}"))
}

pub(crate) fn division(world: &World, name: &str) -> Result<DivisionId, Refusal> {
    let found = world.state.divisions.iter().find(|(_, division)| division.name.eq_ignore_ascii_case(name));
    found.map(|(id, _)| *id).ok_or_else(|| unknown("division", name))
}

pub(crate) fn skill(world: &World, name: &str) -> Option<SkillId> {
    world.state.skills.iter().find(|(_, skill)| skill.name.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
}

pub(crate) fn language(world: &World, name: &str) -> Option<LanguageId> {
    world.state.languages.iter().find(|(_, one)| one.name.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
}

pub(crate) fn roles(world: &World, list: &[Value]) -> Result<BTreeSet<RoleId>, Refusal> {
    let by_name =
        |name: &str| world.state.roles.iter().find(|(_, role)| role.name == name).map(|(id, _)| *id);
    let one = |value: &Value| {
        let name = value["value"].as_str().unwrap_or("");
        by_name(name).ok_or_else(|| unknown("role", name))
    };
    list.iter().map(one).collect()
}

pub(crate) fn levels<T: Ord>(
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
        Ok((find(name).ok_or_else(|| unknown(kind, name))?, level))
    };
    list.iter().map(one).collect()
}

pub(crate) fn external_ids(world: &World, body: &Value, genesys: &Value) -> BTreeSet<ExternalId> {
    let own = &world.behaviour.scim.authority;
    let listed = genesys["externalIds"].as_array().into_iter().flatten();
    let pair = |value: &Value| {
        Some(ExternalId {
            authority: value["authority"].as_str()?.into(),
            key: value["value"].as_str()?.into(),
        })
    };
    // The entry of SCIM itself is only changed through `externalId`.
    let mut pairs: BTreeSet<_> = listed.filter_map(pair).filter(|pair| pair.authority != *own).collect();
    if let Some(key) = body["externalId"].as_str().filter(|key| !key.is_empty()) {
        pairs.insert(ExternalId { authority: own.clone(), key: key.to_owned() });
    }
    pairs
}

/// Work e-mails and phones. The `other` e-mail mirrors the login and cannot be changed here.
pub(crate) fn addresses(body: &Value, login: &str) -> Result<Vec<Contact>, Refusal> {
    let mut all = Vec::new();
    for email in body["emails"].as_array().into_iter().flatten() {
        let address = email["value"].as_str().unwrap_or("");
        match email["type"].as_str() {
            Some("other") if address.eq_ignore_ascii_case(login) => {}
            Some("other") => {
                return Err(refused("mutability", "The e-mail of type other cannot be changed"));
            }
            Some("work") => all.push(contact("EMAIL", "WORK", address, None)),
            kind => {
                return Err(refused("invalidValue", format!("The e-mail type {kind:?} is not known")));
            }
        }
    }
    for phone in body["phoneNumbers"].as_array().into_iter().flatten() {
        let number = phone["value"].as_str().unwrap_or("");
        let kind = phone["type"].as_str().unwrap_or("other");
        match kind {
            "work" | "work2" | "work3" | "work4" | "home" | "mobile" | "other" => {
                all.push(contact("PHONE", &kind.to_uppercase(), number, None));
            }
            "microsoftteams" | "zoomphone" | "eightbyeight" | "ringcentral" => {
                all.push(contact("PHONE", "OTHER", number, Some(kind.to_owned())));
            }
            _ => {
                return Err(refused("invalidValue", format!("The phone type {kind:?} is not known")));
            }
        }
    }
    Ok(all)
}

fn contact(media: &str, kind: &str, address: &str, integration: Option<String>) -> Contact {
    Contact {
        address: Some(address.to_owned()),
        media_type: media.to_owned(),
        kind: kind.to_owned(),
        integration,
        ..Contact::default()
    }
}
