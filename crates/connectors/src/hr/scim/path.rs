//! Paths of attributes in a PATCH: `title`, `name.givenName`, `emails[type eq "work"].value`,
//! `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`.

use super::ScimFault;
use super::user::USER;
use serde_json::{Map, Value};

/// Where in a user something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// The schema of an extension; `None`: the user itself.
    pub(super) extension: Option<String>,
    /// The attribute; `None`: the whole extension.
    pub(super) attribute: Option<String>,
    /// Which entries of a list.
    pub(super) selector: Option<Selector>,
    /// A part of the attribute.
    pub(super) part: Option<String>,
}

/// `type eq "work"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selector {
    pub(super) name: String,
    pub(super) value: Value,
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, ScimFault> {
        let wrong = || ScimFault::InvalidPath(text.to_owned());
        let (extension, rest) = schema_of(text.trim());
        let (rest, selector) = match rest.split_once('[') {
            None => (rest.to_owned(), None),
            Some((attribute, rest)) => {
                let (inside, after) = rest.split_once(']').ok_or_else(wrong)?;
                (format!("{attribute}{after}"), Some(Selector::parse(inside).ok_or_else(wrong)?))
            }
        };
        let (attribute, part) = match rest.split_once('.') {
            None => (rest.as_str(), None),
            Some((attribute, part)) => (attribute, Some(part)),
        };
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_$".contains(c))
        };
        let whole = extension.is_some() && rest.is_empty() && selector.is_none();
        if !whole && (!is_name(attribute) || part.is_some_and(|part| !is_name(part))) {
            return Err(wrong());
        }
        Ok(Self {
            extension,
            attribute: (!whole).then(|| attribute.to_owned()),
            selector,
            part: part.map(str::to_owned),
        })
    }
}

/// The schema before an attribute, if it is one of an extension, and the rest.
fn schema_of(text: &str) -> (Option<String>, &str) {
    if !text.to_ascii_lowercase().starts_with("urn:") {
        return (None, text);
    }
    // A schema ends with the name of the resource: `…:2.0:User`, and an attribute follows after a colon.
    let end = text.rfind(":User").map_or(text.len(), |at| at + ":User".len());
    let (schema, rest) = text.split_at(end);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    match schema.eq_ignore_ascii_case(USER) {
        true => (None, rest),
        false => (Some(schema.to_owned()), rest),
    }
}

impl Selector {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.trim().splitn(3, ' ');
        let (name, operator, value) = (words.next()?, words.next()?, words.next()?.trim());
        // Some write 'work' where JSON wants "work".
        let quoted = value.replace('\'', "\"");
        let value: Value =
            serde_json::from_str(&quoted.to_lowercase()).or_else(|_| serde_json::from_str(&quoted)).ok()?;
        let value = match value {
            Value::String(_) => serde_json::from_str(&quoted).ok()?,
            other => other,
        };
        let simple = matches!(value, Value::String(_) | Value::Bool(_) | Value::Number(_));
        (operator.eq_ignore_ascii_case("eq") && simple).then(|| Self { name: name.to_owned(), value })
    }

    pub(super) fn fits(&self, entry: &Value) -> bool {
        let Some(found) = entry.as_object().and_then(|entry| get(entry, &self.name)) else { return false };
        match (found, &self.value) {
            (Value::String(found), Value::String(wanted)) => found.eq_ignore_ascii_case(wanted),
            (Value::Bool(found), wanted) => wanted.as_bool().or_else(|| truth(wanted)) == Some(*found),
            (found, wanted) => found == wanted,
        }
    }
}

/// `"True"` and `"false"` as truths.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value.as_str()?.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The key as it stands in the object, whatever its case; as it is given where it is not there.
pub(super) fn key_in(object: &Map<String, Value>, name: &str) -> String {
    object.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned().unwrap_or_else(|| name.to_owned())
}

fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(&key_in(object, name))
}
