//! PATCH (RFC 7644 section 3.5.2). Okta sends an object without a path, Entra paths with selectors, operations with capital
//! letters and truths as texts; all of them are carried out or none.

use super::ScimFault;
use super::path::{Path, key_in};
use super::user::{fixed, tidy};
use serde_json::{Map, Value};

/// What is done at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Add,
    Replace,
    Remove,
}

/// Carries out the operations of a PATCH and gives the user as they are then.
///
/// # Errors
/// What cannot be carried out; nothing is in that case.
pub fn patch(user: &Value, request: &Value) -> Result<Value, ScimFault> {
    let syntax = |what: &str| ScimFault::InvalidSyntax(what.to_owned());
    let request = request.as_object().ok_or_else(|| syntax("a PATCH is an object"))?;
    let operations = request.get(&key_in(request, "Operations")).and_then(Value::as_array);
    let operations = operations.ok_or_else(|| syntax("a PATCH needs `Operations`"))?;
    let mut user = user.as_object().cloned().unwrap_or_default();
    for operation in operations {
        let operation = operation.as_object().ok_or_else(|| syntax("an operation is an object"))?;
        carry_out(&mut user, operation)?;
    }
    tidy(user)
}

fn carry_out(user: &mut Map<String, Value>, operation: &Map<String, Value>) -> Result<(), ScimFault> {
    let of = |name: &str| operation.get(&key_in(operation, name));
    let act = match of("op").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase().as_str() {
        "add" => Act::Add,
        "replace" => Act::Replace,
        "remove" => Act::Remove,
        _ => return Err(ScimFault::InvalidSyntax("`op` is `add`, `replace` or `remove`".to_owned())),
    };
    let value = of("value").cloned().unwrap_or(Value::Null);
    match of("path").and_then(Value::as_str).filter(|path| !path.trim().is_empty()) {
        Some(path) => at(user, act, path, value),
        None => {
            let Value::Object(entries) = value else {
                let what = "an operation without a `path` needs an object as its `value`";
                return Err(ScimFault::InvalidValue(what.to_owned()));
            };
            // Okta repeats the id that it was given.
            let mut theirs_to_say = entries.into_iter().filter(|(path, _)| !fixed(path));
            theirs_to_say.try_for_each(|(path, value)| at(user, act, &path, value))
        }
    }
}

fn at(user: &mut Map<String, Value>, act: Act, path: &str, value: Value) -> Result<(), ScimFault> {
    let parsed = Path::parse(path)?;
    if parsed.extension.is_none() && parsed.attribute.as_deref().is_some_and(fixed) {
        return Err(ScimFault::Mutability(path.to_owned()));
    }
    let Some(schema) = &parsed.extension else { return within(user, act, &parsed, value) };
    let key = key_in(user, schema);
    let extension = user.entry(key).or_insert_with(|| Value::Object(Map::new()));
    let Some(extension) = extension.as_object_mut() else {
        return Err(ScimFault::InvalidPath(path.to_owned()));
    };
    match (&parsed.attribute, act, value) {
        (Some(_), _, value) => within(extension, act, &parsed, value),
        (None, Act::Remove, _) => {
            extension.clear();
            Ok(())
        }
        (None, _, Value::Object(entries)) => {
            extension.extend(entries);
            Ok(())
        }
        (None, _, _) => Err(ScimFault::InvalidValue(format!("`{path}` is an object"))),
    }
}

/// Carries out an operation within the object that the attribute belongs to.
fn within(object: &mut Map<String, Value>, act: Act, path: &Path, value: Value) -> Result<(), ScimFault> {
    let key = key_in(object, path.attribute.as_deref().unwrap_or_default());
    match (&path.selector, &path.part) {
        (Some(_), _) => selected(object, &key, act, path, value),
        (None, Some(part)) => {
            part_of(object, &key, act, part, value);
            Ok(())
        }
        (None, None) => {
            whole(object, &key, act, value);
            Ok(())
        }
    }
}

fn whole(object: &mut Map<String, Value>, key: &str, act: Act, value: Value) {
    let before = object.remove(key);
    let after = match (act, before, value) {
        (Act::Remove, _, _) => return,
        (Act::Add, Some(Value::Array(mut entries)), Value::Array(more)) => {
            more.into_iter().for_each(|entry| add_once(&mut entries, entry));
            Value::Array(entries)
        }
        (Act::Add, Some(Value::Array(mut entries)), one) => {
            add_once(&mut entries, one);
            Value::Array(entries)
        }
        (_, Some(Value::Object(mut parts)), Value::Object(more)) => {
            parts.extend(more);
            Value::Object(parts)
        }
        (_, _, value) => value,
    };
    object.insert(key.to_owned(), after);
}

fn add_once(entries: &mut Vec<Value>, entry: Value) {
    if !entries.contains(&entry) {
        entries.push(entry);
    }
}

fn part_of(object: &mut Map<String, Value>, key: &str, act: Act, part: &str, value: Value) {
    match object.get_mut(key) {
        Some(Value::Array(entries)) => {
            let parts = entries.iter_mut().filter_map(Value::as_object_mut);
            parts.for_each(|entry| set(entry, act, part, value.clone()));
        }
        Some(Value::Object(parts)) => set(parts, act, part, value),
        // Entra writes a manager as a text and changes it as an object.
        Some(_) | None if act != Act::Remove => {
            drop(object.insert(key.to_owned(), Value::Object(Map::from_iter([(part.to_owned(), value)]))));
        }
        Some(_) => drop(object.remove(key)),
        None => {}
    }
}

fn set(parts: &mut Map<String, Value>, act: Act, part: &str, value: Value) {
    let key = key_in(parts, part);
    match act {
        Act::Remove => drop(parts.remove(&key)),
        Act::Add | Act::Replace => drop(parts.insert(key, value)),
    }
}

fn selected(
    object: &mut Map<String, Value>,
    key: &str,
    act: Act,
    path: &Path,
    value: Value,
) -> Result<(), ScimFault> {
    let Some(selector) = &path.selector else { return Ok(()) };
    let entries = object.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    let Some(entries) = entries.as_array_mut() else {
        return Err(ScimFault::InvalidPath(format!("{key}[…]")));
    };
    if act == Act::Remove && path.part.is_none() {
        entries.retain(|entry| !selector.fits(entry));
        return Ok(());
    }
    // Entra adds the work mail of somebody who has none in this way.
    if act != Act::Remove && !entries.iter().any(|entry| selector.fits(entry)) {
        entries.push(Value::Object(Map::from_iter([(selector.name.clone(), selector.value.clone())])));
    }
    let wanted = entries.iter_mut().filter(|entry| selector.fits(entry)).filter_map(Value::as_object_mut);
    for entry in wanted {
        match (&path.part, &value) {
            (Some(part), value) => set(entry, act, part, value.clone()),
            (None, Value::Object(parts)) => entry.extend(parts.clone()),
            (None, _) => return Err(ScimFault::InvalidValue(format!("an entry of `{key}` is an object"))),
        }
    }
    Ok(())
}
