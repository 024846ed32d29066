//! Each part of a user needs its own right, in the division that the user is in.

use super::*;

/// A client with the rights of `Support Lead` in Support only: view, add, edit, granting roles, assigning skills.
fn lead() -> Caller {
    small().calling_as("support")
}

fn one(op: &str, place: &str, value: Value) -> Value {
    operations(json!([{ "op": op, "path": place, "value": value }]))
}

#[test]
fn parts_need_their_rights() {
    let skills = format!("{GENESYS}:routingSkills");
    let network = json!([{ "name": "Network", "proficiency": 1 }]);
    let division = format!("{ENTERPRISE}:division");
    for (status, name, body) in [
        (200, "ana", one("replace", "title", json!("Lead"))),
        (200, "ana", one("add", &skills, network.clone())),
        (200, "ana", one("add", "roles", json!([{ "value": "Supervisor" }]))),
        (403, "ana", one("replace", "roles", json!([{ "value": "employee" }]))),
        (403, "ana", one("replace", "password", json!("S3cret-and-long"))),
        (403, "ana", one("replace", &division, json!("Sales"))),
        (403, "ben", one("replace", "title", json!("Lead"))),
        (403, "ben", one("replace", "active", json!(false))),
        (403, "ben", one("add", &skills, network)),
        (403, "ben", one("add", "roles", json!([{ "value": "Supervisor" }]))),
    ] {
        let mut caller = lead();
        let before = caller.tenant.state();
        let seen = caller.patch(&path(name), body.clone());
        assert_eq!(seen.status, status, "{name} {body}: {}", seen.body);
        assert_eq!(caller.tenant.state() == before, status == 403, "{name} {body}");
    }
}

#[test]
fn a_new_user_needs_the_rights_of_all_its_parts() {
    let body = |division: &str, more: Value| {
        let mut body = json!({ "userName": "eve@example.org", "displayName": "Eve", ENTERPRISE: { "division": division } });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (status, body) in [
        (201, body("Support", json!({}))),
        (201, body("Support", json!({ "roles": [{ "value": "Agent" }] }))),
        (403, body("Sales", json!({}))),
        (
            201,
            body(
                "Support",
                json!({ GENESYS: { "routingSkills": [{ "name": "Network", "proficiency": 1 }] } }),
            ),
        ),
    ] {
        let mut caller = lead();
        assert_eq!(caller.post("/api/v2/scim/v2/users", body.clone()).status, status, "{body}");
    }
    let mut reader = small().calling_as("reader");
    let seen = reader.post("/api/v2/scim/v2/users", body("Support", json!({})));
    assert_eq!((seen.status, &seen.body["code"]), (403, &json!("missing.any.permissions")));
    assert_eq!(reader.get(&path("ana")).status, 200, "reading needs no right");
    assert_eq!(reader.get(&format!("/api/v2/scim/v2/groups/{}", group("Choir"))).status, 403);
}
