//! Calls over SCIM 2.0 (RFC 7643, RFC 7644) with Genesys' own extension.

use crate::genesys::scim::{CORE, ENTERPRISE, GENESYS, PATCH};
use crate::genesys::scim_group::{SCIM_GROUP, path};
use crate::genesys::unready::{Unready, known};
use crate::genesys::wire::Request;
use http::Method;
use muster_core::entitlement::{Field, Level};
use muster_core::id::{AccountId, GroupId};
use muster_core::operation::{AccountRef, Part};
use muster_core::tenant::AccountState;
use serde_json::{Map, Value, json};

/// The template of requests about one user.
pub(in crate::genesys) const SCIM_USER: &str = "/api/v2/scim/v2/users/{userId}";
const USERS: &str = "/api/v2/scim/v2/users";

/// `POST` of a user with everything that SCIM knows about it.
pub(super) fn provision(mail: &str, name: &str, division: &str, parts: &[Part]) -> Result<Request, Unready> {
    let mut user = Map::new();
    user.insert("schemas".into(), json!([CORE, ENTERPRISE, GENESYS]));
    user.insert("userName".into(), json!(mail));
    user.insert("displayName".into(), json!(name));
    user.insert("active".into(), json!(true));
    user.insert(ENTERPRISE.into(), json!({"division": division}));
    for part in parts {
        state(&mut user, part)?;
    }
    Ok(Request::new(Method::POST, USERS, USERS).with_json(Value::Object(user)))
}

/// Writes one part into a whole user. A creation clears nothing.
fn state(user: &mut Map<String, Value>, part: &Part) -> Result<(), Unready> {
    match part {
        Part::Division { name, .. } => set(user, ENTERPRISE, "division", json!(name)),
        Part::Manager { manager } => set(user, ENTERPRISE, "manager", json!({"value": known(manager)?})),
        Part::ExternalId { authority, key } => {
            push(user, Some(GENESYS), "externalIds", external_id(authority, key));
        }
        Part::Skill { name, level: Some(level), .. } => {
            push(user, Some(GENESYS), "routingSkills", proficiency(name, *level));
        }
        Part::Language { name, level: Some(level), .. } => {
            push(user, Some(GENESYS), "routingLanguages", proficiency(name, *level));
        }
        Part::Field { field, text: Some(text), .. } => match place(*field) {
            Place::Core(name) => _ = user.insert(name.into(), json!(text)),
            Place::Enterprise(name) => set(user, ENTERPRISE, name, json!(text)),
            Place::Phone(kind) => push(user, None, "phoneNumbers", phone(kind, text)),
        },
        Part::Skill { level: None, .. }
        | Part::Language { level: None, .. }
        | Part::Field { text: None, .. } => {}
    }
    Ok(())
}

fn set(user: &mut Map<String, Value>, extension: &str, name: &str, value: Value) {
    user.entry(extension).or_insert_with(|| json!({}))[name] = value;
}

fn push(user: &mut Map<String, Value>, extension: Option<&str>, name: &str, value: Value) {
    let list = match extension {
        Some(extension) => {
            let part = user.entry(extension).or_insert_with(|| json!({}));
            part.as_object_mut().map(|part| part.entry(name).or_insert_with(|| json!([])))
        }
        None => Some(user.entry(name).or_insert_with(|| json!([]))),
    };
    if let Some(Value::Array(list)) = list {
        list.push(value);
    }
}

/// `PATCH` of a user, with as few operations as say it.
pub(super) fn amend(account: &AccountRef, parts: &[Part], version: Option<i64>) -> Result<Request, Unready> {
    let mut operations: Vec<Value> = Vec::new();
    for part in parts {
        let (op, path, value) = operation(part)?;
        let same_list = |one: &&mut Value| op == "add" && one["op"] == "add" && one["path"] == path;
        match (operations.iter_mut().find(same_list).map(|one| &mut one["value"]), value) {
            (Some(Value::Array(list)), Value::Array(more)) => list.extend(more),
            (_, Value::Null) => operations.push(json!({"op": op, "path": path})),
            (_, value) => operations.push(json!({"op": op, "path": path, "value": value})),
        }
    }
    Ok(patch(SCIM_USER, format!("{USERS}/{}", known(account)?), operations).if_match(version))
}

/// One part as an operation: what is there is replaced or removed in its place, what is not there is added.
fn operation(part: &Part) -> Result<(&'static str, String, Value), Unready> {
    Ok(match part {
        Part::Division { name, .. } => ("replace", format!("{ENTERPRISE}:division"), json!(name)),
        Part::Manager { manager } => {
            ("replace", format!("{ENTERPRISE}:manager"), json!({"value": known(manager)?}))
        }
        Part::ExternalId { authority, key } => {
            ("add", format!("{GENESYS}:externalIds"), json!([external_id(authority, key)]))
        }
        Part::Skill { name, had, level, .. } => leveled("routingSkills", name, *had, *level),
        Part::Language { name, had, level, .. } => leveled("routingLanguages", name, *had, *level),
        Part::Field { field, had, text } => written(&place(*field), *had, text.as_deref()),
    })
}

fn leveled(list: &str, name: &str, had: bool, level: Option<Level>) -> (&'static str, String, Value) {
    let path = format!("{GENESYS}:{list}");
    let place = format!("{path}[name eq {}]", json!(name));
    match level {
        None => ("remove", place, Value::Null),
        Some(level) if had => ("replace", format!("{place}.proficiency"), json!(f64::from(level))),
        Some(level) => ("add", path, json!([proficiency(name, level)])),
    }
}

fn written(place: &Place, had: bool, text: Option<&str>) -> (&'static str, String, Value) {
    let path = match place {
        Place::Core(name) => (*name).to_owned(),
        Place::Enterprise(name) => format!("{ENTERPRISE}:{name}"),
        Place::Phone(kind) => format!("phoneNumbers[type eq {}]", json!(kind)),
    };
    match (place, text) {
        (_, None) => ("remove", path, Value::Null),
        (Place::Phone(kind), Some(text)) if !had => {
            ("add", "phoneNumbers".into(), json!([phone(kind, text)]))
        }
        (Place::Phone(_), Some(text)) => ("replace", format!("{path}.value"), json!(text)),
        (_, Some(text)) => ("replace", path, json!(text)),
    }
}

/// Where a field stands in a SCIM user.
enum Place {
    Core(&'static str),
    Enterprise(&'static str),
    Phone(&'static str),
}

fn place(field: Field) -> Place {
    match field {
        Field::Name => Place::Core("displayName"),
        Field::Mail => Place::Core("userName"),
        Field::Title => Place::Core("title"),
        Field::Department => Place::Enterprise("department"),
        Field::EmployeeNumber => Place::Enterprise("employeeNumber"),
        Field::WorkPhone => Place::Phone("work"),
        Field::MobilePhone => Place::Phone("mobile"),
    }
}

fn phone(kind: &str, number: &str) -> Value {
    json!({"value": number, "type": kind})
}

fn proficiency(name: &str, level: Level) -> Value {
    json!({"name": name, "proficiency": f64::from(level)})
}

fn external_id(authority: &str, key: &str) -> Value {
    json!({"authority": authority, "value": key})
}

/// `PATCH` of `active` alone.
pub(super) fn set_active(account: AccountId, state: AccountState, version: i64) -> Request {
    let active = state == AccountState::Active;
    let operations = vec![json!({"op": "replace", "path": "active", "value": active})];
    patch(SCIM_USER, format!("{USERS}/{account}"), operations).if_match(Some(version))
}

/// `PATCH` of a group that adds members. Needs no version: other hands may add others at the same time.
pub(super) fn add_members(group: GroupId, accounts: &[AccountId]) -> Request {
    let members: Vec<Value> = accounts.iter().map(|account| json!({"value": account})).collect();
    group_patch(group, vec![json!({"op": "add", "path": "members", "value": members})])
}

/// `PATCH` of a group that removes members.
pub(super) fn remove_members(group: GroupId, accounts: &[AccountId]) -> Request {
    let gone =
        |account: &AccountId| json!({"op": "remove", "path": format!("members[value eq \"{account}\"]")});
    group_patch(group, accounts.iter().map(gone).collect())
}

fn group_patch(group: GroupId, operations: Vec<Value>) -> Request {
    patch(SCIM_GROUP, path(group), operations)
}

/// The envelope, without which the tenant takes nothing.
fn patch(template: &'static str, path: String, operations: Vec<Value>) -> Request {
    Request::new(Method::PATCH, template, path)
        .with_json(json!({"schemas": [PATCH], "Operations": operations}))
}
