//! A user as it is kept: what was sent, without what is ours to say and without secrets.

use super::ScimFault;
use super::path::{key_in, truth};
use serde_json::{Map, Value};

/// The schema of users.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The schema of what employers add.
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What clients cannot change.
const FIXED: [&str; 4] = ["id", "meta", "schemas", "groups"];
/// What is never kept.
const SECRET: &str = "password";

pub(super) fn fixed(name: &str) -> bool {
    FIXED.iter().any(|fixed| fixed.eq_ignore_ascii_case(name))
}

/// The user that a POST or PUT describes, ready to be kept.
///
/// # Errors
/// When it describes none.
pub fn user(sent: &Value) -> Result<Value, ScimFault> {
    let Some(sent) = sent.as_object() else {
        return Err(ScimFault::InvalidSyntax("a user is an object".to_owned()));
    };
    let kept = sent.iter().filter(|(name, _)| !fixed(name));
    tidy(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Takes out what says nothing and what is a secret, and writes truths as such.
pub(super) fn tidy(mut user: Map<String, Value>) -> Result<Value, ScimFault> {
    user.retain(|name, value| !name.eq_ignore_ascii_case(SECRET) && !is_nothing(value));
    let name = key_in(&user, "userName");
    if user.get(&name).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
        return Err(ScimFault::InvalidValue("a user needs a `userName`".to_owned()));
    }
    let active = key_in(&user, "active");
    let is_active = match user.remove(&active) {
        None => true,
        Some(Value::Bool(is_active)) => is_active,
        Some(other) => {
            truth(&other).ok_or_else(|| ScimFault::InvalidValue("`active` is true or false".to_owned()))?
        }
    };
    user.insert("active".to_owned(), Value::Bool(is_active));
    for list in ["emails", "phoneNumbers", "addresses"] {
        let entries = user.get_mut(list).and_then(Value::as_array_mut);
        let parts = entries.into_iter().flatten().filter_map(Value::as_object_mut);
        for primary in parts.filter_map(|entry| entry.get_mut("primary")) {
            if let Some(is_primary) = truth(primary) {
                *primary = Value::Bool(is_primary);
            }
        }
    }
    Ok(Value::Object(user))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(entries) => entries.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        Value::String(_) | Value::Number(_) | Value::Bool(_) => false,
    }
}
