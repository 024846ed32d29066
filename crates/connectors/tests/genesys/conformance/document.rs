//! The vendor's API document, as far as it is about the requests that the client makes.

use http::Method;
use jsonschema::Validator;
use muster_connectors::genesys::{Body, Condition, Host, Request};
use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const DOCUMENT: &str = include_str!("../../openapi/operations.json");

/// Where the document says less than is so: a property, and the schema that is used instead of its own.
///
/// The value of a SCIM patch is whatever its path takes (RFC 7644, section 3.5.2), and a SCIM user that is created
/// names its schemas (RFC 7643, section 3).
fn corrections() -> [(&'static str, &'static str, Value); 2] {
    [
        ("ScimV2PatchOperation", "value", json!(true)),
        ("ScimV2CreateUser", "schemas", json!({"type": "array", "items": {"type": "string"}})),
    ]
}

/// The document with its schemas made strict: named properties only, and none that may only be read.
pub(crate) struct Document {
    text: Value,
    schemas: Value,
}

impl Document {
    pub(crate) fn new() -> Self {
        let mut text: Value = serde_json::from_str(DOCUMENT).unwrap();
        for (schema, property, instead) in corrections() {
            let place = &mut text["schemas"][schema]["properties"][property];
            assert!(place.is_object(), "{schema}.{property} is corrected, but not there");
            *place = instead;
        }
        let all = text["schemas"].as_object().unwrap();
        let schemas = all.iter().map(|(name, schema)| (name.clone(), strict(schema))).collect();
        Self { schemas: Value::Object(schemas), text }
    }

    /// The operations, as `GET /api/v2/users`.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &str> {
        self.text["operations"].as_object().unwrap().keys().map(String::as_str)
    }

    /// What is wrong with a request; nothing, if all is well.
    pub(crate) fn faults(&self, request: &Request) -> Vec<String> {
        let operation = &self.text["operations"][request.name()];
        if !operation.is_object() {
            return vec!["the document has no such operation".into()];
        }
        let (path, query) = match request.path_and_query.split_once('?') {
            Some((path, query)) => (path, query),
            None => (request.path_and_query.as_str(), ""),
        };
        [
            self.path(request.template, path, &operation["path"]),
            self.query(query, &operation["query"]),
            headers(request, operation),
            self.body(&request.body, &operation["body"]),
        ]
        .concat()
    }

    fn path(&self, template: &str, path: &str, parameters: &Value) -> Vec<String> {
        let (names, parts): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        if names.len() != parts.len() {
            return vec![format!("{path} is not of the form {template}")];
        }
        let check = |(name, part): (&&str, &&str)| match name.strip_prefix('{') {
            None if name == part => Vec::new(),
            None => vec![format!("{part} stands where {name} belongs")],
            Some(name) => {
                self.parameter(name.trim_end_matches('}'), part, &parameters[name.trim_end_matches('}')])
            }
        };
        names.iter().zip(&parts).flat_map(check).collect()
    }

    fn query(&self, query: &str, parameters: &Value) -> Vec<String> {
        let pairs: Vec<(&str, &str)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap())
            .collect();
        let mut faults: Vec<String> = pairs
            .iter()
            .flat_map(|(name, value)| self.parameter(name, value, &parameters[name]["schema"]))
            .collect();
        let given: BTreeMap<&str, &str> = pairs.iter().copied().collect();
        if given.len() < pairs.len() {
            faults.push(format!("a parameter is given twice: {query}"));
        }
        let required =
            parameters.as_object().into_iter().flatten().filter(|(_, one)| one["required"] == true);
        let missing = required.filter(|(name, _)| !given.contains_key(name.as_str()));
        faults.extend(missing.map(|(name, _)| format!("the parameter {name} is missing")));
        faults
    }

    /// One parameter of path or query, in its text form.
    fn parameter(&self, name: &str, text: &str, schema: &Value) -> Vec<String> {
        if !schema.is_object() {
            return vec![format!("the document has no parameter {name}")];
        }
        let text = percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let one = |text: &str, schema: &Value| match schema["type"].as_str() {
            Some("integer" | "number") => serde_json::from_str(text).unwrap_or(json!(text)),
            Some("boolean") => text.parse::<bool>().map_or(json!(text), |is| json!(is)),
            _ => json!(text),
        };
        let value = match schema["type"].as_str() {
            Some("array") => text.split(',').map(|text| one(text, &schema["items"])).collect(),
            _ => one(&text, schema),
        };
        let empty = text.is_empty().then(|| format!("{name} is empty"));
        let wrong = self.wrong(schema, &value).into_iter().map(|fault| format!("{name}: {fault}"));
        empty.into_iter().chain(wrong).collect()
    }

    fn body(&self, body: &Body, documented: &Value) -> Vec<String> {
        let (kind, value) = match body {
            Body::None if documented["required"] == true => return vec!["the body is missing".into()],
            Body::None => return Vec::new(),
            Body::Json(value) => ("application/json", value.clone()),
            Body::Form(text) => ("application/x-www-form-urlencoded", form(text)),
        };
        match documented["content"].get(kind) {
            None => vec![format!("a body of {kind} is not documented")],
            Some(schema) => self.wrong(schema, &value),
        }
    }

    fn wrong(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut whole = strict(schema);
        whole["$defs"] = self.schemas.clone();
        let validator: Validator = jsonschema::validator_for(&whole).unwrap();
        let errors = validator.iter_errors(value);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// A credential of the documented kind, a condition only where the document knows it, and the right host.
fn headers(request: &Request, operation: &Value) -> Vec<String> {
    let scheme = if operation["security"][0] == "clientBasic" { "Basic " } else { "Bearer " };
    let credential =
        request.authorization.as_ref().is_some_and(|one| one.expose_secret().starts_with(scheme));
    let condition = request.condition.map(Condition::header);
    let known = condition.as_ref().is_none_or(|(name, _)| operation["headers"][name].is_object());
    let host = if request.template == "/oauth/token" { Host::Login } else { Host::Api };
    let mut faults = Vec::new();
    faults.extend((!credential).then(|| format!("no credential of the kind {scheme}")));
    faults.extend((!known).then(|| format!("the header {condition:?} is not documented")));
    faults.extend((request.host != host).then(|| format!("it goes to {:?}", request.host)));
    faults.extend(
        (request.method == Method::GET && request.body != Body::None).then(|| "a GET has a body".into()),
    );
    let required =
        operation["headers"].as_object().into_iter().flatten().filter(|(_, one)| one["required"] == true);
    faults.extend(required.map(|(name, _)| format!("the client sends no header {name}")));
    faults
}

fn form(text: &str) -> Value {
    let pairs = text.split('&').map(|pair| pair.split_once('=').unwrap());
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    pairs.map(|(name, value)| (decoded(name), json!(decoded(value)))).collect::<Map<_, _>>().into()
}

fn strict(schema: &Value) -> Value {
    let Value::Object(object) = schema else { return schema.clone() };
    if let Some(name) = object.get("$ref").and_then(Value::as_str) {
        return json!({ "$ref": format!("#/$defs/{name}") });
    }
    let mut made = Map::new();
    for (key, value) in object.iter().filter(|(key, _)| !matches!(key.as_str(), "format" | "readOnly")) {
        let strict_value = match (key.as_str(), value) {
            ("properties", Value::Object(all)) => {
                let writable = all.iter().filter(|(_, one)| one["readOnly"] != true);
                writable.map(|(name, one)| (name.clone(), strict(one))).collect::<Map<_, _>>().into()
            }
            ("items" | "additionalProperties", value) => strict(value),
            ("allOf", Value::Array(all)) => all.iter().map(strict).collect(),
            (_, value) => value.clone(),
        };
        made.insert(key.clone(), strict_value);
    }
    if made.contains_key("properties") {
        made.entry("additionalProperties").or_insert(json!(false));
    }
    Value::Object(made)
}
