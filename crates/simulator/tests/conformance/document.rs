//! The vendor's API document, and how calls and replies are held against it.

use crate::common::Seen;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const DOCUMENT: &str = include_str!("../openapi/operations.json");

/// The document, and which operations were seen.
pub(crate) struct Document {
    pub(crate) text: Value,
    /// Operations that answered with success.
    pub(crate) seen: BTreeSet<String>,
    /// Statuses that were seen, by operation.
    pub(crate) statuses: BTreeMap<String, BTreeSet<u16>>,
    definitions: [Value; 2],
    validators: BTreeMap<(String, bool), jsonschema::Validator>,
}

impl Document {
    pub(crate) fn new() -> Self {
        let text: Value = serde_json::from_str(DOCUMENT).unwrap();
        let definitions = [definitions(&text, false), definitions(&text, true)];
        Self {
            text,
            seen: BTreeSet::new(),
            statuses: BTreeMap::new(),
            definitions,
            validators: BTreeMap::new(),
        }
    }

    /// The operation of a call, found by its template.
    fn operation(&self, method: &str, path: &str) -> String {
        let parts: Vec<_> = path.split('?').next().unwrap().split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<_> = template.split('/').collect();
            wanted.len() == parts.len()
                && wanted.iter().zip(&parts).all(|(w, p)| w.starts_with('{') || w == p)
        };
        let fixed = |name: &&String| name.split('/').filter(|part| !part.starts_with('{')).count();
        let named = self.text["operations"].as_object().unwrap().keys();
        let fitting = named.filter(|name| name.split_once(' ').is_some_and(|(m, t)| m == method && fits(t)));
        fitting.max_by_key(fixed).unwrap_or_else(|| panic!("{method} {path} is not in the document")).clone()
    }

    /// Checks the parameters and the body of a call, and its reply.
    pub(crate) fn check(&mut self, method: &str, path: &str, body: Option<&Value>, seen: &Seen) {
        let name = self.operation(method, path);
        let operation = self.text["operations"][&name].clone();
        self.statuses.entry(name.clone()).or_default().insert(seen.status);
        for (key, value) in query(path) {
            let known = &operation["query"][&key];
            assert!(known.is_object(), "{name}: no parameter {key}");
            let allowed = known["enum"].as_array().or(known["items"]["enum"].as_array());
            let given = value.split(',').all(|one| allowed.is_none_or(|list| list.contains(&json!(one))));
            assert!(given, "{name}: {key}={value} is not allowed");
        }
        if let Some(body) = body {
            self.validate(&format!("{name} request"), &operation["request"], body, true);
        }
        let statuses = operation["statuses"].as_array().unwrap();
        let fits = |status: &Value| {
            *status == json!(seen.status.to_string()) || (*status == "2XX" && seen.status / 100 == 2)
        };
        if statuses.iter().any(fits) {
            if operation["reply"].is_object() && seen.status != 304 {
                self.validate(&format!("{name} reply"), &operation["reply"], &seen.body, false);
            } else {
                assert!(seen.body.is_null(), "{name}: a body where none is documented");
            }
            self.seen.insert(name);
        } else {
            assert!(seen.status >= 400, "{name}: status {} is not documented", seen.status);
            // What the gateway answers, it answers in its own form, to SCIM calls too.
            let scim = name.contains("/scim/") && seen.body.get("schemas").is_some();
            let form = if scim { "ScimError" } else { "ErrorBody" };
            self.validate(&format!("{name} error"), &json!({ "$ref": form }), &seen.body, false);
        }
    }

    fn validate(&mut self, what: &str, schema: &Value, instance: &Value, with_required: bool) {
        let key = (schema.to_string(), with_required);
        if !self.validators.contains_key(&key) {
            let mut whole = strict(schema, with_required);
            whole["$defs"] = self.definitions[usize::from(with_required)].clone();
            self.validators.insert(key.clone(), jsonschema::validator_for(&whole).unwrap());
        }
        let errors: Vec<_> = self.validators[&key]
            .iter_errors(instance)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {}\n{instance:#}", errors.join("\n"));
    }
}

/// All schemas of the document, strict.
fn definitions(text: &Value, with_required: bool) -> Value {
    let all = text["schemas"].as_object().unwrap().iter();
    all.map(|(name, schema)| (name.clone(), strict(schema, with_required)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn query(path: &str) -> Vec<(String, String)> {
    let pairs = path.split_once('?').map_or("", |(_, query)| query).split('&');
    pairs.filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

/// The document's schema as a strict JSON schema: named properties only. Replies are partial where objects refer to
/// each other, so `required` counts for requests.
fn strict(schema: &Value, with_required: bool) -> Value {
    match schema {
        Value::Object(object) => {
            if let Some(name) = object.get("$ref").and_then(Value::as_str) {
                return json!({ "$ref": format!("#/$defs/{name}") });
            }
            let keeps =
                |key: &str| !matches!(key, "format" | "mandatory") && (with_required || key != "required");
            let mut made = serde_json::Map::new();
            for (key, value) in object.iter().filter(|(key, _)| keeps(key)) {
                let made_value = match key.as_str() {
                    "properties" => {
                        let all = value.as_object().unwrap().iter();
                        all.map(|(name, one)| (name.clone(), strict(one, with_required)))
                            .collect::<serde_json::Map<_, _>>()
                            .into()
                    }
                    "items" | "additionalProperties" => strict(value, with_required),
                    _ => value.clone(),
                };
                made.insert(key.clone(), made_value);
            }
            if made.contains_key("properties") {
                made.entry("additionalProperties").or_insert(json!(false));
            }
            Value::Object(made)
        }
        other => other.clone(),
    }
}
