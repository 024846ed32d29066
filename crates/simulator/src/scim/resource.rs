//! A user as SCIM shows it.

use super::{CORE, ENTERPRISE, GENESYS, etag};
use crate::groupmembers::visible_groups_of;
use crate::holdings::direct;
use crate::ids::UserId;
use crate::state::{Contact, Subject, User, UserState};
use crate::world::{World, written};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The whole resource.
pub(super) fn user(world: &World, id: UserId, user: &User, now: Timestamp) -> Value {
    let mut shown = json!({
        "schemas": [CORE, ENTERPRISE, GENESYS], "id": id, "userName": user.email, "displayName": user.name,
        "active": user.state == UserState::Active, "emails": emails(user), "phoneNumbers": phones(user),
        "groups": groups(world, id, now), "roles": roles(world, id),
        "meta": {
            "resourceType": "User", "location": format!("/api/v2/scim/v2/users/{id}"),
            "version": etag(user.version), "lastModified": written(world.born),
        },
    });
    if let Some(title) = &user.title {
        shown["title"] = json!(title);
    }
    let own = user.external_ids.iter().find(|pair| pair.authority == world.behaviour.scim.authority);
    if let Some(pair) = own {
        shown["externalId"] = json!(pair.key);
    }
    shown[ENTERPRISE] = enterprise(world, user);
    shown[GENESYS] = genesys(world, user);
    shown
}

fn emails(user: &User) -> Vec<Value> {
    let work =
        user.addresses.iter().filter(|contact| contact.media_type == "EMAIL" && contact.kind == "WORK");
    let work = work.map(|contact| json!({ "value": contact.address, "type": "work", "primary": false }));
    let login = json!({ "value": user.email, "type": "other", "primary": true });
    std::iter::once(login).chain(work).collect()
}

fn phones(user: &User) -> Vec<Value> {
    let phones = user.addresses.iter().filter(|contact| contact.media_type == "PHONE");
    let one = |contact: &Contact| {
        let number = contact.address.as_ref().or(contact.extension.as_ref());
        json!({ "value": number, "type": phone_type(contact), "primary": contact.kind == "PRIMARY" })
    };
    phones.map(one).collect()
}

/// SCIM's word for a kind of phone.
fn phone_type(contact: &Contact) -> String {
    match contact.kind.as_str() {
        "WORK" | "WORK2" | "WORK3" | "WORK4" | "HOME" | "MOBILE" => contact.kind.to_lowercase(),
        "PRIMARY" => "work".to_owned(),
        _ => contact.integration.clone().unwrap_or_else(|| "other".to_owned()),
    }
}

fn groups(world: &World, id: UserId, now: Timestamp) -> Vec<Value> {
    let groups = visible_groups_of(world, id, now).into_iter();
    groups
        .map(|group| json!({ "value": group, "type": "Group", "$ref": format!("/api/v2/scim/v2/groups/{group}") }))
        .collect()
}

/// Direct roles by name, each once, whatever their divisions.
fn roles(world: &World, id: UserId) -> Vec<Value> {
    let held = direct(world, Subject::User(id)).into_iter().flatten();
    let names = held.filter_map(|grant| world.state.roles.get(&grant.role)).map(|role| role.name.as_str());
    names.collect::<BTreeSet<_>>().into_iter().map(|name| json!({ "value": name })).collect()
}

fn enterprise(world: &World, user: &User) -> Value {
    let mut part = Map::new();
    let division = world.state.divisions.get(&user.division).map(|division| &division.name);
    let texts = [
        ("division", division),
        ("department", user.department.as_ref()),
        ("employeeNumber", user.employer_info.employee_id.as_ref()),
        ("dateHire", user.employer_info.date_hire.as_ref()),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            part.insert(name.to_owned(), json!(text));
        }
    }
    if let Some(manager) = user.manager {
        let link = format!("/api/v2/scim/v2/users/{manager}");
        part.insert("manager".to_owned(), json!({ "value": manager, "$ref": link }));
    }
    Value::Object(part)
}

fn genesys(world: &World, user: &User) -> Value {
    let skill = |id| world.state.skills.get(id).map_or("", |skill| skill.name.as_str());
    let language = |id| world.state.languages.get(id).map_or("", |language| language.name.as_str());
    let level = |name: &str, level: &f64| json!({ "name": name, "proficiency": level });
    let pairs =
        user.external_ids.iter().map(|pair| json!({ "authority": pair.authority, "value": pair.key }));
    json!({
        "routingSkills": user.skills.iter().map(|(id, one)| level(skill(id), one)).collect::<Vec<_>>(),
        "routingLanguages": user.languages.iter().map(|(id, one)| level(language(id), one)).collect::<Vec<_>>(),
        "externalIds": pairs.collect::<Vec<_>>(),
    })
}
