//! What the service says of itself (RFC 7644 section 4).

use super::answer::{json_of, list_of};
use axum::response::Response;
use http::StatusCode;
use muster_connectors::hr::scim::{ENTERPRISE, USER};
use serde_json::{Value, json};

/// What stands under a name; `None` where nothing does.
pub(super) fn answer(kind: &str, id: Option<&str>, base: &str) -> Option<Response> {
    let all = match kind {
        "ServiceProviderConfig" if id.is_none() => return Some(json_of(StatusCode::OK, &service(base))),
        "ResourceTypes" => vec![resource_type(base)],
        "Schemas" => vec![users(base), enterprise(base)],
        _ => return None,
    };
    match id {
        None => Some(list_of(&all, all.len() as u64, 1)),
        Some(id) => {
            let found = all.iter().find(|resource| resource["id"].as_str() == Some(id))?;
            Some(json_of(StatusCode::OK, found))
        }
    }
}

fn service(base: &str) -> Value {
    let no = json!({ "supported": false });
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": 200 },
        "changePassword": no, "sort": no, "etag": no,
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "Bearer token",
            "description": "The token that stands under `tokens` of the source", "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig") },
    })
}

fn resource_type(base: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User", "name": "User", "endpoint": "/Users", "description": "Somebody who works here", "schema": USER,
        "schemaExtensions": [{ "schema": ENTERPRISE, "required": false }],
        "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/User") },
    })
}

fn schema(base: &str, id: &str, name: &str, attributes: Vec<Value>) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": id, "name": name, "description": name, "attributes": attributes,
        "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{id}") },
    })
}

fn users(base: &str) -> Value {
    let text = |name| attribute(name, "string");
    let mut user_name = text("userName");
    user_name["required"] = true.into();
    user_name["uniqueness"] = "server".into();
    let name =
        complex("name", false, ["formatted", "familyName", "givenName", "middleName"].map(text).to_vec());
    let address =
        ["formatted", "streetAddress", "locality", "region", "postalCode", "country", "type"].map(text);
    let many = |name| {
        let parts = vec![text("value"), text("type"), attribute("primary", "boolean")];
        complex(name, true, parts)
    };
    let texts =
        ["displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone"].map(text);
    let mut attributes =
        vec![user_name, name, attribute("active", "boolean"), many("emails"), many("phoneNumbers")];
    attributes.push(complex("addresses", true, address.to_vec()));
    attributes.extend(texts);
    schema(base, USER, "User", attributes)
}

fn enterprise(base: &str) -> Value {
    let text = |name| attribute(name, "string");
    let manager = complex("manager", false, vec![text("value"), text("displayName")]);
    let names = ["employeeNumber", "costCenter", "organization", "division", "department"];
    let attributes = names.map(text).into_iter().chain([manager]).collect();
    schema(base, ENTERPRISE, "EnterpriseUser", attributes)
}

fn attribute(name: &str, kind: &str) -> Value {
    json!({
        "name": name, "type": kind, "multiValued": false, "description": name, "required": false, "caseExact": false,
        "mutability": "readWrite", "returned": "default", "uniqueness": "none",
    })
}

fn complex(name: &str, many: bool, parts: Vec<Value>) -> Value {
    let mut complex = attribute(name, "complex");
    complex["multiValued"] = many.into();
    complex["subAttributes"] = parts.into();
    complex
}
