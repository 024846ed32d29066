//! The vendor's API document, and how calls and replies are held against it.
//!
//! `openapi/operations.json` keeps of that document what this simulator serves: each operation with its parameters,
//! statuses, permissions and schemas, the error statuses that every operation may answer, and the schemas that those
//! refer to. A property that no schema knows, one that is required and missing, a wrong type or form, an unknown enum
//! value, a status or an operation that is not listed fails here.

use crate::common::Seen;
use bytes::Bytes;
use http::Request;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

const DOCUMENT: &str = include_str!("../openapi/operations.json");

/// Where the document requires what practice leaves out of a reply: the place, with `*` for a number, and what is missing.
/// In each of them one object refers to another, and the document has one schema for both.
const LOOSER: &[(&str, &[&str])] = &[
    // A manager is an id and an address, unless it was expanded.
    ("/manager", &["version"]),
    // So are the owners of a group.
    ("/owners/*", &["version"]),
    // The groups of a user are ids and addresses.
    ("/groups/*", &["name", "type", "rulesVisible", "visibility"]),
];

thread_local! {
    static SHARED: RefCell<Document> = RefCell::new(Document::new());
}

/// Holds the reply to a request against the document.
pub(crate) fn check_reply(request: &Request<Bytes>, seen: &Seen) {
    let (method, path) = (request.method().as_str(), request.uri().path());
    SHARED.with_borrow_mut(|document| document.check_reply(method, path, seen));
}

/// The document, and which operations were seen.
pub(crate) struct Document {
    pub(crate) text: Value,
    /// Operations that answered with success.
    pub(crate) seen: BTreeSet<String>,
    definitions: Value,
    validators: BTreeMap<String, jsonschema::Validator>,
}

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Request,
    Reply,
}

impl Document {
    pub(crate) fn new() -> Self {
        let text: Value = serde_json::from_str(DOCUMENT).unwrap();
        let definitions = definitions(&text);
        Self { text, seen: BTreeSet::new(), definitions, validators: BTreeMap::new() }
    }

    /// The operation of a call, found by its template.
    fn operation(&self, method: &str, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap().trim_end_matches('/');
        let parts: Vec<_> = path.split('/').map(str::to_owned).collect();
        let is_scim = path.starts_with("/api/v2/scim/");
        let fits = |template: &str| {
            let wanted: Vec<_> = template.split('/').collect();
            let same = |want: &str, part: &str| want == part || is_scim && part.eq_ignore_ascii_case(want);
            wanted.len() == parts.len()
                && wanted.iter().zip(&parts).all(|(want, part)| want.starts_with('{') || same(want, part))
        };
        let fixed = |name: &&String| name.split('/').filter(|part| !part.starts_with('{')).count();
        let named = self.text["operations"].as_object().unwrap().keys();
        let fitting = named.filter(|name| name.split_once(' ').is_some_and(|(m, t)| m == method && fits(t)));
        fitting.max_by_key(fixed).cloned()
    }

    /// Checks the parameters and the body of a call, and its reply.
    pub(crate) fn check(&mut self, method: &str, path: &str, body: Option<&Value>, seen: &Seen) {
        let name = self.operation(method, path);
        let name = name.unwrap_or_else(|| panic!("{method} {path} is not in the document"));
        let operation = self.text["operations"][&name].clone();
        for (key, value) in query(path) {
            let known = &operation["query"][&key];
            assert!(known.is_object(), "{name}: no parameter {key}");
            let allowed = known["enum"].as_array().or(known["items"]["enum"].as_array());
            let given = value.split(',').all(|one| allowed.is_none_or(|list| list.contains(&json!(one))));
            assert!(given, "{name}: {key}={value} is not allowed");
        }
        if let Some(body) = body {
            self.validate(&format!("{name} request"), &operation["request"], body, Side::Request);
        }
        self.check_reply(method, path, seen);
        if seen.status < 400 {
            self.seen.insert(name);
        }
    }

    /// Checks a reply: its status, its headers, and its body.
    pub(crate) fn check_reply(&mut self, method: &str, path: &str, seen: &Seen) {
        let what = format!("{method} {path}: {}", seen.status);
        let correlation = seen.header("inin-correlation-id");
        assert!(!correlation.is_empty(), "{what}: no ININ-Correlation-Id");
        let Some(name) = self.operation(method, path) else {
            assert!(matches!(seen.status, 401 | 404 | 405), "{what}: there is no such operation");
            return self.check_error(&what, path, seen);
        };
        let operation = self.text["operations"][&name].clone();
        if is_listed(&operation["statuses"], seen.status) {
            return self.check_success(&what, method, &operation, seen);
        }
        let errors = operation.get("errors").unwrap_or(&self.text["errors"]);
        assert!(is_listed(errors, seen.status), "{what}: the status is not documented");
        if method != "HEAD" {
            self.check_error(&what, path, seen);
        }
    }

    fn check_success(&mut self, what: &str, method: &str, operation: &Value, seen: &Seen) {
        if operation["reply"].is_object() && seen.status != 304 && method != "HEAD" {
            self.validate(&format!("{what} reply"), &operation["reply"], &seen.body, Side::Reply);
        } else {
            assert!(seen.body.is_null(), "{what}: a body where none is documented");
        }
    }

    fn check_error(&mut self, what: &str, path: &str, seen: &Seen) {
        // What the gateway answers, it answers in its own form, to SCIM calls too.
        let form = match path {
            "/oauth/token" => "OAuthError",
            _ if path.contains("/scim/") && seen.body.get("schemas").is_some() => "ScimError",
            _ => "ErrorBody",
        };
        self.validate(&format!("{what} error"), &json!({ "$ref": form }), &seen.body, Side::Reply);
        if let Some(context) = seen.body.get("contextId") {
            assert_eq!(context, seen.header("inin-correlation-id"), "{what}: another contextId");
        }
        if form == "ErrorBody" {
            let told = ["message", "code", "status", "contextId"].map(|name| !seen.body[name].is_null());
            assert!(told.iter().all(|told| *told), "{what}: {}", seen.body);
        }
    }

    /// The definitions that a schema refers to, however far: compiling all of them for each would take long.
    fn reachable(&self, schema: &Value) -> serde_json::Map<String, Value> {
        let mut found = serde_json::Map::new();
        let mut left = references(schema);
        while let Some(name) = left.pop() {
            if !found.contains_key(&name) {
                left.extend(references(&self.definitions[&name]));
                found.insert(name.clone(), self.definitions[&name].clone());
            }
        }
        found
    }

    fn validate(&mut self, what: &str, schema: &Value, instance: &Value, side: Side) {
        let key = schema.to_string();
        if !self.validators.contains_key(&key) {
            let mut whole = strict(schema);
            whole["$defs"] = self.reachable(&whole).into();
            let options = jsonschema::options().should_validate_formats(true);
            self.validators.insert(key.clone(), options.build(&whole).unwrap());
        }
        let errors: Vec<_> = self.validators[&key]
            .iter_errors(instance)
            .filter(|error| side == Side::Request || !is_looser(error))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {}\n{instance:#}", errors.join("\n"));
    }
}

/// The names that a strict schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|text| text.strip_prefix("#/$defs/")).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn is_listed(statuses: &Value, status: u16) -> bool {
    let fits =
        |listed: &Value| *listed == json!(status.to_string()) || (*listed == "2XX" && status / 100 == 2);
    statuses.as_array().unwrap().iter().any(fits)
}

/// Whether this is one of the places where practice is looser than the document.
fn is_looser(error: &jsonschema::ValidationError) -> bool {
    let ValidationErrorKind::Required { property } = error.kind() else { return false };
    let place = error.instance_path().to_string();
    let parts = place.rsplit('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
    let parts = parts.collect::<Vec<_>>();
    let is_there =
        |looser: &str| looser.rsplit('/').filter(|part| !part.is_empty()).zip(&parts).all(|(a, b)| a == *b);
    LOOSER.iter().any(|(looser, missing)| is_there(looser) && missing.iter().any(|name| property == name))
}

/// All schemas of the document, strict.
fn definitions(text: &Value) -> Value {
    let all = text["schemas"].as_object().unwrap().iter();
    all.map(|(name, one)| (name.clone(), strict(one))).collect::<serde_json::Map<_, _>>().into()
}

fn query(path: &str) -> Vec<(String, String)> {
    let pairs = path.split_once('?').map_or("", |(_, query)| query).split('&');
    pairs.filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

/// The document's schema as a strict JSON schema: named properties only.
fn strict(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    if let Some(name) = object.get("$ref").and_then(Value::as_str) {
        return json!({ "$ref": format!("#/$defs/{name}") });
    }
    let mut made = serde_json::Map::new();
    for (key, value) in object.iter().filter(|(key, _)| *key != "mandatory") {
        let made_value = match key.as_str() {
            "properties" => {
                let all = value.as_object().unwrap().iter();
                all.map(|(name, one)| (name.clone(), strict(one))).collect::<serde_json::Map<_, _>>().into()
            }
            "items" | "additionalProperties" => strict(value),
            _ => value.clone(),
        };
        made.insert(key.clone(), made_value);
    }
    if made.contains_key("properties") {
        made.entry("additionalProperties").or_insert(json!(false));
    }
    Value::Object(made)
}
