//! Which refusal says what (RFC 7644, section 3.12).

use super::*;

#[test]
fn a_patch_that_cannot_be_done_says_why() {
    let mut caller = small().behaving(|b| b.scim.authority = "x-pc:scimv2:v1:own".into());
    assert_eq!(patched(&mut caller, "add", "externalId", json!("guid-scim")).status, 200);
    let before = caller.tenant.state();
    let own = "externalIds[authority eq \"x-pc:scimv2:v1:own\"]";
    let fifty_one: Vec<_> = (0..51).map(|n| json!({ "name": n.to_string() })).collect();
    let skills = format!("{GENESYS}:routingSkills");
    for (wanted, op, place, value) in [
        ("invalidPath", "replace", "shoeSize", json!(1)),
        ("invalidPath", "replace", "department", json!("an extension needs its URN")),
        ("invalidPath", "replace", "title[type eq \"work\"]", json!("x")),
        ("invalidPath", "replace", "emails[type eq", json!("x")),
        ("invalidPath", "replace", "emails[colour eq \"red\"].value", json!("x")),
        ("invalidPath", "replace", "emails.colour", json!("x")),
        ("invalidPath", "replace", "urn:example:User:title", json!("x")),
        ("mutability", "replace", "id", json!("x")),
        ("mutability", "remove", "id", Value::Null),
        ("mutability", "replace", "meta.version", json!("\"9\"")),
        ("mutability", "add", "groups", json!([{ "value": group("Choir") }])),
        ("mutability", "remove", "groups[value eq \"x\"]", Value::Null),
        ("mutability", "remove", "userName", Value::Null),
        ("mutability", "remove", "displayName", Value::Null),
        ("mutability", "remove", "active", Value::Null),
        ("mutability", "remove", &format!("{ENTERPRISE}:division"), Value::Null),
        ("mutability", "replace", &format!("{ENTERPRISE}:manager.$ref"), json!("x")),
        ("mutability", "replace", "emails[type eq \"other\"].value", json!("x@example.org")),
        ("mutability", "remove", "emails[type eq \"other\"]", Value::Null),
        ("mutability", "replace", "emails", json!([{ "type": "other", "value": "x@example.org" }])),
        ("mutability", "remove", &format!("{GENESYS}:{own}"), Value::Null),
        ("mutability", "replace", &format!("{GENESYS}:{own}.value"), json!("guid-other")),
        ("noTarget", "remove", "emails[type eq \"work\"]", Value::Null),
        ("noTarget", "replace", "emails[not (type eq \"other\")].value", json!("x@example.org")),
        ("noTarget", "replace", "phoneNumbers.value", json!("+15550100")),
        ("invalidValue", "replace", "active", json!("true")),
        ("invalidValue", "replace", "title", json!(7)),
        ("invalidValue", "replace", "userName", json!("no address")),
        ("invalidValue", "replace", "displayName", json!(" ")),
        ("invalidValue", "replace", "password", json!("")),
        ("invalidValue", "add", "roles", json!(["Agent"])),
        ("invalidValue", "add", "roles", json!([{ "value": "Emperor" }])),
        ("invalidValue", "remove", "roles", json!([{ "colour": "red" }])),
        ("invalidValue", "add", "phoneNumbers", json!([{ "type": "fax", "value": "+15550100" }])),
        ("invalidValue", "add", "phoneNumbers", json!([{ "type": "work" }])),
        ("invalidValue", "add", "emails", json!([{ "value": "x@example.org" }])),
        ("invalidValue", "add", &skills, json!([{ "name": "Billing", "proficiency": 6 }])),
        ("invalidValue", "add", &skills, json!([{ "proficiency": 3 }])),
        ("invalidValue", "replace", &format!("{ENTERPRISE}:dateHire"), json!("1.3.2026")),
        ("invalidValue", "replace", &format!("{ENTERPRISE}:dateHire"), json!("2026-02-30")),
        ("invalidValue", "replace", &format!("{ENTERPRISE}:manager"), json!({ "value": "nobody" })),
        ("invalidValue", "replace", &format!("{ENTERPRISE}:division"), json!("Moon")),
        ("invalidValue", "replace", GENESYS, json!("text")),
        ("tooMany", "replace", &skills, json!(fifty_one)),
    ] {
        let seen = patched(&mut caller, op, place, value.clone());
        assert_eq!(said(&seen), (400, wanted), "{op} {place} {value}: {}", seen.body);
        assert_eq!(seen.body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    }
    assert_eq!(caller.tenant.state(), before);
}

#[test]
fn removing_what_is_not_there_is_no_target_unless_switched() {
    let mut caller = small().behaving(|b| b.scim.absent_is_no_target = false);
    let seen = patched(&mut caller, "remove", "emails[type eq \"work\"]", Value::Null);
    assert_eq!((seen.status, seen.header("etag")), (200, "\"1\""));
}

#[test]
fn what_is_no_patch_is_invalid_syntax() {
    let schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    for body in [
        json!({ "active": false }),
        json!({ "schemas": ["urn:example"], "Operations": [{ "op": "replace", "path": "title", "value": "x" }] }),
        json!({ "Operations": [{ "op": "replace", "path": "title", "value": "x" }] }),
        json!({ "schemas": [schema] }),
        json!({ "schemas": [schema], "Operations": [] }),
        json!({ "schemas": [schema], "Operations": [{ "path": "title", "value": "x" }] }),
        json!({ "schemas": [schema], "Operations": [{ "op": "move", "path": "title", "value": "x" }] }),
        json!({ "schemas": [schema], "Operations": [{ "op": "replace", "path": 7, "value": "x" }] }),
        json!([1]),
    ] {
        assert_eq!(said(&small().patch(&path("ana"), body.clone())), (400, "invalidSyntax"), "{body}");
    }
    let mut caller = small();
    let seen = caller.patch(&path("ana"), operations(json!([{ "op": "remove" }])));
    assert_eq!(said(&seen), (400, "noTarget"));
    let seen = caller.patch(&path("ana"), operations(json!([{ "op": "replace", "path": "title" }])));
    assert_eq!(said(&seen), (400, "invalidValue"));
}

#[test]
fn bodies_that_are_too_long_or_no_json_are_refused_in_scims_form() {
    let mut caller = small();
    let long = json!({ "userName": "x".repeat(600_000) });
    let seen = caller.post("/api/v2/scim/v2/users", long);
    assert_eq!((seen.status, &seen.body["status"]), (413, &json!("413")));
    let mut request = caller.request("POST", "/api/v2/scim/v2/users", Some(&json!({})));
    request.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    let seen = caller.send(&request);
    assert_eq!((seen.status, &seen.body["status"]), (415, &json!("415")));
    let mut request = caller.request("POST", "/api/v2/scim/v2/users", Some(&json!({})));
    *request.body_mut() = bytes::Bytes::from_static(b"{\"userName\":");
    let seen = caller.send(&request);
    assert_eq!(said(&seen), (400, "invalidSyntax"));
    request.headers_mut().insert("content-type", "application/scim+json; charset=utf-8".parse().unwrap());
    *request.body_mut() =
        bytes::Bytes::from_static(b"{\"userName\":\"eve@example.org\",\"displayName\":\"Eve\"}");
    assert_eq!(caller.send(&request).status, 201);
}

#[test]
fn a_stale_version_is_a_400_on_every_write() {
    let mut caller = small();
    let choir = format!("/api/v2/scim/v2/groups/{}", group("Choir"));
    let whole = caller.get(&path("ana")).body;
    let title = operations(json!([{ "op": "replace", "path": "title", "value": "x" }]));
    let members = operations(json!([{ "op": "remove", "path": "members" }]));
    for (method, place, body) in [
        ("PATCH", path("ana"), Some(title)),
        ("PUT", path("ana"), Some(whole)),
        ("DELETE", path("ana"), None),
        ("PATCH", choir.clone(), Some(members.clone())),
        ("PUT", choir, Some(json!({ "members": [] }))),
    ] {
        let mut request = caller.request(method, &place, body.as_ref());
        request.headers_mut().insert("if-match", "\"7\"".parse().unwrap());
        assert_eq!(said(&caller.send(&request)), (400, "invalidVers"), "{method} {place}");
        request.headers_mut().insert("if-match", "W/\"7\", \"1\"".parse().unwrap());
        let status = caller.send(&request).status;
        assert!(status < 300, "{method} {place}: {status}");
        caller.tenant = small().tenant;
        caller.token = caller.tenant.mint_token(muster_simulator::ClientId::named("muster"), caller.now);
    }
}
