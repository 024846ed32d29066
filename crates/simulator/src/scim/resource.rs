//! A user as SCIM shows it.

use super::schema::{ENTERPRISE, GENESYS, USER};
use super::version::etag;
use super::{base, contacts};
use crate::call::Call;
use crate::groupmembers::visible_groups_of;
use crate::holdings::direct;
use crate::ids::UserId;
use crate::state::{Subject, User, UserState};
use crate::world::{World, written};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The whole resource.
pub(super) fn user(world: &World, call: &Call, id: UserId, user: &User) -> Value {
    let mut shown = json!({
        "schemas": [USER.urn, ENTERPRISE.urn, GENESYS.urn],
        "id": id, "userName": user.email, "displayName": user.name, "active": user.state == UserState::Active,
        "emails": contacts::emails(user), "phoneNumbers": contacts::phones(user),
        "groups": groups(world, call, id), "roles": roles(world, id),
        "meta": {
            "resourceType": "User", "location": format!("{}/users/{id}", base(call)),
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
    shown[ENTERPRISE.urn] = enterprise(world, call, user);
    shown[GENESYS.urn] = genesys(world, user);
    shown
}

fn groups(world: &World, call: &Call, id: UserId) -> Vec<Value> {
    let link = |group| format!("{}/groups/{group}", base(call));
    let groups = visible_groups_of(world, id, call.now).into_iter();
    groups.map(|group| json!({ "value": group, "type": "Group", "$ref": link(group) })).collect()
}

/// Direct roles by name, each once, whatever their divisions.
fn roles(world: &World, id: UserId) -> Vec<Value> {
    let held = direct(world, Subject::User(id)).into_iter().flatten();
    let names = held.filter_map(|grant| world.state.roles.get(&grant.role)).map(|role| role.name.as_str());
    names.collect::<BTreeSet<_>>().into_iter().map(|name| json!({ "value": name })).collect()
}

fn enterprise(world: &World, call: &Call, user: &User) -> Value {
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
        let link = format!("{}/users/{manager}", base(call));
        part.insert("manager".to_owned(), json!({ "value": manager, "$ref": link }));
    }
    Value::Object(part)
}

fn genesys(world: &World, user: &User) -> Value {
    let skill = |id| world.state.skills.get(id).map_or("", |skill| skill.name.as_str());
    let language = |id| world.state.languages.get(id).map_or("", |language| language.name.as_str());
    let level = |name: &str, level: &f64| json!({ "name": name, "proficiency": level });
    let pair = |authority: &str, key: &str| json!({ "authority": authority, "value": key });
    json!({
        "routingSkills": user.skills.iter().map(|(id, one)| level(skill(id), one)).collect::<Vec<_>>(),
        "routingLanguages": user.languages.iter().map(|(id, one)| level(language(id), one)).collect::<Vec<_>>(),
        "externalIds": user.external_ids.iter().map(|one| pair(&one.authority, &one.key)).collect::<Vec<_>>(),
    })
}
